using Compensation.Ledger.Csv;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Calendars;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Runs;

/// <summary>The refunds of a period, some of which are of orders that earlier runs have paid on.</summary>
/// <param name="Calendar">The plan's calendar.</param>
/// <param name="Period">The period that is read.</param>
/// <param name="Orders">All orders.</param>
/// <param name="Refunds">All refunds.</param>
/// <param name="Places">Where each refund stands.</param>
internal sealed record LateRefunds(
    PlanCalendar Calendar, Period Period, OrderColumns Orders, IReadOnlyList<Refund> Refunds, IReadOnlyList<Place> Places)
{
    /// <summary>Positions of the refunds made in the period of orders placed before it.</summary>
    public IReadOnlyList<int> Find() =>
    [
        .. Enumerable.Range(0, Refunds.Count).Where(i =>
            Period.Contains(Instant.FromUnixTimeMilliseconds(Refunds[i].Refunded)) && PlacedOf(i) < Period.Start),
    ];

    /// <summary>When a refund's order was placed.</summary>
    public Instant PlacedOf(int refund) => Instant.FromUnixTimeMilliseconds(Orders.Placed[Refunds[refund].Row]);

    /// <summary>The instant in whose period a refund's order counts: when it was placed or, known at that period's cut-off or later, when it became
    /// known.</summary>
    public Instant CountedOf(int refund)
    {
        var (placed, known) = (PlacedOf(refund), Orders.Recorded?[Refunds[refund].Row]);
        return known is { } recorded && (Calendar.Containing(placed) is not { } own || recorded >= own.Cutoff.ToUnixTimeMilliseconds())
            ? Instant.FromUnixTimeMilliseconds(recorded)
            : placed;
    }
}

/// <summary>Collects the commission lines of earlier runs that late refunds take back.</summary>
/// <remarks>
/// The runs are found from the previous one backwards. An order belongs to the run of the period in which it was placed or,
/// recorded at or after that period's cut-off, to the one in which it was recorded. A line is kept if its order is refunded or,
/// for a line per seller, if its source is the order's seller; where a bonus pays on what others pay, if its source was paid
/// by a line that is kept.
/// </remarks>
internal sealed class PriorLines
{
    private readonly LateRefunds refunds;
    private readonly SellerTable sellers;
    private readonly IReadOnlySet<string> onEarnings;
    private readonly FindingList findings;
    private readonly List<PriorLine> lines = [];

    private PriorLines(LateRefunds refunds, SellerTable sellers, IReadOnlySet<string> onEarnings, FindingList findings)
    {
        this.refunds = refunds;
        this.sellers = sellers;
        this.onEarnings = onEarnings;
        this.findings = findings;
    }

    /// <summary>Collects the lines.</summary>
    /// <param name="refunds">The refunds.</param>
    /// <param name="sellers">The sellers of now.</param>
    /// <param name="onEarnings">The bonuses that pay on what other bonuses pay.</param>
    /// <param name="previous">The run before, or null.</param>
    /// <param name="findings">Receives a warning for each refund whose run is not known, an error for a payee who is no
    /// seller any more.</param>
    public static IReadOnlyList<PriorLine> Collect(
        LateRefunds refunds, SellerTable sellers, IReadOnlySet<string> onEarnings, IPastRun? previous, FindingList findings)
    {
        var collector = new PriorLines(refunds, sellers, onEarnings, findings);
        collector.Collect(previous);
        return collector.lines;
    }

    private void Collect(IPastRun? previous)
    {
        var late = refunds.Find();
        if (late.Count == 0)
        {
            return;
        }

        var runs = Runs(previous, late.Min(refunds.PlacedOf));
        var byRun = late.ToLookup(refund => RunOf(refund, runs));
        foreach (var refund in byRun[-1])
        {
            findings.Add(new Finding(Severity.Warning, "unknown-run", refunds.Places[refund],
                $"The refund '{refunds.Refunds[refund].Id}' is of an order whose run is not known, so nothing that was "
                    + "paid on it is taken back.",
                "Keep all runs in one folder and name the last one as the previous run; or take it back with an adjustment."));
        }

        foreach (var run in byRun.Where(group => group.Key >= 0).OrderBy(group => group.Key))
        {
            AddLines(runs[run.Key], [.. run]);
        }
    }

