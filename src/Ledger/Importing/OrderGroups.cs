using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;

namespace Compensation.Ledger.Importing;

/// <summary>The rows of a file of orders, order by order: rows with the same id belong together, wherever they stand.</summary>
internal sealed class OrderGroups
{
    private readonly IdTable ids;
    private readonly int[] starts;
    private readonly int[] rows;

    public OrderGroups(OrderColumns orders)
    {
        ids = new IdTable(orders.Count);
        OrderOf = new int[orders.Count];
        for (var row = 0; row < orders.Count; row++)
        {
            OrderOf[row] = ids.Add(orders.Ids.Bytes(row));
        }

        starts = new int[ids.Count + 1];
        foreach (var order in OrderOf)
        {
            starts[order + 1]++;
        }

        for (var order = 0; order < ids.Count; order++)
        {
            starts[order + 1] += starts[order];
        }

        rows = new int[orders.Count];
        var next = starts[..^1];
        for (var row = 0; row < orders.Count; row++)
        {
            rows[next[OrderOf[row]]++] = row;
        }
    }

    /// <summary>How many orders there are.</summary>
    public int Count => ids.Count;

    /// <summary>Each row's order.</summary>
    public int[] OrderOf { get; }

    /// <summary>An order's rows, in the file's order: its lines.</summary>
    public ReadOnlySpan<int> RowsOf(int order) => rows.AsSpan(starts[order], starts[order + 1] - starts[order]);
}
