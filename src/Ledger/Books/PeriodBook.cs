using System.Globalization;
using System.Text;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Books;

/// <summary>Represents what a programme's ledger says about one period, as columns in memory: filled with the ledger's rows in the order of their sequence,
/// it gives at any moment the <see cref="Snapshot"/> that a close reads.</summary>
/// <remarks>A close reads the ledger into a book; the open period keeps its book and adds each row as it is committed. So both see the same.
/// Not safe for several threads at once; the snapshots that it gives stay as they are, though they share the memory of the orders.</remarks>
public sealed class PeriodBook
{
    private readonly Plan plan;
    private readonly SellerRows sellers;
    private readonly OrderColumnsBuilder orders;
    private readonly PlanColumn?[] refundColumns;
    private readonly IdColumn customers = new(1024);
    private readonly List<RefundRow> refunds = [];
    private readonly IdTable refundedOrders = new();
    private readonly List<Refund> refundsOfRows = [];
    private readonly List<Adjustment> adjustments = [];
    private readonly List<RankOverride> ranks = [];
    private readonly List<LineOverride> lines = [];
    private int refundsFound;

    /// <summary>Opens an empty book.</summary>
    /// <param name="plan">The plan by which the period is closed.</param>
    /// <param name="period">The period.</param>
    /// <param name="names">The programme's fields and words.</param>
    public PeriodBook(Plan plan, Period period, ProgrammeNames names)
    {
        this.plan = plan;
        Period = period;
        var orderFields = names.FieldsOf(FieldScope.Order);
        sellers = new SellerRows(plan, names.FieldsOf(FieldScope.Seller), names);
        orders = new OrderColumnsBuilder(plan, orderFields, names.Words);
        refundColumns = PlanColumn.OfVolumes(plan, orderFields);
    }

    /// <summary>The period.</summary>
    public Period Period { get; }

    /// <summary>The sequence up to which rows were added; set by who adds them.</summary>
    public long Sequence { get; set; }

    /// <summary>How many sellers there are.</summary>
    public int Sellers => sellers.Count;

    /// <summary>The words of the trees that the plan knows.</summary>
    internal IEnumerable<int> TreeWords => sellers.TreeWords;

    /// <summary>The sellers' ids by number, as they are now.</summary>
    public Ids SellerIds() => sellers.ToIds();

    /// <summary>How many order lines there are.</summary>
    public int OrderLines => orders.Count;

    /// <summary>The place in the ledger of the order that a line belongs to; lines of one order stand together.</summary>
    public long SequenceOf(int orderLine) => orders.SequenceOf(orderLine);

    /// <summary>Which line of its order an order line is, from 1.</summary>
    public int LineOf(int orderLine)
    {
        var first = orderLine;
        while (first > 0 && orders.SequenceOf(first - 1) == orders.SequenceOf(orderLine))
        {
            first--;
        }

        return orderLine - first + 1;
    }

    /// <summary>Adds the seller with the next number.</summary>
    public void AddSeller(ReadOnlySpan<byte> id, long enrolled, ReadOnlySpan<long> values) => sellers.Add(id, enrolled, values);

    /// <summary>Changes what is known of a seller from an instant on; a change after the period is passed over.</summary>
    public void ChangeSeller(int seller, long at, ReadOnlySpan<long> values)
    {
        if (at < Period.End.ToUnixTimeMilliseconds())
        {
            sellers.Change(seller, at, values);
        }
    }

    /// <summary>Adds an edge of a tree.</summary>
    /// <param name="tree">The word of the tree's name; a tree that the plan does not know is passed over.</param>
    /// <param name="seller">Who stands there.</param>
    /// <param name="parent">The parent, or -1 for a root.</param>
    /// <param name="leg">The word of the leg; 0 where there is none.</param>
    /// <param name="effective">From when.</param>
    public void AddEdge(int tree, int seller, int parent, int leg, long effective) => sellers.AddEdge(tree, seller, parent, leg, effective);

