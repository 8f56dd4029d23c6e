using System.Text;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Books;

/// <summary>Reads the ledger into a period's book.</summary>
public sealed class BookReader
{
    private readonly LedgerDatabase database;
    private readonly LedgerContext context;
    private readonly int programme;
    private readonly Plan plan;
    private readonly long asOf;
    private readonly PeriodBook book;

    private BookReader(LedgerDatabase database, LedgerContext context, int programme, Plan plan, Period period, ProgrammeNames names, long asOf)
    {
        this.database = database;
        this.context = context;
        this.programme = programme;
        this.plan = plan;
        this.asOf = asOf;
        book = new PeriodBook(plan, period, names) { Sequence = asOf };
    }

    /// <summary>Reads what a programme's ledger says about a period.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="context">The context, in whose transaction the rows are read.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="plan">The plan by which the period is closed.</param>
    /// <param name="period">The period.</param>
    /// <param name="asOf">The sequence up to which to read.</param>
    /// <param name="threads">With more than one, sellers and orders are read at the same time, over two connections.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FieldValueException">The plan cannot take a value.</exception>
    public static async Task<PeriodBook> ReadAsync(LedgerDatabase database, LedgerContext context, int programme, Plan plan, Period period, long asOf,
        int threads = 1, CancellationToken cancellation = default)
    {
        var names = await NamesAsync(context, programme, cancellation);
        var reader = new BookReader(database, context, programme, plan, period, names, asOf);
        if (threads > 1 && context.Database.CurrentTransaction is null)
        {
            // What was committed up to a sequence never changes, so two connections see the same.
            await using var beside = database.CreateContext();
            await Task.WhenAll(Task.Run(() => reader.ReadSellersAndTrees(beside), cancellation), reader.ReadOrdersAsync(cancellation));
        }
        else
        {
            reader.ReadSellersAndTrees(context);
            await reader.ReadOrdersAsync(cancellation);
        }

        await reader.ReadCorrectionsAsync(names, cancellation);
        return reader.book;
    }

    /// <summary>What the numbers in a programme's rows mean.</summary>
    public static async Task<ProgrammeNames> NamesAsync(LedgerContext context, int programme, CancellationToken cancellation = default)
    {
        return new ProgrammeNames(await context.ReadFieldsAsync(programme, cancellation), await context.ReadWordsAsync(programme, cancellation));
    }

    /// <summary>Reads what is known of sellers and customers. Its columns are not those that <see cref="ReadOrdersAsync"/> fills.</summary>
    private void ReadSellersAndTrees(LedgerContext from)
    {
        using (var cells = database.ReadCells<SellerRow>(from, UpTo(), nameof(SellerRow.Enrolled), nameof(SellerRow.Id), nameof(SellerRow.Values)))
        {
            var kept = new byte[64];
            while (cells.Next())
            {
                var enrolled = cells.Number();
                cells.Bytes(out var bytes);
                var id = Keep(bytes, ref kept);
                cells.Values(out var values);
                book.AddSeller(id, enrolled, values);
            }
        }

        foreach (var change in database.Read<SellerEventRow>(from, UpTo()).OrderBy(change => change.Sequence))
        {
            BookRows.Add(book, change);
        }

        ReadEdges(from);
        using var customers = database.ReadCells<CustomerRow>(from, UpTo(), nameof(CustomerRow.Id));
        while (customers.Next())
        {
            customers.Bytes(out var id);
            book.AddCustomer(id);
        }
    }

    private void ReadEdges(LedgerContext from)
    {
        using var cells = database.ReadCells<EdgeRow>(from, UpTo(),
            nameof(EdgeRow.Tree), nameof(EdgeRow.Seller), nameof(EdgeRow.Parent), nameof(EdgeRow.Leg), nameof(EdgeRow.Effective));
        while (cells.Next())
        {
            var tree = (int)cells.Number();
            var seller = (int)cells.Number();
            var parent = (int)cells.Number(-1);
            var leg = (int)cells.Number();
            book.AddEdge(tree, seller, parent, leg, cells.Number());
        }
    }