    private static List<IPastRun> Runs(IPastRun? previous, Instant earliest)
    {
        var runs = new List<IPastRun>();
        for (var run = previous; run is not null; run = run.Period.Start <= earliest ? null : run.FindPrevious())
        {
            runs.Add(run);
        }

        return runs;
    }

    private int RunOf(int refund, List<IPastRun> runs)
    {
        var counted = refunds.CountedOf(refund);
        return runs.FindIndex(run => run.Period.Contains(counted));
    }

    private void AddLines(IPastRun run, List<int> late)
    {
        var rowOf = new Dictionary<string, int>();
        var sources = new HashSet<int>();
        foreach (var row in late.Select(refund => refunds.Refunds[refund].Row))
        {
            rowOf.TryAdd(refunds.Orders.Ids[row], row);
            sources.Add(refunds.Orders.Seller[row]);
        }

        var stored = run.ReadLines();
        var now = Enumerable.Range(0, stored.Sellers.Count).Select(i => sellers.Ids.Find(stored.Sellers.Bytes(i))).ToArray();
        var rows = Enumerable.Range(0, stored.Orders.Count).Select(i => rowOf.GetValueOrDefault(stored.Orders[i], -1)).ToArray();
        var pay = Enumerable.Range(0, stored.Lines.Count).Where(line => stored.Lines.Kind[line] == LineKind.Pay).ToList();
        var follow = stored.Lines.BonusNames.Select(onEarnings.Contains).ToArray();
        var paid = new HashSet<int>();
        foreach (var line in pay)
        {
            var (order, source) = (stored.Lines.OrderRow[line], stored.Lines.Source[line]);
            if (order >= 0 ? rows[order] >= 0 : source >= 0 && sources.Contains(now[source]))
            {
                Add(run, stored, line, now, order >= 0 ? rows[order] : -1);
                paid.Add(stored.Lines.Payee[line]);
            }
        }

        // Lines on the pay of those payees, then on the pay that these are, until there are no more.
        var open = pay.Where(line => follow[stored.Lines.Bonus[line]] && stored.Lines.Source[line] is >= 0 and var source
            && !sources.Contains(now[source])).ToList();
        for (var found = true; found;)
        {
            var more = open.Where(line => paid.Contains(stored.Lines.Source[line])).ToList();
            more.ForEach(line => Add(run, stored, line, now, -1));
            paid.UnionWith(more.Select(line => stored.Lines.Payee[line]));
            open = [.. open.Except(more)];
            found = more.Count > 0;
        }
    }

    private void Add(IPastRun run, RunLines stored, int line, int[] now, int row)
    {
        var payee = now[stored.Lines.Payee[line]];
        if (payee < 0)
        {
            findings.Error("unknown-seller", run.PlaceOf(line),
                $"The payee '{stored.Sellers[stored.Lines.Payee[line]]}' of this line, which a refund takes back, "
                    + "is not in sellers.csv.",
                "Keep sellers who left in sellers.csv.");
            return;
        }

        var source = row >= 0 ? refunds.Orders.Seller[row] : now[stored.Lines.Source[line]];
        var bonus = stored.Lines.Bonus[line];
        var prior = new PriorLine(
            run.Period.Name, stored.Lines.BonusNames[bonus], payee, source, row, stored.Lines.Level[line],
            stored.Lines.Base[line], stored.Lines.BaseDecimals[bonus], stored.Lines.Amount[line]);
        lines.Add(prior);
    }
}
