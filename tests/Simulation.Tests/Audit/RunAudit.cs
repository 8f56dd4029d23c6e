using Compensation.Ledger.Store;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Holds every run of a ledger against <see cref="Reckoning"/>, from the ledger's rows: its lines, its payments, what it leaves.</summary>
internal sealed class RunAudit(LedgerRows ledger)
{
    private readonly Dictionary<int, Reckoning> reckoned = [];
    private readonly Dictionary<string, OrderEventRow> counted = ledger.Orders
        .Where(row => row.Counts is not null && row.Kind != OrderEventKind.Refunded).ToDictionary(row => row.OrderId);

    public void Check()
    {
        // A run that no event of its period names was begun and given up: it stands for nothing.
        var named = ledger.PeriodEvents.Select(row => row.Run).ToHashSet();
        foreach (var run in ledger.Runs.Where(run => named.Contains(run.Run)))
        {
            run.PreviousRun.ShouldBe(PreviousOf(run), $"whose carry run {run.Run} takes over");
            run.AsOf.ShouldBe(AsOf(run), $"what run {run.Run} knows");
            CheckRun(run, Reckoned(run.Run));
        }
    }

    /// <summary>What a run must come to.</summary>
    public Reckoning Reckoned(int run)
    {
        if (!reckoned.TryGetValue(run, out var known))
        {
            reckoned[run] = known = new Reckoning(BookOf(ledger.Runs.Single(row => row.Run == run)));
        }

        return known;
    }

    private void CheckRun(RunRow run, Reckoning expected)
    {
        var lines = ledger.Lines.Where(row => row.Run == run.Run).ToList();
        lines.GroupBy(row => (Bonus: ledger.NameOf(run.Run, RunNameKind.Bonus, row.Bonus), row.Payee, row.Source))
            .Select(group => (group.Key, Amount: group.Sum(row => row.Amount))).Where(sum => sum.Amount != 0)
            .ShouldBe(expected.Lines.GroupBy(line => (line.Bonus, line.Payee, line.Source)).Select(group => (group.Key, Amount: group.Sum(line => line.Amount)))
                .Where(sum => sum.Amount != 0), ignoreOrder: true, $"the lines of run {run.Run}");
        ledger.Payments.Where(row => row.Run == run.Run).Select(row => new ModelPayment(row.Payee, row.Wallet, row.Of, row.Amount))
            .ShouldBe(expected.Payments, ignoreOrder: true, $"the payments of run {run.Run}");
        BalancesOf(run.Run).ShouldBe(expected.Balances, ignoreOrder: true, $"the balances that run {run.Run} leaves");
        var seal = ledger.Seals[run.Run];
        (seal.Lines, seal.LinesAmount, seal.Payments).ShouldBe((lines.Count, lines.Sum(row => row.Amount), ledger.Payments.Count(row => row.Run == run.Run)));
    }

    /// <summary>What a run's rows say it leaves on the balances.</summary>
    private Dictionary<int, long> BalancesOf(int run) =>
        ledger.Carry.Where(row => row.Run == run && ledger.NameOf(run, RunNameKind.Carry, row.Item) == "balance")
            .ToDictionary(row => row.Seller, row => row.Value);

    /// <summary>A close knows all that was there when it was begun; a restatement also the overrides that came since.</summary>
    private long AsOf(RunRow run)
    {
        var recorded = ledger.PeriodEvents.Single(row => row.Kind == "result recorded" && row.Run == run.Run);
        var begun = ledger.PeriodEvents.Last(row =>
            row.Period == run.Period && row.Sequence < recorded.Sequence && row.Kind.EndsWith(" begun", StringComparison.Ordinal));
        var overrides = ledger.Overrides.Where(row => row.Period == run.Period && row.Sequence < recorded.Sequence).Select(row => row.Sequence);
        return run.Kind == RunKind.Restatement ? overrides.Append(begun.Sequence - 1).Max() : begun.Sequence - 1;
    }