    /// <summary>Adds the customer with the next number.</summary>
    public void AddCustomer(ReadOnlySpan<byte> id) => customers.Add(id);

    /// <summary>Adds the lines of an order that counts.</summary>
    /// <param name="order">The order's id as UTF-8.</param>
    /// <param name="seller">Whom it is credited to.</param>
    /// <param name="customer">Who bought, or -1.</param>
    /// <param name="counts">The instant that decides the period.</param>
    /// <param name="known">Since when it is known that it counts.</param>
    /// <param name="count">How many lines.</param>
    /// <param name="values">The lines' values by field number, one line after another, all of the same length.</param>
    /// <param name="sequence">The event's place in the ledger.</param>
    public void AddOrder(ReadOnlySpan<byte> order, int seller, int customer, long counts, long known, int count, ReadOnlySpan<long> values, long sequence)
    {
        var width = values.Length / count;
        for (var line = 0; line < count; line++)
        {
            orders.Add(order, seller, customer, counts, known, values.Slice(line * width, width), sequence);
        }

        if (refundedOrders.Find(order) >= 0)
        {
            // The refund was there first: its rows are looked for again.
            refundsOfRows.Clear();
            refundsFound = 0;
        }
    }

    /// <summary>Adds a refund.</summary>
    /// <param name="order">The order's id.</param>
    /// <param name="id">The refund's id.</param>
    /// <param name="at">When.</param>
    /// <param name="count">How many lines the values speak of; 0 takes back everything that is left of the order.</param>
    /// <param name="values">What is taken back, line by line from the order's first.</param>
    public void AddRefund(string order, string id, long at, int count, ReadOnlySpan<long> values) =>
        Add(new RefundRow(order, id, at, count, values.ToArray()));

    /// <summary>Whether a refund of an order is in the book.</summary>
    public bool HasRefundOf(string order) => refundedOrders.Find(Encoding.UTF8.GetBytes(order)) >= 0;

    /// <summary>Adds a correction by hand.</summary>
    public void Add(Adjustment adjustment) => adjustments.Add(adjustment);

    /// <summary>Sets a rank by hand; a later one of the same seller replaces it.</summary>
    public void Add(RankOverride rank)
    {
        ranks.RemoveAll(known => known.Seller == rank.Seller);
        ranks.Add(rank);
    }

    /// <summary>Sets an amount by hand; a later one of the same lines replaces it.</summary>
    public void Add(LineOverride line)
    {
        lines.RemoveAll(known => (known.Seller, known.Bonus, known.Source, known.Order) == (line.Seller, line.Bonus, line.Source, line.Order));
        lines.Add(line);
    }

    /// <summary>Withdraws what was set by hand.</summary>
    public void Withdraw(string overrideId)
    {
        ranks.RemoveAll(known => known.Id == overrideId);
        lines.RemoveAll(known => known.Id == overrideId);
    }

    /// <summary>What a close of the period would read now.</summary>
    /// <param name="carry">What the period before left.</param>
    /// <remarks>What runs of earlier periods have paid on orders that are refunded late is not in it.</remarks>
    public Snapshot ToSnapshot(Carry carry)
    {
        FindRefunds();
        var (columns, moves) = sellers.ToColumns();
        return new Snapshot
        {
            Period = Period,
            Sellers = columns,
            Orders = orders.ToColumns(customers.ToIdsSoFar()),
            Moves = moves,
            Refunds = [.. refundsOfRows],
            Adjustments = [.. adjustments],
            RankOverrides = [.. ranks],
            LineOverrides = [.. lines],
            Carry = carry,
        };
    }

    /// <summary>What stands for the book among a run's inputs: the hash of all its rows.</summary>
    public InputFile ToInput()
    {
        using var stream = new HashingStream(Stream.Null);
        Save(new ColumnWriter(stream, unpacks: true));
        return stream.ToFile(string.Create(CultureInfo.InvariantCulture, $"ledger-{Sequence}"));
    }

