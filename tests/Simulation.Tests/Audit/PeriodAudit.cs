using System.Globalization;
using Compensation.Ledger.Store;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Holds the steps of a ledger's periods, and what was corrected by hand, against what finance knows: each once, and no others.</summary>
internal sealed class PeriodAudit(LedgerRows ledger, IReadOnlyList<ModelPeriod> periods)
{
    /// <summary>What the program does by itself.</summary>
    private static readonly string[] ByItself = ["opened", "progress recorded", "result recorded"];

    public void Check()
    {
        foreach (var (period, row) in periods.Zip(ledger.Periods.Values.OrderBy(row => row.Starts)))
        {
            row.Name.ShouldBe(period.Name);
            CheckSteps(period, [.. ledger.PeriodEvents.Where(happened => happened.Period == row.Period)]);
            ledger.Overrides.Where(entry => entry.Period == row.Period && entry.Withdraws is null).Select(entry => entry.Override)
                .Except(ledger.Overrides.Where(entry => entry.Withdraws is not null).Select(entry => entry.Withdraws!))
                .ShouldBe(period.Overrides.Values, ignoreOrder: true, $"the overrides of {period.Name}");
            ledger.Overrides.Where(entry => entry.Period == row.Period && entry.Withdraws is not null).Select(entry => entry.Override)
                .ShouldBe(period.Withdrawn, $"the withdrawals of {period.Name}");
        }

        CheckAdjustments();
        CheckHolds();
        CheckDoors();
    }

    private void CheckSteps(ModelPeriod period, IReadOnlyList<PeriodEventRow> events)
    {
        events.Where(row => !ByItself.Contains(row.Kind)).Select(row => (row.Kind, row.Who, row.Reason)).ShouldBe(period.Events, $"the steps of {period.Name}");
        events.Count(row => row.Kind == "opened").ShouldBe(1, $"{period.Name} was opened once");
        var (begun, results, makers) = ((PeriodEventRow?)null, 0, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var row in events)
        {
            switch (row.Kind)
            {
                case "close begun" or "restatement begun":
                    (begun, results) = (row, 0);
                    break;
                case "result recorded":
                    results++;
                    results.ShouldBe(1, $"{period.Name}: what was begun has one result");
                    break;
                case "overridden" or "override withdrawn" or "adjusted":
                    makers.Add(row.Who);
                    break;
                case "approved":
                    results.ShouldBe(1, $"{period.Name}: a result was approved");
                    row.Who.ShouldNotBe(begun!.Who, StringComparer.OrdinalIgnoreCase, $"{period.Name}: a second person approved");
                    makers.ShouldNotContain(row.Who, $"{period.Name}: who had no hand in it approved");
                    makers.Clear();
                    break;
            }

            // Every step stands in the audit log, too.
            if (row.Kind != "opened")
            {
                ledger.Audit.Single(entry => entry.Sequence == row.Sequence).What.ShouldBe("period " + row.Kind);
            }
        }
    }

    /// <summary>Adjustments are those made by hand, and for each restatement by how much everybody earns more.</summary>
    private void CheckAdjustments()
    {
        var expected = periods.SelectMany(period => period.Adjustments.Select(entry => (entry.Id, entry.Seller, entry.Value, entry.Who)))
            .Concat(periods.SelectMany(period => period.Posted.SelectMany(posted => DifferencesOf(period, posted)))).ToList();
        ledger.Adjustments.Select(row => (row.Adjustment, row.Seller, row.Amount, row.Who)).ShouldBe(expected, ignoreOrder: true, "the adjustments");
    }

    private IEnumerable<(string, int, long, string)> DifferencesOf(ModelPeriod period, (int Version, int Now, int Before) posted) =>
        ledger.Lines.Where(line => line.Run == posted.Now || line.Run == posted.Before).GroupBy(line => line.Payee)
            .Select(lines => (Payee: lines.Key, Amount: lines.Sum(line => line.Run == posted.Now ? line.Amount : -line.Amount)))
            .Where(difference => difference.Amount != 0)
            .Select(difference => (string.Create(CultureInfo.InvariantCulture, $"{period.Name} version {posted.Version}, {ledger.Sellers[difference.Payee].Id}"),
                difference.Payee, difference.Amount, "calculation"));

    private void CheckHolds()
    {
        var held = periods.SelectMany(period => period.Events.Where(happened => happened.Kind is "held" or "released")
            .Select(happened => (happened.Kind == "held" ? HoldKind.Held : HoldKind.Released, $"{period.Name}: {happened.Reason}")));
        ledger.Holds.Select(row => (row.Kind, row.Reason)).ShouldBe(held, ignoreOrder: true, "the holds and releases");
        foreach (var ofSeller in ledger.Holds.GroupBy(row => row.Seller))
        {
            ofSeller.Select(row => row.Event).ShouldBe(Enumerable.Range(1, ofSeller.Count()));
        }
    }

    /// <summary>Nothing came into a period whose doors were closed.</summary>
    private void CheckDoors()
    {
        foreach (var row in ledger.Adjustments)
        {
            ledger.StateOf(row.Period, row.Sequence).ShouldBe(PeriodEventRow.Open, $"adjustment {row.Adjustment}");
        }

        foreach (var row in ledger.Overrides)
        {
            ledger.StateOf(row.Period, row.Sequence).ShouldBeOneOf([PeriodEventRow.Open, "restating"], $"override {row.Override}");
        }
    }
}
