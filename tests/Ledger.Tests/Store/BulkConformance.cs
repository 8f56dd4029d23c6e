using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Store;

/// <summary>The fast ways in and out write and read the same rows as the ordinary ones, and the database checks them likewise.</summary>
public abstract class BulkConformance(LedgerFixture ledger)
{
    [DatabaseFact]
    public async Task Orders_WrittenInBulk_AreReadBothWays()
    {
        var programme = await ledger.ProgrammeAsync();
        var orders = await AddAsync(programme, n => new[]
        {
            programme.Order("Ä-1", n, request: "r-1"), programme.Order("", n + 1, period: null), programme.Order("long " + new string('x', 100_000), n + 2),
            Order(programme, n + 3, []), Order(programme, n + 4, [null, long.MinValue + 1, long.MaxValue, 0, null]),
            Order(programme, n + 5, [.. Enumerable.Range(0, 40).Select(i => (long?)i)]),
        });

        await ShouldBeThereAsync(programme, orders);
    }

    [DatabaseFact]
    public async Task EveryKindOfRow_WrittenInBulk_IsReadBothWays()
    {
        var programme = await ledger.ProgrammeAsync();
        await ShouldBeThereAsync(programme, await AddAsync(programme, n => new[] { programme.Seller(5, n), programme.Seller(6, n, "Zoë") }), skip: 5);
        var edges = await AddAsync(programme, n => new[] { programme.Edge(5, 1, 0, 0, n), programme.Edge(6, 1, null, -5, n) });
        await ShouldBeThereAsync(programme, edges, skip: 5);
        await ShouldBeThereAsync(programme, await AddAsync(programme, n => new[] { programme.Customer(1, n) }), skip: 1);
        await AddAsync(programme, n => new[] { programme.Run(1, n) });
        await ShouldBeThereAsync(programme, await AddAsync(programme, _ => new[] { programme.RunLine(1, 1, 10), programme.RunLine(1, 2, -3) }));
        await ShouldBeThereAsync(programme, await AddAsync(programme, _ => new[] { programme.RunEarning(1, 0, 10), programme.RunEarning(1, 1, -3) }));
        await ShouldBeThereAsync(programme, await AddAsync(programme, _ => new[] { programme.RunPayment(1, 1, 7) }));
        await ShouldBeThereAsync(programme, await AddAsync(programme, n => new[] { programme.Seal(1, 2, 7, 1) }));
        await ShouldBeThereAsync(programme, await AddAsync(programme, n => new[]
        {
            new RequestRow { Programme = programme.Number, Scope = "", RequestId = "r", Hash = [0, 255], Answer = [], Sequence = n },
        }));
    }

    [DatabaseFact]
    public async Task Rows_ReadByFilter_AreThoseAskedFor()
    {
        var programme = await ledger.ProgrammeAsync();
        var orders = await AddAsync(programme, n => new[] { programme.Order("A", n), programme.Order("B", n + 1, period: null), programme.Order("C", n + 2) });
        var first = orders[0].Sequence;
        await using var context = ledger.Database.CreateContext();

        Ids(new RowFilter(programme.Number)).ShouldBe(["A", "B", "C"]);
        Ids(new RowFilter(programme.Number) { UpTo = first + 1 }).ShouldBe(["A", "B"]);
        Ids(new RowFilter(programme.Number) { After = first }).ShouldBe(["B", "C"]);
        Ids(new RowFilter(programme.Number) { Periods = [1, 2] }).ShouldBe(["A", "C"]);
        Ids(new RowFilter(programme.Number) { Periods = [] }).ShouldBeEmpty();
        Ids(new RowFilter(programme.Number + 1000)).ShouldBeEmpty();
        ledger.Database.Read<OrderEventRow>(context, new RowFilter(programme.Number)).First().OrderId.ShouldBe("A");
        ledger.Database.Read<EdgeRow>(context, new RowFilter(programme.Number) { Tree = programme.Tree + 1 }).ShouldBeEmpty();

        IEnumerable<string> Ids(RowFilter filter) => ledger.Database.Read<OrderEventRow>(context, filter).Select(row => row.OrderId);
    }

