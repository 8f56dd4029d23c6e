using Orleans;

namespace Compensation.Grains.Payouts;

/// <summary>Represents payouts that were sent together, or why none were.</summary>
/// <param name="Count">How many they are.</param>
/// <param name="First">The place in the programme's order of the first one's step.</param>
/// <param name="Last">Of the last one's step; all between are of this export.</param>
/// <param name="At">When, in milliseconds since 1970-01-01T00:00Z.</param>
/// <param name="Refusal">Why none were sent; null where some were.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.payout-export")]
public sealed record PayoutExport(int Count, long First, long Last, long At, Refusal? Refusal)
{
    internal static PayoutExport Refused(Refusal refusal) => new(0, 0, 0, 0, refusal);
}
