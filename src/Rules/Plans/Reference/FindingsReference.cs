using System.Globalization;
using System.Text;
using Compensation.Rules.Plans.Checking;

namespace Compensation.Rules.Plans.Reference;

/// <summary>Writes <c>docs/reference/findings.md</c>: every code of a finding, and the laws that plans are held
/// against.</summary>
public static class FindingsReference
{
    /// <summary>The page.</summary>
    public static string Generate()
    {
        var page = new StringBuilder("# What `plan check` finds\n\n");
        page.Append("Generated from the code of the checker; do not edit. Each finding has a place (file, line, column), "
            + "one of these codes, what is wrong\n");
        page.Append("and what would be right. All findings are reported at once, in the order of their places.\n\n");
        page.Append("An error stops the work: a plan with errors is not calculated. Warnings are looked for in a plan "
            + "without errors.\n\n");
        Section(page, "Errors", Severity.Error);
        Section(page, "Warnings", Severity.Warning);
        page.Append("## Laws of markets\n\nA plan that names its `markets` is held against these rules (code "
            + "`market-law`). They are what a machine can see in a plan:\n");
        page.Append("no advice of a lawyer, and a market that is not listed is not without a law.\n\n| Market | Law | "
            + "Says |\n| --- | --- | --- |\n");
        foreach (var law in MarketLaw.All.GroupBy(law => (law.Law, law.Says)))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| {string.Join(", ", law.Select(one => one.Market))} | {law.Key.Law} | {law.Key.Says} |\n");
        }

        return page.ToString();
    }

    private static void Section(StringBuilder page, string title, Severity severity)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| Code | Found | Remedy |\n| --- | --- | --- |\n");
        foreach (var code in FindingCode.All.Where(code => code.Severity == severity))
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{code.Code}` | {code.Meaning} | {code.Remedy} |\n");
        }

        page.Append('\n');
    }
}