    [DatabaseFact]
    public async Task RefusedRows_InBulk_SayWhyAndLeaveNothing()
    {
        var programme = await ledger.ProgrammeAsync();
        await AddAsync(programme, n => new[] { programme.Order("A", n) });

        (await RefusedAsync(programme, n => new[] { programme.Order("B", n), programme.Order("A", n + 1) }))
            .ShouldBe(new LedgerConflict("order_events", "ux_order_events_order_id_event"));
        (await RefusedAsync(programme, n => new[] { programme.Order("B", n), programme.Order("C", n + 1, period: 2) })).Rule.ShouldBe(LedgerRule.ClosedPeriod);
        (await RefusedAsync(programme, n => new[] { programme.Order("B", n, seller: 7) })).Rule.ShouldBe(LedgerRule.UnknownReference);
        (await RefusedAsync(programme, n => new[] { programme.Edge(3, 2, 2, 5, n), programme.Edge(2, 2, 4, 5, n) })).Rule.ShouldBe(LedgerRule.Cycle);
        (await programme.RowsAsync<OrderEventRow>()).ShouldHaveSingleItem();
    }

    [DatabaseFact]
    public async Task RefusedRow_WithThousandsBehindIt_IsStillTheReason()
    {
        var programme = await ledger.ProgrammeAsync();

        (await RefusedAsync(programme, n => Enumerable.Range(0, 5_000).Select(i => programme.Order($"order {Math.Max(i, 1)}", n + i)).ToArray()))
            .ShouldBe(new LedgerConflict("order_events", "ux_order_events_order_id_event"));
        (await programme.RowsAsync<OrderEventRow>()).ShouldBeEmpty();
    }

    [DatabaseFact]
    public async Task BulkWriter_NotCompletedAndNotCommitted_LeavesNothing()
    {
        var programme = await ledger.ProgrammeAsync();
        await using (var transaction = await ledger.Database.BeginAsync(programme.Number))
        using (var writer = transaction.Bulk<OrderEventRow>())
        {
            writer.Add(programme.Order("A", transaction.Take(1)));
        }

        (await programme.RowsAsync<OrderEventRow>()).ShouldBeEmpty();
    }

    [DatabaseFact]
    public async Task Cells_OneTooFew_AreABug()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var transaction = await ledger.Database.BeginAsync(programme.Number);
        using var cells = transaction.Cells<WordRow>();
        cells.Int(programme.Number);
        cells.Int(1);

        Should.Throw<InvalidOperationException>(cells.EndRow).Message.ShouldBe("The row has 2 cells and the table 3 columns.");
    }

    private static OrderEventRow Order(ProgrammeUnderTest programme, long sequence, long?[] values) => new()
    {
        Programme = programme.Number,
        Sequence = sequence,
        OrderId = $"values-{sequence}",
        Event = 1,
        Kind = OrderEventKind.Paid,
        Storefront = programme.Storefront,
        RequestHash = [1, 0, 2],
        Seller = 3,
        Customer = 0,
        At = -1,
        Recorded = long.MaxValue,
        Lines = 1,
        Values = values,
    };

    private static async Task<TRow[]> AddAsync<TRow>(ProgrammeUnderTest programme, Func<long, TRow[]> rows) where TRow : class
    {
        await using var transaction = await programme.Database.BeginAsync(programme.Number);
        var added = rows(transaction.Take(10));
        using (var writer = transaction.Bulk<TRow>())
        {
            Array.ForEach(added, writer.Add);
            writer.Complete();
        }

        await transaction.CommitAsync();
        return added;
    }

    private static async Task<LedgerRefusal> RefusedAsync<TRow>(ProgrammeUnderTest programme, Func<long, TRow[]> rows) where TRow : class
    {
        var error = await Should.ThrowAsync<System.Data.Common.DbException>(() => AddAsync(programme, rows));
        return LedgerErrors.RefusalOf(error).ShouldNotBeNull(error.Message);
    }

    /// <summary>Reads a table by EF Core and in bulk, and compares both with what was written.</summary>
    private async Task ShouldBeThereAsync<TRow>(ProgrammeUnderTest programme, TRow[] rows, int skip = 0) where TRow : class
    {
        await using var context = ledger.Database.CreateContext();

        (await programme.RowsAsync<TRow>()).Skip(skip).ToArray().ShouldBeEquivalentTo(rows);
        ledger.Database.Read<TRow>(context, new RowFilter(programme.Number)).Skip(skip).ToArray().ShouldBeEquivalentTo(rows);
    }
}

public sealed class SqliteBulkTests(SqliteFixture ledger) : BulkConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlBulkTests(PostgreSqlFixture ledger) : BulkConformance(ledger), IClassFixture<PostgreSqlFixture>;
