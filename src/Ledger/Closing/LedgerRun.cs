using System.Globalization;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Closing;

/// <summary>Represents a sealed run as the ledger holds it.</summary>
/// <remarks>Sellers are known by the programme's numbers, which are rows of any book that is read later.</remarks>
public sealed class LedgerRun : IPastRun
{
    private readonly LedgerDatabase database;
    private readonly LedgerContext context;
    private readonly Ids sellers;
    private readonly RunRow head;

    private LedgerRun(LedgerDatabase database, LedgerContext context, Ids sellers, RunRow head, PeriodRow period)
    {
        this.database = database;
        this.context = context;
        this.sellers = sellers;
        this.head = head;
        Root = Convert.ToHexStringLower(head.Root);
        Period = LedgerPeriods.PeriodOf(period);
    }

    /// <summary>The run's number.</summary>
    public int Number => head.Run;

    /// <summary>The root of its package.</summary>
    public string Root { get; }

    /// <inheritdoc/>
    public Period Period { get; }

    private RowFilter Own => new(head.Programme) { Run = head.Run };

    /// <summary>Opens a run.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="context">The context that its rows are read by.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="run">The run's number.</param>
    /// <param name="sellers">The ids of the programme's sellers by number.</param>
    /// <exception cref="InvalidOperationException">There is no such run, or it is not sealed.</exception>
    public static LedgerRun Open(LedgerDatabase database, LedgerContext context, int programme, int run, Ids sellers)
    {
        var head = context.Rows<RunRow>().Single(row => row.Programme == programme && row.Run == run);
        _ = context.Rows<RunSealRow>().Single(row => row.Programme == programme && row.Run == run);
        var period = context.Rows<PeriodRow>().Single(row => row.Programme == programme && row.Period == head.Period);
        return new LedgerRun(database, context, sellers, head, period);
    }

    /// <summary>The run of a period that was approved first, which payouts were made from; null where there is no close yet.</summary>
    /// <remarks>A close that was rejected is followed by another one; once one is approved, only restatements follow.</remarks>
    public static int? OriginalOf(LedgerContext context, int programme, int period)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Rows<PeriodEventRow>().Where(row => row.Programme == programme && row.Period == period && row.Run != null)
            .Join(context.Rows<RunRow>().Where(run => run.Programme == programme && run.Kind == RunKind.Close), row => row.Run, run => (int?)run.Run,
                (row, run) => new { row.Event, run.Run })
            .OrderByDescending(named => named.Event).Select(named => (int?)named.Run).FirstOrDefault();
    }

    /// <summary>What the run's period leaves to the next.</summary>
    /// <remarks>A restatement changes what was earned, not what was paid: what paying has left is the first approved run's, and the difference is posted on top
    /// of it.</remarks>
    public Carry ReadCarry()
    {
        var left = ReadOwnCarry();
        if (Original() is not { } original)
        {
            return left;
        }

        var (earned, paid) = (left.Items.Where(item => !item.IsOfPayments), original.ReadOwnCarry().Items.Where(item => item.IsOfPayments));
        return left with { Items = [.. earned.Concat(paid).OrderBy(item => item.Name, StringComparer.Ordinal)] };
    }

    /// <summary>The places that closes have given until the end of the run's period.</summary>
    public IReadOnlyList<CarryPlace> ReadPlaces() =>
        [.. database.Read<RunPlaceRow>(context, Own).Select(place => new CarryPlace(place.Tree, place.Seller, place.Parent, place.Leg))];

    private LedgerRun? Original() => head.Kind == RunKind.Restatement && OriginalOf(context, head.Programme, head.Period) is { } run
        ? Open(database, context, head.Programme, run, sellers)
        : null;

    private Carry ReadOwnCarry()
    {
        var names = Names(RunNameKind.Carry);
        var values = names.Select(_ => (Sellers: new List<int>(), Values: new List<long>())).ToList();
        using (var cells = database.ReadCells<RunCarryRow>(context, Own))
        {
            while (cells.Next())
            {
                cells.Number();
                cells.Number();
                var item = values[(int)cells.Number()];
                item.Sellers.Add((int)cells.Number());
                item.Values.Add(cells.Number());
            }
        }

        return new Carry
        {
            Period = Period.Name,
            Sellers = sellers,
            Items = [.. names.Zip(values, (name, item) => new CarryItem(name.Name, name.Decimals, [.. item.Sellers], [.. item.Values]))],
            Lots = [.. database.Read<RunLotRow>(context, Own).Select(lot => new CarryLot(
                lot.Bonus, lot.Seller, lot.Leg, lot.OrderId, lot.Placed, lot.MatchedIn, lot.Units, lot.Amount, lot.Total))],
            Places = ReadPlaces(),
        };
    }

    /// <inheritdoc/>
    public RunLines ReadLines()
    {
        var bonuses = Names(RunNameKind.Bonus);
        var rows = database.Read<RunEarningRow>(context, Own).SelectMany(PackedLines.Of).OrderBy(row => row.Line).ToList();
        var (orders, orderOf) = Orders(rows);
        var rates = new Dictionary<Rate, int>();
        return new RunLines(sellers, orders.ToIds(), new Lines
        {
            BonusNames = [.. bonuses.Select(bonus => bonus.Name)],
            BaseDecimals = [.. bonuses.Select(bonus => bonus.Decimals)],
            Bonus = [.. rows.Select(row => (ushort)row.Bonus)],
            Kind = [.. rows.Select(row => row.Kind)],
            Payee = [.. rows.Select(row => row.Payee)],
            Source = [.. rows.Select(row => row.Source ?? -1)],
            OrderRow = [.. rows.Select(row => row.OrderSequence is { } sequence ? orderOf[sequence] : -1)],
            Level = [.. rows.Select(row => (ushort)row.Level)],
            Base = [.. rows.Select(row => row.Base)],
            Rate = [.. rows.Select(RateOf)],
            Rates = [.. rates.Keys],
            Amount = [.. rows.Select(row => row.Amount)],
        });

        int RateOf(RunLineRow row)
        {
            var rate = new Rate(row.RateNumerator, row.RateDenominator);
            rates.TryAdd(rate, rates.Count);
            return rates[rate];
        }
    }

    IPastRun? IPastRun.FindPrevious() =>
        head.PreviousRun is { } previous ? Open(database, context, head.Programme, previous, sellers) : null;

    Place IPastRun.PlaceOf(int line) => new(string.Create(CultureInfo.InvariantCulture, $"run {head.Run}"), line + 1, 1);

    private List<RunNameRow> Names(RunNameKind kind) => [.. context.Rows<RunNameRow>()
        .Where(row => row.Programme == head.Programme && row.Run == head.Run && row.Kind == kind).OrderBy(row => row.Number)];

    /// <summary>The ids of the orders that lines name, and their numbers by the sequence of the event.</summary>
    private (IdTable Ids, Dictionary<long, int> OrderOf) Orders(List<RunLineRow> rows)
    {
        var (ids, orderOf) = (new IdTable(), new Dictionary<long, int>());
        foreach (var part in rows.Select(row => row.OrderSequence).OfType<long>().Distinct().Chunk(1000))
        {
            foreach (var found in context.Rows<OrderEventRow>().Where(row => row.Programme == head.Programme && part.Contains(row.Sequence))
                .Select(row => new { row.Sequence, row.OrderId }))
            {
                orderOf[found.Sequence] = ids.Add(System.Text.Encoding.UTF8.GetBytes(found.OrderId));
            }
        }

        return (ids, orderOf);
    }
}
