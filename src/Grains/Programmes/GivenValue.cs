using NodaTime;

namespace Compensation.Grains.Programmes;

/// <summary>Represents the value of one of a plan's columns as people and programs outside give it.</summary>
/// <param name="Column">The column's name in the plan.</param>
public abstract record GivenValue(string Column)
{
    /// <summary>A volume or a number.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Units">Smallest units.</param>
    /// <param name="Decimals">How many decimals the units have.</param>
    public sealed record Quantity(string Column, long Units, int Decimals) : GivenValue(Column);

    /// <summary>Yes or no.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Value">Whether it is yes.</param>
    public sealed record Flag(string Column, bool Value) : GivenValue(Column);

    /// <summary>A day.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Value">The day.</param>
    public sealed record Date(string Column, LocalDate Value) : GivenValue(Column);

    /// <summary>A choice, a rank or a seller's id.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Value">The word.</param>
    public sealed record Text(string Column, string Value) : GivenValue(Column);
}
