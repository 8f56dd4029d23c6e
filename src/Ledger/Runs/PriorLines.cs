using Compensation.Ledger.Csv;
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
    private readonly Func<IPastRun, PastRunLines> read;
    private readonly IReadOnlySet<string> onEarnings;
    private readonly FindingList findings;
    private readonly List<PriorLine> lines = [];

    private PriorLines(LateRefunds refunds, Func<IPastRun, PastRunLines> read, IReadOnlySet<string> onEarnings, FindingList findings)
    {
        this.refunds = refunds;
        this.read = read;
        this.onEarnings = onEarnings;
        this.findings = findings;
    }

    /// <summary>Collects the lines.</summary>
    /// <param name="refunds">The refunds.</param>
    /// <param name="read">Reads a run's lines.</param>
    /// <param name="onEarnings">The bonuses that pay on what other bonuses pay.</param>
    /// <param name="previous">The run before, or null.</param>
    /// <param name="findings">Receives a warning for each refund whose run is not known, an error for a payee who is no
    /// seller any more.</param>
    public static IReadOnlyList<PriorLine> Collect(
        LateRefunds refunds, Func<IPastRun, PastRunLines> read, IReadOnlySet<string> onEarnings, IPastRun? previous, FindingList findings)
    {
        var collector = new PriorLines(refunds, read, onEarnings, findings);
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

        var stored = read(run);
        var found = new List<(int Line, int Row)>();
        foreach (var row in rowOf.Values)
        {
            foreach (var line in stored.OfOrder(refunds.Orders.Ids.Bytes(row)))
            {
                found.Add((line, row));
            }
        }

        foreach (var source in sources)
        {
            foreach (var line in stored.OfSource(stored.NumberOf(source)))
            {
                if (stored.Lines.OrderRow[line] < 0)
                {
                    found.Add((line, -1));
                }
            }
        }

        AddAll(run, stored, found);
        AddLinesOnPay(run, stored, sources, found);
    }

    /// <summary>Lines on the pay of the payees of some lines, then on the pay that these are, until there are no more.</summary>
    private void AddLinesOnPay(IPastRun run, PastRunLines stored, HashSet<int> sources, List<(int Line, int Row)> paid)
    {
        var follow = stored.Lines.BonusNames.Select(onEarnings.Contains).ToArray();
        var asked = new HashSet<int>();
        while (paid.Count > 0)
        {
            var more = new List<(int Line, int Row)>();
            foreach (var payee in paid.Select(entry => stored.Lines.Payee[entry.Line]))
            {
                if (!asked.Add(payee) || sources.Contains(stored.Now[payee]))
                {
                    continue;
                }

                foreach (var line in stored.OfSource(payee))
                {
                    if (follow[stored.Lines.Bonus[line]])
                    {
                        more.Add((line, -1));
                    }
                }
            }

            AddAll(run, stored, more);
            paid = more;
        }
    }

    /// <summary>Adds lines in the order of the run.</summary>
    private void AddAll(IPastRun run, PastRunLines stored, List<(int Line, int Row)> found)
    {
        found.Sort();
        found.ForEach(entry => Add(run, stored, entry.Line, entry.Row));
    }

    private void Add(IPastRun run, PastRunLines stored, int line, int row)
    {
        var payee = stored.Now[stored.Lines.Payee[line]];
        if (payee < 0)
        {
            findings.Error("unknown-seller", run.PlaceOf(line),
                $"The payee '{stored.Sellers[stored.Lines.Payee[line]]}' of this line, which a refund takes back, "
                    + "is not in sellers.csv.",
                "Keep sellers who left in sellers.csv.");
            return;
        }

        var source = row >= 0 ? refunds.Orders.Seller[row] : stored.Now[stored.Lines.Source[line]];
        var bonus = stored.Lines.Bonus[line];
        var prior = new PriorLine(
            run.Period.Name, stored.Lines.BonusNames[bonus], payee, source, row, stored.Lines.Level[line],
            stored.Lines.Base[line], stored.Lines.BaseDecimals[bonus], stored.Lines.Amount[line]);
        lines.Add(prior);
    }
}
