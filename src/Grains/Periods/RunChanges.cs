namespace Compensation.Grains.Periods;

/// <summary>Represents what two runs of a period pay differently.</summary>
/// <param name="Before">The earlier run.</param>
/// <param name="Run">The later run.</param>
/// <param name="Changes">Who earns more or less; sellers in the order of their numbers.</param>
public sealed record RunChanges(int Before, int Run, IReadOnlyList<EarningsChange> Changes)
{
    /// <summary>What the changes come to, in smallest units of the plan's currency.</summary>
    public long Total => Changes.Sum(change => change.Amount);
}

/// <summary>Represents by how much a seller earns more, or less where it is negative.</summary>
/// <param name="Seller">The seller's id.</param>
/// <param name="Amount">Smallest units of the plan's currency.</param>
public sealed record EarningsChange(string Seller, long Amount);
