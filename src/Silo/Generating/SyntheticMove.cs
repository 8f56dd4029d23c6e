namespace Compensation.Silo.Generating;

/// <summary>Represents a generated change of sponsor.</summary>
/// <param name="Seller">Who moves, by order of joining.</param>
/// <param name="Sponsor">The new sponsor, who joined before the seller, so that no cycle can arise.</param>
/// <param name="Effective">From when, in seconds since 1970-01-01T00:00Z.</param>
public readonly record struct SyntheticMove(int Seller, int Sponsor, long Effective);
