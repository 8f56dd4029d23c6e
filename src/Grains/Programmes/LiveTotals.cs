using Compensation.Ledger.Periods;
using Compensation.Rules.Plans;

namespace Compensation.Grains.Programmes;

/// <summary>Represents what the open period would come to if it ended now.</summary>
/// <param name="Sequence">The ledger's sequence that it stands for.</param>
/// <param name="Period">The period.</param>
/// <param name="Totals">What it comes to.</param>
/// <param name="Plan">The plan that it is calculated by.</param>
public sealed record LiveTotals(long Sequence, string Period, RunTotals Totals, Plan Plan);
