using Orleans;

namespace Compensation.Grains.Periods;

/// <summary>Represents what an override sets: a seller's rank, or what a bonus pays them from one source.</summary>
/// <param name="Seller">Whose.</param>
/// <param name="Bonus">The bonus by its name; null for the rank.</param>
/// <param name="Source">The seller who brought the base; null for the rank and for lines of a fund.</param>
/// <param name="Order">The order, for a bonus that pays per order; else null.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.override-target")]
public sealed record OverrideTarget(string Seller, string? Bonus = null, string? Source = null,
    string? Order = null)
{
    /// <summary>The target as messages show it.</summary>
    public override string ToString() => string.Join(", ", new[] { Seller, Bonus ?? "rank", Source, Order }.OfType<string>());
}
