using Compensation.Api.V1;

namespace Compensation.Api.Pages.Plans;

/// <summary>What the list of plans shows.</summary>
/// <param name="Versions">The published versions, the newest first.</param>
/// <param name="InForce">The number of the one that is in force; 0 where none is.</param>
/// <param name="NextPage">The token of the next page; empty at the end.</param>
public sealed record PlanListModel(IReadOnlyList<PlanVersion> Versions, int InForce, string NextPage);

/// <summary>What the page of a published version shows.</summary>
/// <param name="Version">The version.</param>
/// <param name="Differences">What differs from the version before; null for the first.</param>
public sealed record PlanModel(PlanVersion Version, IReadOnlyList<PlanDifference>? Differences);

/// <summary>What the page for a new plan shows.</summary>
/// <param name="Text">The plan's text.</param>
/// <param name="Check">What the check has found; null before it.</param>
/// <param name="Differences">What differs from the plan in force; null where there is nothing to compare.</param>
/// <param name="Closed">The closed periods, the latest first.</param>
/// <param name="Simulation">What it would have paid; null where nobody has asked.</param>
public sealed record NewPlanModel(string Text, CheckPlanResponse? Check, IReadOnlyList<PlanDifference>? Differences, IReadOnlyList<string> Closed,
    SimulationModel? Simulation);

/// <summary>What a plan would have paid.</summary>
/// <param name="Periods">The periods, the earliest first.</param>
/// <param name="Summary">All of them together.</param>
public sealed record SimulationModel(IReadOnlyList<SimulatedPeriod> Periods, SimulationSummary Summary);

/// <summary>A plan's text with what is wrong in it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Findings">The findings.</param>
public sealed record SourceModel(string Text, IReadOnlyList<Finding> Findings);
