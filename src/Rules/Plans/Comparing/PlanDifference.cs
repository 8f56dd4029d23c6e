namespace Compensation.Rules.Plans.Comparing;

/// <summary>Represents one difference between two plan files.</summary>
/// <param name="Kind">What happened to the key.</param>
/// <param name="Path">The path of keys, such as <c>bonuses / unilevel: Team / rate</c>.</param>
/// <param name="Before">The value before, on one line; null where there was none.</param>
/// <param name="BeforeLine">The line of the value before, or 0.</param>
/// <param name="After">The value after, on one line; null where there is none.</param>
/// <param name="AfterLine">The line of the value after, or 0.</param>
public sealed record PlanDifference(
    DifferenceKind Kind, string Path, string? Before, int BeforeLine, string? After, int AfterLine);

/// <summary>What happened to a key of a plan.</summary>
public enum DifferenceKind
{
    /// <summary>Only the second plan has it.</summary>
    Added,

    /// <summary>Only the first plan has it.</summary>
    Removed,

    /// <summary>Its value differs.</summary>
    Changed,

    /// <summary>A list has the same items in another order.</summary>
    Reordered,
}