    internal void Save(ColumnWriter writer)
    {
        writer.Write(Sequence);
        sellers.Save(writer);
        customers.Save(writer);
        orders.Save(writer);
        writer.Write(refunds.Count);
        foreach (var refund in refunds)
        {
            writer.Write(refund.Order);
            writer.Write(refund.Id);
            writer.Write(refund.At);
            writer.Write(refund.Lines);
            writer.Write<long>(refund.Values);
        }

        writer.Write(adjustments.Count);
        foreach (var entry in adjustments)
        {
            writer.Write<long>([entry.Seller, entry.Amount]);
            writer.Write(entry.Bonus);
            writer.Write(entry.Reason);
            writer.Write(entry.Id);
        }

        writer.Write(ranks.Count);
        foreach (var entry in ranks)
        {
            writer.Write<long>([entry.Seller, entry.Rank]);
            writer.Write(entry.Reason);
            writer.Write(entry.Id);
        }

        writer.Write(lines.Count);
        foreach (var entry in lines)
        {
            writer.Write<long>([entry.Seller, entry.Source, entry.Amount]);
            writer.Write(entry.Bonus);
            writer.Write(entry.Order);
            writer.Write(entry.Reason);
            writer.Write(entry.Id);
        }
    }

    internal void Load(ColumnReader reader)
    {
        Sequence = reader.ReadLong();
        sellers.Load(reader);
        customers.Load(reader);
        orders.Load(reader);
        for (var left = reader.ReadLong(); left > 0; left--)
        {
            var (order, id, at, count) = (reader.ReadText(), reader.ReadText(), reader.ReadLong(), reader.ReadLong());
            Add(new RefundRow(order, id, at, (int)count, reader.Read<long>()));
        }

        for (var left = reader.ReadLong(); left > 0; left--)
        {
            var numbers = reader.Read<long>();
            adjustments.Add(new Adjustment((int)numbers[0], numbers[1], reader.ReadText(), reader.ReadText(), reader.ReadText()));
        }

        for (var left = reader.ReadLong(); left > 0; left--)
        {
            var numbers = reader.Read<long>();
            ranks.Add(new RankOverride((int)numbers[0], (int)numbers[1], reader.ReadText(), reader.ReadText()));
        }

        for (var left = reader.ReadLong(); left > 0; left--)
        {
            var numbers = reader.Read<long>();
            lines.Add(new LineOverride(
                (int)numbers[0], reader.ReadText(), (int)numbers[1], reader.ReadText(), numbers[2], reader.ReadText(), reader.ReadText()));
        }
    }

    private void Add(RefundRow refund)
    {
        refunds.Add(refund);
        refundedOrders.Add(Encoding.UTF8.GetBytes(refund.Order));
    }

    /// <summary>Finds the rows of the refunds that have come since the last time.</summary>
    private void FindRefunds()
    {
        for (; refundsFound < refunds.Count; refundsFound++)
        {
            var refund = refunds[refundsFound];
            refundsOfRows.AddRange(Of(refund, orders.RowsOf(Encoding.UTF8.GetBytes(refund.Order))));
        }
    }

    private IEnumerable<Refund> Of(RefundRow refund, IReadOnlyList<int> rows)
    {
        if (refund.Lines == 0)
        {
            return rows.Select(row => new Refund(row, refund.At, null, refund.Id));
        }

        var width = refund.Values.Length / refund.Lines;
        return Enumerable.Range(0, refund.Lines)
            .Where(line => refund.Values.AsSpan(line * width, width).ContainsAnyExcept(Field.NotGiven))
            .Select(line => new Refund(rows[line], refund.At, Volumes(refund.Values.AsSpan(line * width, width)), refund.Id));
    }

    private long[] Volumes(ReadOnlySpan<long> values)
    {
        var volumes = new long[plan.Volumes.Count];
        for (var i = 0; i < volumes.Length; i++)
        {
            volumes[i] = refundColumns[i]?.Read(values) ?? 0;
        }

        return volumes;
    }
}
