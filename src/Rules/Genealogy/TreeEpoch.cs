namespace Compensation.Rules.Genealogy;

/// <summary>Represents a tree as it stood from one instant to another of the period.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="From">The first millisecond since 1970-01-01T00:00Z at which it stood so.</param>
/// <param name="To">The first at which it no longer did.</param>
internal sealed record TreeEpoch(Tree Tree, long From, long To)
{
    /// <summary>Whether it stood so when an order was placed.</summary>
    public bool Covers(long placed) => placed >= From && placed < To;
}
