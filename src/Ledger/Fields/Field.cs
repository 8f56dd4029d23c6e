namespace Compensation.Ledger.Fields;

/// <summary>What a field belongs to.</summary>
public enum FieldScope
{
    /// <summary>A seller.</summary>
    Seller = 1,

    /// <summary>A line of an order.</summary>
    Order = 2,
}

/// <summary>What the values of a field are.</summary>
public enum FieldType
{
    /// <summary>Smallest units of a volume, an amount or a number, with the field's decimals.</summary>
    Units = 1,

    /// <summary>0 or 1.</summary>
    Flag = 2,

    /// <summary>Days since 1970-01-01.</summary>
    Date = 3,

    /// <summary>A seller's number in the programme; -1 for none.</summary>
    Seller = 4,

    /// <summary>A word's number in the programme, for choices and ranks; 0 for none.</summary>
    Word = 5,
}

/// <summary>Represents a column that some plan of a programme has given to its sellers or orders.</summary>
/// <remarks>A row's values stand in one array by field number; a value that was not given is null. Fields are numbered once and kept: what a row
/// says does not depend on the plan that reads it.</remarks>
/// <param name="Scope">What it belongs to.</param>
/// <param name="Number">Its place in the arrays of values, from 0 in its scope.</param>
/// <param name="Column">The column's name.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Decimals">For <see cref="FieldType.Units"/>: how many decimals; else 0.</param>
public sealed record Field(FieldScope Scope, int Number, string Column, FieldType Type, int Decimals)
{
    /// <summary>Stands in an array of values for one that was not given (null in the database).</summary>
    public const long NotGiven = long.MinValue;
}
