using Compensation.Ledger.Runs;
using Compensation.Rules.Plans;

namespace Compensation.Silo.Closing;

/// <summary>Represents what looking at a run package has shown.</summary>
/// <param name="Root">The root that the manifest states.</param>
/// <param name="Recalculated">Whether the run was calculated again from its data.</param>
/// <param name="Findings">What is wrong with the package or with the data.</param>
/// <param name="Difference">The first difference to the run calculated again, or null.</param>
internal sealed record Proof(string Root, bool Recalculated, IReadOnlyList<Finding> Findings, RunDifference? Difference)
{
    /// <summary>Whether nothing speaks against the package.</summary>
    public bool Holds => Difference is null && Findings.All(finding => finding.Severity != Severity.Error);
}
