using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans;
using Shouldly;

namespace Compensation.Concepts.Tests;

/// <summary>Closes the periods of a page, one after another, the way the program does: files in, sealed runs out.</summary>
internal static class PageRun
{
    /// <summary>Closes every period that the page has expectations for.</summary>
    public static IReadOnlyList<PageClose> Close(Page page, CustomBonuses? customBonuses = null)
    {
        var plan = Check(page.PlanText, page.Path, customBonuses);
        var work = Directory.CreateTempSubdirectory("concepts-");
        try
        {
            return CloseIn(work.FullName, page, plan, customBonuses);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>Checks a plan, which must be without errors.</summary>
    public static Plan Check(string text, string file, CustomBonuses? customBonuses = null)
    {
        var (plan, findings) = PlanChecker.Check(text, file, customBonuses);
        findings.Where(finding => finding.Severity == Severity.Error).ShouldBeEmpty(file);
        return plan.ShouldNotBeNull();
    }

    private static List<PageClose> CloseIn(string folder, Page page, Plan plan, CustomBonuses? customBonuses)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        var closes = new List<PageClose>();
        RunPackage? previous = null;
        foreach (var block in page.Blocks)
        {
            if (block.Kind == BlockKind.File)
            {
                File.WriteAllText(Path.Combine(data, block.Name + ".csv"), block.Text);
            }
            else if (block.Kind == BlockKind.MoreRows)
            {
                File.AppendAllText(Path.Combine(data, block.Name + ".csv"), block.Text);
            }
            else if (block.Kind == BlockKind.Plan)
            {
                plan = Check(block.Text, $"{page.Path}, line {block.Line}", customBonuses);
                previous = null;
                Array.ForEach(Directory.GetFiles(data), File.Delete);
            }
            else if (block.Kind == BlockKind.Expect)
            {
                var run = Path.Combine(folder, $"{closes.Count}");
                var explainer = CloseOne(plan, data, block.Name, previous, run);
                previous = RunPackage.Open(run);
                closes.Add(new PageClose(block, new Figures(plan, explainer.Result), explainer));
            }
        }

        return closes;
    }

    private static Explainer CloseOne(Plan plan, string data, string periodName, RunPackage? previous, string run)
    {
        var period = plan.Calendar.Find(periodName).ShouldNotBeNull();
        var reading = SnapshotReader.Read(plan, data, period, previous?.ReadCarry() ?? Carry.None, previous);
        reading.Findings.ShouldBeEmpty();
        var snapshot = reading.Snapshot.ShouldNotBeNull();
        var result = PeriodClose.Close(plan, snapshot);
        RunWriter.Write(run, new RunOrigin(plan, snapshot, new RunInputs(reading.Files, previous?.Root), "test"), result);
        return Explanation.Of(plan, snapshot);
    }
}

/// <summary>One closed period of a page.</summary>
/// <param name="Block">The block with what it must come to.</param>
/// <param name="Figures">What it came to.</param>
/// <param name="Explainer">Why.</param>
internal sealed record PageClose(PageBlock Block, Figures Figures, Explainer Explainer);
