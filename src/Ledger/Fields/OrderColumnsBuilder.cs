using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Ledger.Fields;

/// <summary>Collects order lines from the ledger as the columns that a close reads.</summary>
public sealed class OrderColumnsBuilder
{
    private readonly PlanColumn?[] volumeColumns;
    private readonly PlanColumn[] attributeColumns;
    private readonly IdColumn ids = new(1024);
    private readonly RowsById rows;
    private readonly long[]?[] volumes;
    private readonly long[][] attributes;
    private int[] seller = new int[1024];
    private int[]? customer;
    private long[] placed = new long[1024];
    private long[] known = new long[1024];
    private long[] sequences = new long[1024];

    /// <summary>Makes a builder for a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="fields">The programme's order fields.</param>
    /// <param name="words">The programme's words.</param>
    public OrderColumnsBuilder(Plan plan, IReadOnlyList<Field> fields, IReadOnlyList<string> words)
    {
        rows = new RowsById(ids);
        var needs = FieldNeed.OfOrders(plan);
        volumeColumns = PlanColumn.OfVolumes(plan, fields);
        attributeColumns = PlanColumn.OfAttributes(plan.OrderAttributes, [.. needs.Skip(needs.Count - plan.OrderAttributes.Count)], fields, words);
        volumes = [.. volumeColumns.Select(column => column is null ? null : new long[1024])];
        attributes = [.. attributeColumns.Select(_ => new long[1024])];
    }

    /// <summary>How many lines there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a line.</summary>
    /// <param name="order">The order's id as UTF-8.</param>
    /// <param name="whom">The seller's number.</param>
    /// <param name="buyer">The customer's number, or -1.</param>
    /// <param name="placedAt">When the order was placed.</param>
    /// <param name="knownAt">When it became known that it counts.</param>
    /// <param name="values">The line's values by field number.</param>
    /// <param name="sequence">The event's place in the ledger.</param>
    /// <exception cref="FieldValueException">The plan cannot take a value.</exception>
    public void Add(ReadOnlySpan<byte> order, int whom, int buyer, long placedAt, long knownAt, ReadOnlySpan<long> values, long sequence)
    {
        if (Count == seller.Length)
        {
            Grow();
        }

        ids.Add(order);
        seller[Count] = whom;
        if (buyer >= 0)
        {
            customer ??= Chunks.Filled(seller.Length, -1);
        }

        if (customer is not null)
        {
            customer[Count] = buyer;
        }

        placed[Count] = placedAt;
        known[Count] = knownAt;
        sequences[Count] = sequence;
        for (var i = 0; i < volumeColumns.Length; i++)
        {
            if (volumeColumns[i] is { } column)
            {
                volumes[i]![Count] = column.Read(values);
            }
        }

        for (var i = 0; i < attributeColumns.Length; i++)
        {
            attributes[i][Count] = attributeColumns[i].Read(values);
        }

        Count++;
    }

    /// <summary>The place in the ledger of a line's order.</summary>
    public long SequenceOf(int line) => sequences[line];

    /// <summary>The rows of an order, ascending.</summary>
    /// <param name="order">The order's id as UTF-8.</param>
    public IReadOnlyList<int> RowsOf(ReadOnlySpan<byte> order) => rows.Find(order);

    /// <summary>The columns of all lines added so far. They share the builder's memory: what is added afterwards lies beyond their count.</summary>
    /// <param name="customers">The ids of the programme's customers by number.</param>
    public OrderColumns ToColumns(Ids customers) => new()
    {
        Ids = ids.ToIdsSoFar(),
        Seller = seller,
        Customer = customer,
        Customers = customers,
        Placed = placed,
        Recorded = known,
        Volumes = (long[]?[])volumes.Clone(),
        Attributes = (long[][])attributes.Clone(),
    };

    internal void Save(Books.ColumnWriter writer)
    {
        ids.Save(writer);
        writer.Write<int>(seller.AsSpan(0, Count));
        writer.Write<int>(customer is null ? [] : customer.AsSpan(0, Count));
        foreach (var column in LongColumns())
        {
            writer.Write<long>(column.AsSpan(0, Count));
        }
    }

    internal void Load(Books.ColumnReader reader)
    {
        ids.Load(reader);
        Count = ids.Count;
        seller = reader.Read<int>();
        customer = reader.Read<int>() is { Length: > 0 } some ? some : null;
        (placed, known, sequences) = (reader.Read<long>(), reader.Read<long>(), reader.Read<long>());
        for (var i = 0; i < volumes.Length; i++)
        {
            volumes[i] = volumes[i] is null ? null : reader.Read<long>();
        }

        for (var i = 0; i < attributes.Length; i++)
        {
            attributes[i] = reader.Read<long>();
        }
    }

    private IEnumerable<long[]> LongColumns() => [placed, known, sequences, .. volumes.OfType<long[]>(), .. attributes];

    private void Grow()
    {
        var size = Math.Max(1024, Count * 2);
        Array.Resize(ref seller, size);
        if (customer is not null)
        {
            Array.Resize(ref customer, size);
        }

        Array.Resize(ref placed, size);
        Array.Resize(ref known, size);
        Array.Resize(ref sequences, size);
        for (var i = 0; i < volumes.Length; i++)
        {
            if (volumes[i] is not null)
            {
                Array.Resize(ref volumes[i], size);
            }
        }

        for (var i = 0; i < attributes.Length; i++)
        {
            Array.Resize(ref attributes[i], size);
        }
    }
}
