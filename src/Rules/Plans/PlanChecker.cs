using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans.Checking;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Reading;

namespace Compensation.Rules.Plans;

/// <summary>Checks a plan and resolves its names.</summary>
public static class PlanChecker
{
    /// <summary>Reads and checks the text of a plan file.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">The file's name, for places.</param>
    /// <param name="customBonuses">The custom kinds of bonus that the plan may name.</param>
    /// <returns>The plan, or null if there are errors; and all errors and warnings in the order of their places.</returns>
    public static (Plan? Plan, IReadOnlyList<Finding> Findings) Check(
        string text, string file, CustomBonuses? customBonuses = null)
    {
        var (document, read) = PlanReader.Read(text, file);
        var findings = read.ToList();
        if (document is null)
        {
            return (null, findings);
        }

        var plan = new PlanCompiler(document, findings, customBonuses ?? CustomBonuses.None).Compile(text);
        if (plan is not null && findings.All(finding => finding.Severity != Severity.Error))
        {
            findings.AddRange(PlanWarnings.Of(plan));
        }

        var ordered = findings.Distinct().OrderBy(finding => finding.Place.Line).ThenBy(finding => finding.Place.Column).ToList();
        return (ordered.Any(finding => finding.Severity == Severity.Error) ? null : plan, ordered);
    }
}
