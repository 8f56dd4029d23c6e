using System.Text;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Compensation.Rules.Closing;
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

        foreach (var change in database.Read<SellerEventRow>(context, UpTo()).Where(change => change.Values is not null).OrderBy(change => change.Sequence))
        {
            book.ChangeSeller(change.Seller, change.At, [.. change.Values!.Select(value => value ?? Field.NotGiven)]);
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
        foreach (var late in refunded.Chunk(500))
        {
            var events = await context.Rows<OrderEventRow>().Where(happened => happened.Programme == programme && late.Contains(happened.OrderId)
                    && happened.Counts != null && happened.Sequence <= asOf)
                .OrderBy(happened => happened.Sequence).ToListAsync(cancellation);
            events.FindAll(happened => read.TrueForAll(period => period.Period != happened.Period)).ForEach(Add);
        }
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
            var at = cells.Number();
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
                book.AddRefund(order, RefundId(request, order), at, lines, values);
            }
            else
            {
                book.AddOrder(id, seller, customer, instant, known, lines, values, sequence);
            }
        }

        return refunded;
    }

    private void Add(OrderEventRow happened)
    {
        var values = Array.ConvertAll(happened.Values, value => value ?? Field.NotGiven);
        if (happened.Kind == OrderEventKind.Refunded)
        {
            book.AddRefund(happened.OrderId, RefundId(happened.RequestId ?? "", happened.OrderId), happened.At, happened.Lines, values);
            return;
        }

        book.AddOrder(Encoding.UTF8.GetBytes(happened.OrderId), happened.Seller, happened.Customer ?? -1, happened.Counts!.Value, happened.Known!.Value,
            happened.Lines, values, happened.Sequence);
    }

    private static string RefundId(string request, string order) =>
        request.EndsWith(OrderImport.OfOrder + order, StringComparison.Ordinal) ? request[..^(OrderImport.OfOrder.Length + order.Length)] : request;

    private async Task ReadCorrectionsAsync(ProgrammeNames names, CancellationToken cancellation)
    {
        var period = await context.Rows<PeriodRow>().Where(row => row.Programme == programme && row.Name == book.Period.Name)
            .Select(row => row.Period).SingleOrDefaultAsync(cancellation);
        var adjustments = await context.Rows<AdjustmentRow>().Where(row => row.Programme == programme && row.Period == period && row.Sequence <= asOf)
            .OrderBy(row => row.Sequence).ToListAsync(cancellation);
        adjustments.ForEach(row => book.Add(new Adjustment(row.Seller, row.Amount, row.Bonus, row.Reason, row.Adjustment)));
        var overrides = await context.Rows<OverrideRow>().Where(row => row.Programme == programme && row.Period == period && row.Sequence <= asOf)
            .OrderBy(row => row.Sequence).ToListAsync(cancellation);
        foreach (var row in overrides)
        {
            if (row.Withdraws is { } withdrawn)
            {
                book.Withdraw(withdrawn);
            }
            else if (row.Kind == OverrideKind.Rank)
            {
                var rank = row.Value == 0 ? 0 : plan.Ranks.ToList().IndexOf(names.Words[(int)row.Value - 1]) + 1;
                book.Add(new RankOverride(row.Seller, rank, row.Reason, row.Override));
            }
            else
            {
                book.Add(new LineOverride(row.Seller, row.Bonus!, row.Source ?? -1, row.OrderId ?? "", row.Value, row.Reason, row.Override));
            }
        }
    }

    private RowFilter UpTo() => new(programme) { UpTo = asOf };
}
