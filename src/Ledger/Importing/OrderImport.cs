using System.Text;
using Compensation.Ledger.Csv;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Importing;

/// <summary>What came of importing orders.</summary>
internal sealed record ImportedOrders(int Customers, int Orders, int Refunds, int Known);

/// <summary>Adds the orders of a file, one event each that counts at once, and their refunds.</summary>
internal sealed class OrderImport(LedgerDatabase database, LedgerTransaction transaction, Plan plan, Snapshot snapshot, string folder,
    ImportedSellers sellers, PeriodNumbers periods, FindingList findings)
{
    /// <summary>Stands between a refund's id and the order's in the id of the request. A space sorts before all else that ids hold, so refunds keep
    /// their order.</summary>
    public const string OfOrder = " of ";

    private readonly OrderColumns orders = snapshot.Orders;
    private readonly OrderGroups groups = new(snapshot.Orders);
    private readonly int[] columns = [.. plan.Volumes.Where(volume => volume.Column is not null).Select(volume => volume.Index)];
    private RowValues values = null!;
    private int[] customerNumbers = [];

    public async Task<ImportedOrders> RunAsync(CancellationToken cancellation)
    {
        values = await RowValues.OfOrdersAsync(transaction, plan, cancellation);
        var storefront = await transaction.StorefrontAsync(LedgerImport.Storefront, cancellation);
        await transaction.Context.SaveChangesAsync(cancellation);
        var (events, refunded) = KnownEvents();
        var isNew = Enumerable.Range(0, groups.Count).Select(order => events[order] == 0).ToArray();
        var periodOf = await PeriodsAsync(isNew, cancellation);
        if (findings.Errors > 0)
        {
            return new ImportedOrders(0, 0, 0, 0);
        }

        var customers = await AddCustomersAsync(isNew, cancellation);
        var added = await AddOrdersAsync(isNew, periodOf, storefront, cancellation);
        var refunds = await AddRefundsAsync(events, refunded, storefront, cancellation);
        return new ImportedOrders(customers, added, refunds.Added, groups.Count - added + refunds.Known);
    }

    /// <summary>How many events the ledger has of each order of the file, and the refunds among them.</summary>
    private (int[] Events, HashSet<(int Order, string Refund)> Refunded) KnownEvents()
    {
        var ids = new IdTable(groups.Count);
        for (var order = 0; order < groups.Count; order++)
        {
            ids.Add(orders.Ids.Bytes(groups.RowsOf(order)[0]));
        }

        var (events, refunded) = (new int[groups.Count], new HashSet<(int, string)>());
        using var cells = database.ReadCells<OrderEventRow>(transaction.Context, new RowFilter(transaction.Programme));
        while (cells.Next())
        {
            cells.Number();
            cells.Number();
            cells.Bytes(out var id);
            var order = ids.Find(id);
            var number = (int)cells.Number();
            cells.Number();
            cells.Number();
            var request = cells.Bytes(out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
            if (order >= 0)
            {
                events[order] = Math.Max(events[order], number);
                if (request is not null)
                {
                    refunded.Add((order, request));
                }
            }
        }

        return (events, refunded);
    }

    private async Task<int[]> PeriodsAsync(bool[] isNew, CancellationToken cancellation)
    {
        var numbers = new int[groups.Count];
        for (var order = 0; order < groups.Count; order++)
        {
            var row = groups.RowsOf(order)[0];
            if (isNew[order] && IsOne(order))
            {
                numbers[order] = await PeriodAsync(orders.Placed[row], Known(row), $"The order '{orders.Ids[row]}'", cancellation);
            }
        }

        return numbers;
    }

    /// <summary>Whether the rows of an order say the same of it.</summary>
    private bool IsOne(int order)
    {
        var rows = groups.RowsOf(order);
        foreach (var row in rows)
        {
            if ((orders.Seller[row], orders.CustomerOf(row), orders.Placed[row], Known(row))
                != (orders.Seller[rows[0]], orders.CustomerOf(rows[0]), orders.Placed[rows[0]], Known(rows[0])))
            {
                Error("mixed-order", $"The rows of the order '{orders.Ids[row]}' name different sellers, customers or times.",
                    "Rows with the same id are lines of one order; give each order its own id.");
                return false;
            }
        }

        return true;
    }

    private async ValueTask<int> PeriodAsync(long placed, long known, string what, CancellationToken cancellation)
    {
        if (periods.Of(placed, known) is not { } period)
        {
            Error("no-period", $"{what} lies in no period of the plan's calendar.", "Correct its time, or give the calendar more dates.");
            return 0;
        }

        var number = await periods.NumberAsync(period, cancellation);
        if (periods.IsClosed(number))
        {
            Error("closed-period", $"{what} belongs to {period.Name}, which is closed.",
                "Say in the column 'recorded' since when it is known: after the cut-off it counts in the period it became known in.");
        }

        return number;
    }

    private long Known(int row) => orders.Recorded?[row] ?? orders.Placed[row];

    private void Error(string code, string message, string remedy) =>
        findings.Error(code, new Place(Path.Combine(folder, "orders.csv"), 1, 1), message, remedy);

    private async Task<int> AddCustomersAsync(bool[] isNew, CancellationToken cancellation)
    {
        customerNumbers = new int[orders.Customers.Count];
        Array.Fill(customerNumbers, -1);
        var table = new IdTable(orders.Customers);
        var next = 0;
        using (var known = database.ReadCells<CustomerRow>(transaction.Context, new RowFilter(transaction.Programme)))
        {
            while (known.Next())
            {
                known.Number();
                var customer = (int)known.Number();
                known.Bytes(out var id);
                if (table.Find(id) is >= 0 and var position)
                {
                    customerNumbers[position] = customer;
                }

                next = customer + 1;
            }
        }

        var first = new List<(int Customer, int Row)>();
        for (var row = 0; row < orders.Count; row++)
        {
            if (orders.CustomerOf(row) is >= 0 and var customer && customerNumbers[customer] < 0 && isNew[groups.OrderOf[row]])
            {
                customerNumbers[customer] = next++;
                first.Add((customer, row));
            }
        }

        if (first.Count == 0)
        {
            return 0;
        }

        var sequence = transaction.Take(first.Count);
        using var cells = transaction.Cells<CustomerRow>();
        foreach (var (customer, row) in first)
        {
            cells.Int(transaction.Programme);
            cells.Int(customerNumbers[customer]);
            cells.Utf8(orders.Customers.Bytes(customer));
            cells.Int(sellers.NumberOf[orders.Seller[row]]);
            cells.Long(orders.Placed[row]);
            cells.Long(sequence++);
            cells.EndRow();
        }

        cells.Complete();
        return first.Count;
    }

    private async Task<int> AddOrdersAsync(bool[] isNew, int[] periodOf, int storefront, CancellationToken cancellation)
    {
        var count = isNew.Count(added => added);
        if (count == 0)
        {
            return 0;
        }

        var sequence = transaction.Take(count);
        var lines = new long[values.Width];
        using var cells = transaction.Cells<OrderEventRow>();
        for (var order = 0; order < groups.Count; order++)
        {
            if (!isNew[order])
            {
                continue;
            }

            var rows = groups.RowsOf(order);
            if (lines.Length != rows.Length * values.Width)
            {
                lines = new long[rows.Length * values.Width];
            }

            for (var line = 0; line < rows.Length; line++)
            {
                var row = rows[line];
                values.Write(lines.AsSpan(line * values.Width, values.Width), need => Code(need, row));
            }

            Begin(cells, sequence++, order, 1, OrderEventKind.Paid, storefront, null, orders.Placed[rows[0]], Known(rows[0]), periodOf[order]);
            cells.Int(rows.Length);
            cells.Values(lines);
            cells.Nothing();
            cells.EndRow();
        }

        cells.Complete();
        return count;
    }

    private long? Code(int need, int row)
    {
        if (need < columns.Length)
        {
            return orders.Volumes[columns[need]]![row];
        }

        var attribute = plan.OrderAttributes[need - columns.Length];
        var code = orders.Attributes[attribute.Index][row];
        return attribute.Kind == AttributeKind.Seller && code >= 0 ? sellers.NumberOf[code] : code;
    }

    /// <summary>Adds one event per refund of an order, with what it takes back written out: "all that is left" is worked out here.</summary>
    private async Task<(int Added, int Known)> AddRefundsAsync(int[] events, HashSet<(int Order, string Refund)> refunded, int storefront,
        CancellationToken cancellation)
    {
        var left = new Dictionary<int, long[]>();
        var known = 0;
        var added = new List<NewRefund>();
        foreach (var refund in snapshot.Refunds.OrderBy(refund => refund.Refunded).ThenBy(refund => refund.Id, StringComparer.Ordinal)
            .GroupBy(refund => (Order: groups.OrderOf[refund.Row], refund.Id, refund.Refunded)))
        {
            var (order, id, at) = refund.Key;
            var taken = refund.ToDictionary(part => part.Row, part => Take(left, part));
            if (refunded.Contains((order, RequestOf(id, order))))
            {
                known++;
                continue;
            }

            var period = await PeriodAsync(at, at, $"The refund '{id}'", cancellation);
            events[order] = Math.Max(1, events[order]) + 1;
            added.Add(new NewRefund(order, events[order], id, at, period, taken));
        }

        if (added.Count > 0 && findings.Errors == 0)
        {
            var sequence = transaction.Take(added.Count);
            using var cells = transaction.Cells<OrderEventRow>();
            added.ForEach(refund => Write(cells, refund, sequence++, storefront));
            cells.Complete();
        }

        return (added.Count, known);
    }

    private void Write(ICellWriter cells, NewRefund refund, long sequence, int storefront)
    {
        var rows = groups.RowsOf(refund.Order);
        var lines = new long[rows.Length * values.Width];
        for (var line = 0; line < rows.Length; line++)
        {
            var back = refund.Taken.GetValueOrDefault(rows[line]);
            values.Write(lines.AsSpan(line * values.Width, values.Width), need => need < columns.Length ? back?[columns[need]] : null);
        }

        Begin(cells, sequence, refund.Order, refund.Number, OrderEventKind.Refunded, storefront, RequestOf(refund.Id, refund.Order), refund.At, refund.At,
            refund.Period);
        cells.Int(rows.Length);
        cells.Values(lines);
        cells.Nothing();
        cells.EndRow();
    }

    /// <summary>A refund's id, which may stand for several orders, as the request that it is of one.</summary>
    private string RequestOf(string refund, int order) => refund + OfOrder + orders.Ids[groups.RowsOf(order)[0]];

    private long[] Take(Dictionary<int, long[]> left, Refund refund)
    {
        if (!left.TryGetValue(refund.Row, out var rest))
        {
            left[refund.Row] = rest = [.. orders.Volumes.Select(volume => volume?[refund.Row] ?? 0)];
        }

        var taken = refund.Volumes ?? [.. rest];
        for (var volume = 0; volume < rest.Length; volume++)
        {
            rest[volume] -= taken[volume];
        }

        return taken;
    }

    private void Begin(ICellWriter cells, long sequence, int order, int number, OrderEventKind kind, int storefront, string? request, long at, long known,
        int period)
    {
        var row = groups.RowsOf(order)[0];
        cells.Int(transaction.Programme);
        cells.Long(sequence);
        cells.Utf8(orders.Ids.Bytes(row));
        cells.Int(number);
        cells.Int((int)kind);
        cells.Int(storefront);
        cells.Text(request);
        cells.Nothing();
        cells.Int(sellers.NumberOf[orders.Seller[row]]);
        cells.Int(orders.CustomerOf(row) < 0 ? null : customerNumbers[orders.CustomerOf(row)]);
        cells.Long(at);
        cells.Long(transaction.Recorded);
        cells.Long(at);
        cells.Long(known);
        cells.Int(period);
    }

    /// <summary>A refund of one order that the ledger does not know yet.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Number">Which of the order's events it is.</param>
    /// <param name="Id">Its id.</param>
    /// <param name="At">When.</param>
    /// <param name="Period">The period that it falls into.</param>
    /// <param name="Taken">What it takes back of each volume, by row.</param>
    private sealed record NewRefund(int Order, int Number, string Id, long At, int Period, IReadOnlyDictionary<int, long[]> Taken);
}
