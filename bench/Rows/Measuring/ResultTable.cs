using System.Globalization;
using System.Text;

namespace Compensation.Bench.Measuring;

/// <summary>Writes what a run came to as a table in Markdown, as it stands in the documentation.</summary>
internal static class ResultTable
{
    /// <summary>Writes.</summary>
    public static string Write(IReadOnlyList<Verdict> verdicts)
    {
        var table = new StringBuilder("| row | what | ours | against | ratio | goal | |\n|---|---|---|---|---|---|---|\n");
        foreach (var verdict in verdicts)
        {
            _ = verdict.Needs is { } needs
                ? table.Append(CultureInfo.InvariantCulture, $"| {verdict.Row} | {verdict.What} | | needs {needs} | | | skipped |\n")
                : table.Append(CultureInfo.InvariantCulture, $"| {verdict.Row} | {verdict.What} | {verdict.Ours} | {verdict.Against} | {verdict.Ratio:0.00} "
                    + $"| {verdict.GoalText} | {(verdict.Margin >= 1 ? "ok" : "short")} |\n");
        }

        return table.ToString();
    }
}
