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
    private readonly NumberColumnBuilder?[] volumes;
    private readonly NumberColumnBuilder[] attributes;
    private readonly NumberColumnBuilder placed = new();
    private readonly NumberColumnBuilder known = new();
    private readonly NumberColumnBuilder sequences = new();
    private int[] seller = new int[1024];
    private int[]? customer;

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
        volumes = [.. volumeColumns.Select(column => column is null ? null : new NumberColumnBuilder())];
        attributes = [.. attributeColumns.Select(_ => new NumberColumnBuilder())];
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

        placed.Add(placedAt);
        known.Add(knownAt);
        sequences.Add(sequence);
        for (var i = 0; i < volumeColumns.Length; i++)
        {
            if (volumeColumns[i] is { } column)
            {
                volumes[i]!.Add(column.Read(values));
            }
        }

        for (var i = 0; i < attributeColumns.Length; i++)
        {
            attributes[i].Add(attributeColumns[i].Read(values));
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
        Placed = placed.ToColumn(),
        Recorded = known.ToColumn(),
        Volumes = Array.ConvertAll(volumes, column => column?.ToColumn()),
        Attributes = Array.ConvertAll(attributes, column => column.ToColumn()),
    };

    internal void Save(Books.ColumnWriter writer)
    {
        ids.Save(writer);
        writer.Write<int>(seller.AsSpan(0, Count));
        writer.Write<int>(customer is null ? [] : customer.AsSpan(0, Count));
        foreach (var column in Numbers())
        {
            writer.Write(column.ToColumn());
        }
    }

    internal void Load(Books.ColumnReader reader)
    {
        ids.Load(reader);
        Count = ids.Count;
        seller = reader.Read<int>();
        customer = reader.Read<int>() is { Length: > 0 } some ? some : null;
        foreach (var column in Numbers())
        {
            reader.Read(column);
        }
    }

    private IEnumerable<NumberColumnBuilder> Numbers() => [placed, known, sequences, .. volumes.OfType<NumberColumnBuilder>(), .. attributes];

    private void Grow()
    {
        var size = Math.Max(1024, Count * 2);
        Array.Resize(ref seller, size);
        if (customer is not null)
        {
            Array.Resize(ref customer, size);
        }
    }
}
