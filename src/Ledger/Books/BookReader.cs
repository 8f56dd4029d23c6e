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
    /// <summary>How many rows are read before it is looked whether orders queue, and at a time while they do: some hundredths of a second.</summary>
    private const int Portion = 8_192;

    private readonly LedgerDatabase database;
    private readonly LedgerContext context;
    private readonly int programme;
    private readonly Plan plan;
    private readonly long asOf;
    private readonly Pace pace;
    private readonly PeriodBook book;

    private BookReader(
        LedgerDatabase database, LedgerContext context, int programme, Plan plan, Period period, ProgrammeNames names, long asOf, Pace pace)
    {
        this.database = database;
        this.context = context;
        this.programme = programme;
        this.plan = plan;
        this.asOf = asOf;
        this.pace = pace;
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
    /// <param name="pace">How fast to read beside orders, outside of a transaction; null for full speed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FieldValueException">The plan cannot take a value.</exception>
    public static async Task<PeriodBook> ReadAsync(LedgerDatabase database, LedgerContext context, int programme, Plan plan, Period period, long asOf,
        int threads = 1, Pace? pace = null, CancellationToken cancellation = default)
    {
        var names = await NamesAsync(context, programme, cancellation);
        var reader = new BookReader(database, context, programme, plan, period, names, asOf, pace ?? Pace.Full);
        if (threads > 1 && context.Database.CurrentTransaction is null)
        {
            // What was committed up to a sequence never changes, so two connections see the same.
            await using var beside = database.CreateContext();
            await Task.WhenAll(reader.ReadSellersAndTreesAsync(beside, cancellation), reader.ReadOrdersAsync(cancellation));
        }
        else
        {
            await reader.ReadSellersAndTreesAsync(context, cancellation);
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
    private async Task ReadSellersAndTreesAsync(LedgerContext from, CancellationToken cancellation)
    {
        var kept = new byte[64];
        await ReadAsync<SellerRow>(from, UpTo(), nameof(SellerRow.Seller), await LastAsync<SellerRow>(from, nameof(SellerRow.Seller), cancellation),
            _ => book.Sellers, (cells, _) =>
            {
                var enrolled = cells.Number();
                cells.Bytes(out var bytes);
                var id = Keep(bytes, ref kept);
                cells.Values(out var values);
                book.AddSeller(id, enrolled, values);
            }, cancellation, nameof(SellerRow.Enrolled), nameof(SellerRow.Id), nameof(SellerRow.Values));

        foreach (var change in database.Read<SellerEventRow>(from, UpTo()).OrderBy(change => change.Sequence))
        {
            BookRows.Add(book, change);
        }

        foreach (var tree in book.TreeWords)
        {
            await ReadEdgesAsync(from, tree, cancellation);
        }

        var customers = 0;
        await ReadAsync<CustomerRow>(from, UpTo(), nameof(CustomerRow.Customer), await LastAsync<CustomerRow>(from, nameof(CustomerRow.Customer), cancellation),
            _ => customers, (cells, _) =>
            {
                cells.Bytes(out var id);
                book.AddCustomer(id);
                customers++;
            }, cancellation, nameof(CustomerRow.Id));
    }

    private Task ReadEdgesAsync(LedgerContext from, int tree, CancellationToken cancellation) => ReadAsync<EdgeRow>(
        from, UpTo() with { Tree = tree }, nameof(EdgeRow.Seller), book.Sellers - 1, cells => cells.Number(), (cells, seller) =>
        {
            var parent = (int)cells.Number(-1);
            var leg = (int)cells.Number();
            book.AddEdge(tree, (int)seller, parent, leg, cells.Number());
        }, cancellation, nameof(EdgeRow.Seller), nameof(EdgeRow.Parent), nameof(EdgeRow.Leg), nameof(EdgeRow.Effective));

    /// <summary>Reads rows in the order of their numbers. While orders queue they come in portions, each by a statement of its own, with a rest after
    /// it.</summary>
    /// <param name="from">The context.</param>
    /// <param name="filter">Which rows.</param>
    /// <param name="numbered">The property with the number.</param>
    /// <param name="last">A number beyond which there are no rows.</param>
    /// <param name="numberOf">The number of a row of which nothing is read yet.</param>
    /// <param name="add">Takes a row with its number.</param>
    /// <param name="cancellation">Gives up between two portions.</param>
    /// <param name="properties">What is read of a row.</param>
    private async Task ReadAsync<TRow>(LedgerContext from, RowFilter filter, string numbered, long last, Func<ICellReader, long> numberOf,
        Action<ICellReader, long> add, CancellationToken cancellation, params string[] properties) where TRow : class
    {
        var (began, next, numbers) = (pace.Now, 0L, (RowNumbers?)null);
        while (next <= last)
        {
            var portion = filter with { Numbers = numbers };
            var left = await OwnThread.RunAsync(() => ReadPortion<TRow>(from, portion, numberOf, add, properties), cancellation);
            next = left ?? (numbers?.Last ?? last) + 1;
            began = await pace.RestAsync(began, cancellation);
            numbers = new RowNumbers(numbered, next, pace.GivesWay ? next + Portion - 1 : null);
        }
    }

    /// <summary>Reads rows until there are no more of them or, unless a last one is named, orders queue.</summary>
    /// <returns>The number of the first row that was left; null where none was.</returns>
    private long? ReadPortion<TRow>(LedgerContext from, RowFilter filter, Func<ICellReader, long> numberOf, Action<ICellReader, long> add, string[] properties)
        where TRow : class
    {
        using var cells = database.ReadCells<TRow>(from, filter, properties);
        var (read, before, isLeft) = (0, -1L, false);
        while (cells.Next())
        {
            var number = numberOf(cells);
            if (isLeft && number != before)
            {
                return number;
            }

            add(cells, number);
            before = number;
            isLeft |= ++read % Portion == 0 && filter.Numbers?.Last is null && pace.GivesWay;
        }

        return null;
    }

    /// <summary>The greatest number of a table's rows; -1 where there are none.</summary>
    private async Task<long> LastAsync<TRow>(LedgerContext from, string numbered, CancellationToken cancellation) where TRow : class =>
        await from.Rows<TRow>().Where(row => EF.Property<int>(row, "Programme") == programme)
            .MaxAsync(row => (int?)EF.Property<int>(row, numbered), cancellation) ?? -1;

    /// <summary>Reads the orders of the period and of those before it that the plan looks back on, and those whose refunds fall into it.</summary>
    private async Task ReadOrdersAsync(CancellationToken cancellation)
    {
        var periods = await context.Rows<PeriodRow>().Where(period => period.Programme == programme)
            .Select(period => new { period.Period, period.Name }).ToListAsync(cancellation);

        // Windows go by when an order was placed, so they also see one that became known too late for its own period.
        var read = plan.LooksBackOnOrders ? periods : periods.FindAll(period => period.Name == book.Period.Name);
        var refunded = await ReadEventsAsync(UpTo() with { Periods = [.. read.Select(period => period.Period)] }, cancellation);
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
    private async Task<HashSet<string>> ReadEventsAsync(RowFilter filter, CancellationToken cancellation)
    {
        var (refunded, end, kept) = (new HashSet<string>(), book.Period.End.ToUnixTimeMilliseconds(), new byte[64]);
        await ReadAsync<OrderEventRow>(context, filter, nameof(OrderEventRow.Sequence), asOf, cells => cells.Number(), Add, cancellation,
            nameof(OrderEventRow.Sequence), nameof(OrderEventRow.Counts), nameof(OrderEventRow.Kind), nameof(OrderEventRow.RequestId),
            nameof(OrderEventRow.Seller), nameof(OrderEventRow.Customer), nameof(OrderEventRow.Known), nameof(OrderEventRow.Lines),
            nameof(OrderEventRow.OrderId), nameof(OrderEventRow.Values));
        return refunded;

        void Add(ICellReader cells, long sequence)
        {
            if (cells.OptionalNumber() is not { } instant || instant >= end)
            {
                return;
            }

            var kind = (OrderEventKind)cells.Number();
            cells.Bytes(out var name);
            var request = kind == OrderEventKind.Refunded ? Encoding.UTF8.GetString(name) : "";
            var (seller, customer) = ((int)cells.Number(), (int)cells.Number(-1));
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