    /// <summary>Reads the orders of the period and of those before it that the plan looks back on, and those whose refunds fall into it.</summary>
    private async Task ReadOrdersAsync(CancellationToken cancellation)
    {
        var periods = await context.Rows<PeriodRow>().Where(period => period.Programme == programme)
            .Select(period => new { period.Period, period.Name }).ToListAsync(cancellation);

        // Windows go by when an order was placed, so they also see one that became known too late for its own period.
        var read = plan.LooksBackOnOrders ? periods : periods.FindAll(period => period.Name == book.Period.Name);
        var refunded = ReadEvents(UpTo() with { Periods = [.. read.Select(period => period.Period)] });
        var elsewhere = await ElsewhereAsync(context, programme, refunded, [.. read.Select(period => period.Period)], cancellation);
        elsewhere.FindAll(happened => happened.Sequence <= asOf).ForEach(happened => BookRows.Add(book, happened));
    }

    /// <summary>What counts of some orders in other periods than those that a book holds, in the order of the ledger.</summary>
    /// <remarks>The database is asked for orders only: with a sequence to compare or to sort by, SQLite reads all there are by the key.</remarks>
    internal static async Task<List<OrderEventRow>> ElsewhereAsync(
        LedgerContext context, int programme, IEnumerable<string> orders, int[] held, CancellationToken cancellation)
    {
        var events = new List<OrderEventRow>();
        foreach (var some in orders.Chunk(500))
        {
            events.AddRange(await context.Rows<OrderEventRow>().Where(happened => happened.Programme == programme && some.Contains(happened.OrderId)
                && happened.Counts != null && !held.Contains(happened.Period!.Value)).ToListAsync(cancellation));
        }

        return [.. events.OrderBy(happened => happened.Sequence)];
    }

    /// <summary>Reads orders and refunds of some periods.</summary>
    /// <returns>The ids of the orders that were refunded in them.</returns>
    private HashSet<string> ReadEvents(RowFilter filter)
    {
        var (refunded, end, kept) = (new HashSet<string>(), book.Period.End.ToUnixTimeMilliseconds(), new byte[64]);
        using var cells = database.ReadCells<OrderEventRow>(context, filter,
            nameof(OrderEventRow.Counts), nameof(OrderEventRow.Kind), nameof(OrderEventRow.RequestId), nameof(OrderEventRow.Sequence),
            nameof(OrderEventRow.Seller), nameof(OrderEventRow.Customer), nameof(OrderEventRow.Known), nameof(OrderEventRow.Lines),
            nameof(OrderEventRow.OrderId), nameof(OrderEventRow.Values));
        while (cells.Next())
        {
            if (cells.OptionalNumber() is not { } instant || instant >= end)
            {
                continue;
            }

            var kind = (OrderEventKind)cells.Number();
            cells.Bytes(out var name);
            var request = kind == OrderEventKind.Refunded ? Encoding.UTF8.GetString(name) : "";
            var (sequence, seller, customer) = (cells.Number(), (int)cells.Number(), (int)cells.Number(-1));
            var (known, lines) = (cells.Number(), (int)cells.Number());
            cells.Bytes(out var bytes);
            var id = Keep(bytes, ref kept);
            cells.Values(out var values);
            if (kind == OrderEventKind.Refunded)
            {
                var order = Encoding.UTF8.GetString(id);
                refunded.Add(order);
                book.AddRefund(order, BookRows.RefundId(request, order), instant, lines, values);
            }
            else
            {
                book.AddOrder(id, seller, customer, instant, known, lines, values, sequence);
            }
        }

        return refunded;
    }

    private async Task ReadCorrectionsAsync(ProgrammeNames names, CancellationToken cancellation)
    {
        var period = await context.Rows<PeriodRow>().Where(row => row.Programme == programme && row.Name == book.Period.Name)
            .Select(row => row.Period).SingleOrDefaultAsync(cancellation);
        var adjustments = await context.Rows<AdjustmentRow>().Where(row => row.Programme == programme && row.Period == period && row.Sequence <= asOf)
            .OrderBy(row => row.Sequence).ToListAsync(cancellation);
        adjustments.ForEach(row => BookRows.Add(book, row));
        var overrides = await context.Rows<OverrideRow>().Where(row => row.Programme == programme && row.Period == period && row.Sequence <= asOf)
            .OrderBy(row => row.Sequence).ToListAsync(cancellation);
        overrides.ForEach(row => BookRows.Add(book, row, plan, names.Words));
    }

    /// <summary>Keeps bytes of a cell while the next one is read.</summary>
    private static ReadOnlySpan<byte> Keep(ReadOnlySpan<byte> bytes, ref byte[] buffer)
    {
        if (bytes.Length > buffer.Length)
        {
            buffer = new byte[2 * bytes.Length];
        }

        bytes.CopyTo(buffer);
        return buffer.AsSpan(0, bytes.Length);
    }

    private RowFilter UpTo() => new(programme) { UpTo = asOf };
}
