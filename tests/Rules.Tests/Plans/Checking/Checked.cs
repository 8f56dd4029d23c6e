using Compensation.Rules.Plans;
using Shouldly;

namespace Compensation.Rules.Tests.Plans.Checking;

/// <summary>Plans of a few lines, and what the checker finds in them.</summary>
internal static class Checked
{
    /// <summary>The head that every plan here begins with; lines are counted from the first line after it.</summary>
    private const string Head = """
        plan: Test
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Europe/Berlin

        """;

    /// <summary>All findings of a plan, as <c>line:column code</c>, message and remedy.</summary>
    public static IReadOnlyList<Finding> Findings(string lines) => PlanChecker.Check(Head + lines, "plan.yaml").Findings;

    /// <summary>The one error, with its place, code and remedy.</summary>
    public static Finding OnlyError(string lines, int line, int column, string code, string remedy)
    {
        var finding = Findings(lines).Where(found => found.Severity == Severity.Error).ShouldHaveSingleItem();
        return At(finding, line, column, code, remedy);
    }

    /// <summary>The one warning with a code, with its place and remedy.</summary>
    public static Finding OnlyWarning(string lines, int line, int column, string code, string remedy)
    {
        var findings = Findings(lines);
        findings.ShouldAllBe(found => found.Severity == Severity.Warning, string.Join('\n', findings));
        return At(findings.Where(found => found.Code == code).ShouldHaveSingleItem(string.Join('\n', findings)), line,
            column, code, remedy);
    }

    /// <summary>No finding with a code, and no error.</summary>
    public static void ShouldBeSilent(string lines, string code)
    {
        var findings = Findings(lines);
        findings.ShouldAllBe(found => found.Severity == Severity.Warning && found.Code != code, string.Join('\n', findings));
    }

    private static Finding At(Finding finding, int line, int column, string code, string remedy)
    {
        finding.Code.ShouldBe(code, finding.ToString());
        (finding.Place.Line - Head.Count(c => c == '\n'), finding.Place.Column).ShouldBe((line, column), finding.ToString());
        finding.Remedy.ShouldBe(remedy, finding.ToString());
        return finding;
    }
}
