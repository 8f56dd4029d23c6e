using Compensation.Ledger.Store;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Checks what must hold of the periods of any ledger: what is begun has one result, a second person approves it, nothing comes into a period that is
/// closed, and every step stands in the audit log.</summary>
internal static class RulesAudit
{
    /// <summary>What other systems are told of a period.</summary>
    private static readonly string[] ToldOf =
    [
        "close begun", "close stopped", "result recorded", "approved", "rejected", "paid", "restatement begun", "differences posted",
    ];

    public static void Check(LedgerRows ledger)
    {
        CheckMessages(ledger);
        foreach (var period in ledger.Periods.Values)
        {
            CheckSteps(period.Name, [.. ledger.PeriodEvents.Where(row => row.Period == period.Period)], ledger.Audit.ToLookup(entry => entry.Sequence));
        }

        foreach (var row in ledger.Orders.Where(row => row.Period is not null))
        {
            ledger.StateOf(row.Period!.Value, row.Sequence).ShouldBe(PeriodEventRow.Open, $"event {row.Event} of {row.OrderId} in period {row.Period}");
        }

        foreach (var row in ledger.Adjustments)
        {
            ledger.StateOf(row.Period, row.Sequence).ShouldBe(PeriodEventRow.Open, $"adjustment {row.Adjustment}");
        }

        foreach (var row in ledger.Overrides)
        {
            ledger.StateOf(row.Period, row.Sequence).ShouldBeOneOf([PeriodEventRow.Open, "restating"], $"override {row.Override}");
        }
    }

    /// <summary>Of each step of a period, and of each change of a seller, others are told once, at its place.</summary>
    private static void CheckMessages(LedgerRows ledger)
    {
        var steps = ledger.PeriodEvents.Where(row => ToldOf.Contains(row.Kind)).Select(row => (row.Sequence, Topic: "period." + row.Kind.Replace(' ', '_')));
        var changes = ledger.Audit.Where(row => row.What.StartsWith("seller ", StringComparison.Ordinal) || row.What == "change undone")
            .Select(row => (row.Sequence, Topic: row.What.Replace(' ', '.')));
        ledger.Messages.Select(row => (row.Sequence, row.Topic)).ShouldBe(steps.Concat(changes), ignoreOrder: true, "the messages to others");
    }

    private static void CheckSteps(string period, IReadOnlyList<PeriodEventRow> events, ILookup<long, AuditRow> audit)
    {
        var (begunBy, results, makers) = ("", 0, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        events.Count(row => row.Kind == "opened").ShouldBe(1, $"{period} was opened once");
        foreach (var row in events)
        {
            switch (row.Kind)
            {
                case "close begun" or "restatement begun":
                    (begunBy, results) = (row.Who, 0);
                    break;
                case "result recorded":
                    results++;
                    results.ShouldBe(1, $"{period}: what was begun has one result");
                    break;
                case "overridden" or "override withdrawn" or "adjusted":
                    makers.Add(row.Who);
                    break;
                case "approved":
                    results.ShouldBe(1, $"{period}: a result was approved");
                    makers.Append(begunBy).ShouldNotContain(row.Who, StringComparer.OrdinalIgnoreCase, $"{period}: who had no hand in it approved");
                    makers.Clear();
                    break;
            }

            if (row.Kind != "opened")
            {
                audit[row.Sequence].Select(entry => (entry.What, entry.Who, entry.Why)).ShouldBe([("period " + row.Kind, row.Who, row.Reason)]);
            }
        }
    }
}