    /// <summary>The run that a run takes over: what it can know to be in force.</summary>
    private int? PreviousOf(RunRow run) => Before(run.Period) is { } before ? ledger.InForce(before.Period, run.AsOf) : null;

    private PeriodRow? Before(int period) => ledger.Periods.Values.LastOrDefault(row => row.Starts < ledger.Periods[period].Starts);

    private ModelBook BookOf(RunRow run)
    {
        // Payouts are made from the first approved run, so that is what they leave.
        var paid = Before(run.Period) is { } previous && ledger.OriginalOf(previous.Period) is { } original ? Reckoned(original) : null;
        var events = ledger.Orders.Where(row => row.Period == run.Period && row.Sequence <= run.AsOf).ToList();
        var overrides = ledger.Overrides.Where(row => row.Period == run.Period && row.Sequence <= run.AsOf).ToList();
        var holding = overrides.Where(row => row.Withdraws is null && !overrides.Exists(other => other.Withdraws == row.Override)).ToList();
        return new ModelBook
        {
            Units = events.Where(row => counted[row.OrderId].Period == run.Period).GroupBy(row => row.Seller)
                .ToDictionary(group => group.Key, group => group.Sum(row => row.Kind == OrderEventKind.Refunded ? -UnitsOf(row) : UnitsOf(row))),
            Parents = ledger.Sellers.Where(row => row.Sequence <= run.AsOf)
                .ToDictionary(row => row.Seller, row => ParentOf(row.Seller, run.AsOf, ledger.Periods[run.Period].Ends)),
            Ranks = holding.Where(row => row.Kind == OverrideKind.Rank)
                .ToDictionary(row => row.Seller, row => row.Value != 0 && ledger.Words[(int)row.Value] == "Silver"),
            Lines = holding.Where(row => row.Kind == OverrideKind.Line).ToDictionary(row => (row.Seller, row.Source!.Value), row => row.Value),
            Adjustments = [.. ledger.Adjustments.Where(row => row.Period == run.Period && row.Sequence <= run.AsOf)
                .Select(row => (row.Seller, row.Bonus, row.Amount))],
            Returned = [.. events.Where(IsLate).GroupBy(row => (counted[row.OrderId].Period!.Value, row.Seller))
                .SelectMany(refunds => Returned(run, refunds.Key, refunds.Sum(UnitsOf)))],
            Balances = paid?.Balances ?? [],
            Owed = paid?.Owed ?? [],
        };
    }

    private bool IsLate(OrderEventRow row) => row.Kind == OrderEventKind.Refunded && counted[row.OrderId].Period != row.Period;

    /// <summary>What a closed period has earned on a seller's orders, of which so much comes back now: by the run that leads to this one.</summary>
    private IEnumerable<(ModelLine Paid, long Before, long Now)> Returned(RunRow run, (int Of, int Seller) brought, long now)
    {
        var before = ledger.Orders.Where(row => row.Period is { } other && ledger.Periods[other].Starts < ledger.Periods[run.Period].Starts && IsLate(row)
            && row.Seller == brought.Seller && counted[row.OrderId].Period == brought.Of).Sum(UnitsOf);
        var earned = run;
        while (earned.Period != brought.Of)
        {
            earned = ledger.Runs.Single(row => row.Run == PreviousOf(earned));
        }

        return Reckoned(earned.Run).Paid.Where(line => line.Source == brought.Seller).Select(line => (line, before, now));
    }

    private int? ParentOf(int seller, long asOf, long before) => ledger.Edges
        .Where(row => row.Seller == seller && row.Sequence <= asOf && row.Effective < before).OrderBy(row => row.Effective).ThenBy(row => row.Change)
        .Select(row => row.Parent).LastOrDefault();

    private static long UnitsOf(OrderEventRow row) => row.Values.Sum(value => value ?? 0);
}
