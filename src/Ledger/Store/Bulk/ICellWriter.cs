namespace Compensation.Ledger.Store.Bulk;

/// <summary>Adds many rows of one table fast: cell by cell, in the order of the row's properties.</summary>
/// <remarks>It blocks its thread. Disposing of it before <see cref="Complete"/> leaves an unknown part of the rows to the transaction, which must then not
/// be committed.</remarks>
public interface ICellWriter : IDisposable
{
    /// <summary>Writes a number of 32 bits.</summary>
    void Int(int? value);

    /// <summary>Writes a number of 64 bits.</summary>
    void Long(long? value);

    /// <summary>Writes text.</summary>
    void Text(string? value);

    /// <summary>Writes text that is UTF-8 already.</summary>
    void Utf8(ReadOnlySpan<byte> value);

    /// <summary>Writes bytes.</summary>
    void Bytes(ReadOnlySpan<byte> value);

    /// <summary>Writes values by field number; <see cref="Fields.Field.NotGiven"/> is written as null.</summary>
    void Values(ReadOnlySpan<long> values);

    /// <summary>Writes that there is nothing.</summary>
    void Nothing();

    /// <summary>Ends the row.</summary>
    /// <exception cref="InvalidOperationException">It has not as many cells as the table has columns.</exception>
    void EndRow();

    /// <summary>Hands the last rows to the database, which checks them.</summary>
    /// <exception cref="System.Data.Common.DbException">It refuses rows (<see cref="LedgerErrors.RefusalOf"/> tells); earlier calls may
    /// throw this too.</exception>
    void Complete();
}
