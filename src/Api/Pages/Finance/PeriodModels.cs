using Compensation.Api.V1;
using NodaTime;
using Period = Compensation.Api.V1.Period;

namespace Compensation.Api.Pages.Finance;

/// <summary>What the list of periods shows.</summary>
/// <param name="Periods">The periods, the latest first.</param>
/// <param name="Live">What the open period would come to; null without a plan.</param>
/// <param name="NextPage">The token of the next page; empty at the end.</param>
/// <param name="Now">Now.</param>
public sealed record PeriodListModel(IReadOnlyList<Period> Periods, Totals? Live, string NextPage, Instant Now);

/// <summary>What the page of a period shows.</summary>
/// <param name="Period">The period.</param>
/// <param name="Runs">Its runs, the earliest first.</param>
/// <param name="Totals">What its run comes to, or what it would come to while it is the open one; null where neither is known.</param>
/// <param name="Before">The period before; null where it has no run to compare with.</param>
/// <param name="Now">Now.</param>
public sealed record PeriodModel(Period Period, IReadOnlyList<Run> Runs, Totals? Totals, Period? Before, Instant Now);

/// <summary>What the comparison of two runs shows.</summary>
/// <param name="Period">The period.</param>
/// <param name="Run">The run.</param>
/// <param name="Others">The runs that it can be compared with.</param>
/// <param name="Before">The one that it is compared with; null where there is none.</param>
/// <param name="Changes">What differs; null where there is nothing to compare with.</param>
public sealed record ComparisonModel(Period Period, Run Run, IReadOnlyList<Run> Others, Run? Before, CompareRunsResponse? Changes);

/// <summary>What the page of a period's payouts shows.</summary>
/// <param name="Period">The period.</param>
/// <param name="Status">Which are shown; unspecified for all.</param>
/// <param name="Payouts">A page of them.</param>
public sealed record PayoutsModel(Period Period, PayoutStatus Status, ListPayoutsResponse Payouts);

/// <summary>What the page of a period's corrections shows.</summary>
/// <param name="Period">The period.</param>
/// <param name="Bonuses">The bonuses that lines are known of.</param>
/// <param name="Ranks">The ranks of the plan.</param>
public sealed record CorrectionsModel(Period Period, IReadOnlyList<string> Bonuses, IReadOnlyList<string> Ranks);
