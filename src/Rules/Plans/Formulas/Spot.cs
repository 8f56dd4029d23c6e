using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Plans.Formulas;

/// <summary>Where a formula is evaluated: at which seller, for which source, order row, level.</summary>
/// <remarks>Numbers are canonical (<see cref="Frame"/>). A formula reads only the fields that its scope allows.</remarks>
internal readonly record struct Spot(Frame Frame, int Self)
{
    /// <summary>In a walk: the seller who brought the value.</summary>
    public int Source { get; init; } = -1;

    /// <summary>In a formula about orders: the row in the snapshot; of several that are paid on together the first.</summary>
    public int Row { get; init; } = -1;

    /// <summary>The rows of one order that are paid on together, where there are several.</summary>
    public int[]? Rows { get; init; }

    /// <summary>In a walk: the level or generation in question.</summary>
    public int Level { get; init; }

    /// <summary>In a walk: the rate of the ancestor.</summary>
    public Rate Offered { get; init; }

    /// <summary>In a walk: the rate granted below on the path.</summary>
    public Rate Granted { get; init; }

    /// <summary>In a grant paid once for each rank: the rank that is being paid, which stands in for the seller's own; 0 for none.</summary>
    public int RankInstead { get; init; }

    /// <summary>In a pair: the volume of the stronger leg.</summary>
    public long Stronger { get; init; }

    /// <summary>In a pair: the volume of the weaker leg.</summary>
    public long Weaker { get; init; }

    /// <summary>In a formula about one customer: the customer's totals, by volume.</summary>
    public long[]? CustomerTotals { get; init; }
}
