using Compensation.Ledger.Csv;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Ledger.Snapshots;

/// <summary>Reads <c>orders.csv</c>.</summary>
internal static class OrderFile
{
    /// <summary>Reads the file.</summary>
    public static (OrderColumns Columns, InputFile File) Read(
        Plan plan, string path, SellerTable sellers, ZoneDays days, FindingList findings, ReadingOptions options)
    {
        var columns = default(OrderFields);
        var (chunks, file) = CsvFile.Read<OrderChunk>(path, findings, options.Threads, header =>
        {
            var bound = Bind(plan, header);
            columns = bound;
            return (rows, own) => new OrderChunk(rows, new FieldReader(rows, own, days), bound, sellers);
        }, options.BlockSize);
        return (Join(plan, columns, chunks, options.Threads), file);
    }

    private static OrderFields Bind(Plan plan, CsvHeader header) => new(
        header.Required("order"), header.Required("seller"), header.Optional("customer"),
        header.Required("placed"), header.Optional("recorded"),
        [.. plan.Volumes.Where(volume => volume.Column is not null).Select(volume => (header.Required(volume.Column!), volume))],
        [.. plan.OrderAttributes.Select(attribute => new AttributeField(attribute, header))]);

    private static OrderColumns Join(Plan plan, OrderFields? columns, IReadOnlyList<OrderChunk> chunks, int threads)
    {
        (int[]? Of, Ids Ids)? customers = null;
        Joined? joined = null;

        // To number the customers an id is looked up for each order, which takes about as long as joining all other columns.
        Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => customers = NumberCustomers(chunks), () => joined = JoinOthers(plan, columns, chunks));
        return new OrderColumns
        {
            Ids = joined!.Ids,
            Seller = joined.Seller,
            Customer = customers!.Value.Of,
            Customers = customers.Value.Ids,
            Placed = joined.Placed,
            Recorded = joined.Recorded,
            Volumes = joined.Volumes,
            Attributes = joined.Attributes,
        };
    }

    private static Joined JoinOthers(Plan plan, OrderFields? columns, IReadOnlyList<OrderChunk> chunks)
    {
        var volumes = new NumberColumn?[plan.Volumes.Count];
        for (var i = 0; i < (columns?.Volumes.Length ?? 0); i++)
        {
            volumes[columns!.Volumes[i].Volume.Index] = Packed(chunks, chunk => Chunks.Take(ref chunk.Volumes[i]));
        }

        var attributes = new NumberColumn[plan.OrderAttributes.Count];
        foreach (var attribute in plan.OrderAttributes)
        {
            attributes[attribute.Index] = columns is not null && columns.Attributes[attribute.Index].Column.Exists
                ? Packed(chunks, chunk => Chunks.Take(ref chunk.Attributes[attribute.Index]))
                : NumberColumn.Of(Chunks.Filled(chunks.Sum(Count), attribute.Default));
        }

        return new Joined(
            IdColumn.Join([.. chunks.Select(chunk => chunk.Ids)]),
            Chunks.Join(chunks, Count, chunk => Chunks.Take(ref chunk.Seller)),
            Packed(chunks, chunk => Chunks.Take(ref chunk.Placed)),
            columns is { Recorded.Exists: true } ? Packed(chunks, chunk => Chunks.Take(ref chunk.Recorded)) : null,
            volumes, attributes);
    }

    /// <summary>One column of all parts, each of which is asked once and should let go of its array.</summary>
    private static NumberColumn Packed(IReadOnlyList<OrderChunk> chunks, Func<OrderChunk, long[]> take)
    {
        var column = new NumberColumnBuilder();
        foreach (var chunk in chunks)
        {
            column.Add(take(chunk).AsSpan(0, chunk.Count));
        }

        return column.ToColumn();
    }

    /// <summary>Numbers the customers in the order in which they first buy.</summary>
    private static (int[]? Of, Ids Ids) NumberCustomers(IReadOnlyList<OrderChunk> chunks)
    {
        var table = new IdTable();
        var customer = Chunks.Filled(chunks.Sum(Count), -1);
        var row = 0;
        foreach (var chunk in chunks)
        {
            for (var i = 0; i < chunk.Customers.Count; i++)
            {
                var id = chunk.Customers[i];
                customer[row + i] = id.IsEmpty ? -1 : table.Add(id);
            }

            row += chunk.Count;
        }

        return (table.Count == 0 ? null : customer, table.ToIds());
    }

    private static int Count(OrderChunk chunk) => chunk.Count;

    /// <summary>All columns but that of the customers.</summary>
    private sealed record Joined(
        Ids Ids, int[] Seller, NumberColumn Placed, NumberColumn? Recorded, NumberColumn?[] Volumes, NumberColumn[] Attributes);
}
