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
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FieldValueException">The plan cannot take a value.</exception>
    public static async Task<PeriodBook> ReadAsync(LedgerDatabase database, LedgerContext context, int programme, Plan plan, Period period, long asOf,
        CancellationToken cancellation = default)
    {
        var names = await NamesAsync(context, programme, cancellation);
        var reader = new BookReader(database, context, programme, plan, period, names, asOf);
        reader.ReadSellers();
        reader.ReadEdges();
        reader.ReadCustomers();
        await reader.ReadOrdersAsync(cancellation);
        await reader.ReadCorrectionsAsync(names, cancellation);
        return reader.book;
    }

    /// <summary>What the numbers in a programme's rows mean.</summary>
    public static async Task<ProgrammeNames> NamesAsync(LedgerContext context, int programme, CancellationToken cancellation = default)
    {
        return new ProgrammeNames(await context.ReadFieldsAsync(programme, cancellation), await context.ReadWordsAsync(programme, cancellation));
    }

    private void ReadSellers()
    {
        using (var cells = database.ReadCells<SellerRow>(context, UpTo()))
        {
            while (cells.Next())
            {
                cells.Number();
                cells.Number();
                cells.Bytes(out var bytes);
                var id = bytes.ToArray();
                var enrolled = cells.Number();
                cells.Number();
                cells.Number();
                cells.Values(out var values);
                book.AddSeller(id, enrolled, values);
            }
        }

        foreach (var change in database.Read<SellerEventRow>(context, UpTo()).OrderBy(change => change.Sequence))
        {
            BookRows.Add(book, change);
        }
    }

    private void ReadEdges()
    {
        using var cells = database.ReadCells<EdgeRow>(context, UpTo());
        while (cells.Next())
        {
            cells.Number();
            var tree = (int)cells.Number();
            var seller = (int)cells.Number();
            cells.Number();
            var parent = (int)cells.Number(-1);
            var leg = (int)cells.Number();
            book.AddEdge(tree, seller, parent, leg, cells.Number());
        }
    }

    private void ReadCustomers()
    {
        using var cells = database.ReadCells<CustomerRow>(context, UpTo());
        while (cells.Next())
        {
            cells.Number();
            cells.Number();
            cells.Bytes(out var id);
            book.AddCustomer(id);
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
        var (refunded, end) = (new HashSet<string>(), book.Period.End.ToUnixTimeMilliseconds());
        using var cells = database.ReadCells<OrderEventRow>(context, filter);
        while (cells.Next())
        {
            cells.Number();
            var sequence = cells.Number();
            cells.Bytes(out var bytes);
            var id = bytes.ToArray();
            cells.Number();
            var kind = (OrderEventKind)cells.Number();
            cells.Number();
            var request = cells.Bytes(out var name) ? Encoding.UTF8.GetString(name) : "";
            cells.Bytes(out _);
            var seller = (int)cells.Number();
            var customer = (int)cells.Number(-1);
            cells.Number();
            cells.Number();
            var counts = cells.OptionalNumber();
            var known = cells.Number();
            cells.Number();
            var lines = (int)cells.Number();
            cells.Values(out var values);
            if (counts is not { } instant || instant >= end)
            {
                continue;
            }

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

    private RowFilter UpTo() => new(programme) { UpTo = asOf };
}
