using System.Data.Common;
using System.Globalization;
using Compensation.Ledger.Store;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Store;

/// <summary>A batch keeps what it has built, and it shows nowhere: the next one has its own values and rows, whatever became of the one before.</summary>
public abstract class LedgerBatchConformance(LedgerFixture ledger)
{
    [DatabaseFact]
    public async Task Statements_OfTheSameText_RunByOneCommandEachWithItsValues()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var transaction = await BeginAsync(programme);
        var batch = transaction.Context.Batch.ShouldNotBeNull();
        var (found, commands) = (new List<long>(), new HashSet<BatchCommand>());

        for (var i = 1; i <= 3; i++)
        {
            await AskAsync(batch, $"WHERE programme = {batch.Value(programme.Number)} AND word < {batch.Value(i)}", found);
            commands.Add(batch.Kept[^1]);
        }

        // The programme has one word, of number 1.
        found.ShouldBe([0, 1, 1]);
        commands.ShouldHaveSingleItem();
    }

    [DatabaseFact]
    public async Task Statements_OfManyTexts_AreNotAllKept()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var transaction = await BeginAsync(programme);
        var batch = transaction.Context.Batch.ShouldNotBeNull();
        var found = new List<long>();

        for (var i = 0; i < 2 * LedgerBatch.MostKept; i++)
        {
            await AskAsync(batch, $"WHERE programme = {batch.Value(programme.Number)} AND word > {i}", found);
        }

        found.ShouldBe([1, .. Enumerable.Repeat(0L, found.Count - 1)]);
        batch.Kept.Count.ShouldBe(LedgerBatch.MostKept);
    }

    [DatabaseFact]
    public async Task Groups_OneAfterTheOther_WriteTheirOwnRowsAndNoOthers()
    {
        var programme = await ledger.ProgrammeAsync();
        // Each takes the place of the one before, which was larger, smaller, refused or given up.
        await AddAsync(programme, "A", "B", "C");
        await AddAsync(programme, "D");
        await Should.ThrowAsync<DbException>(() => AddAsync(programme, "E", "D"));
        await AddAsync(programme, "F", "G");
        await using (var given = await BeginAsync(programme))
        {
            given.AddLast([programme.Order("H", given.Take(1))]);
        }

        await AddAsync(programme, "I");

        (await programme.RowsAsync<OrderEventRow>()).Select(row => row.OrderId).ShouldBe(["A", "B", "C", "D", "F", "G", "I"]);
    }

    [DatabaseFact]
    public async Task Rows_OfATableAddedTwice_AreThereOnce()
    {
        var programme = await ledger.ProgrammeAsync();
        await using (var transaction = await BeginAsync(programme))
        {
            transaction.AddLast([programme.Order("A", transaction.Take(1)), programme.Order("B", transaction.Take(1))]);
            transaction.AddLast([programme.Customer(1, transaction.Take(1))]);
            transaction.AddLast([programme.Order("C", transaction.Take(1))]);
            await transaction.CommitAsync();
        }

        (await programme.RowsAsync<OrderEventRow>()).Select(row => row.OrderId).ShouldBe(["A", "B", "C"]);
        (await programme.RowsAsync<CustomerRow>()).Select(row => row.Customer).ShouldBe([0, 1]);
    }

    [DatabaseFact]
    public async Task Command_ThatFailed_IsBuiltAnew()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var transaction = await BeginAsync(programme);
        var batch = transaction.Context.Batch.ShouldNotBeNull();
        var before = batch.Kept.ToList();
        batch.Ask($"SELECT COUNT(*) FROM words WHERE programme = {batch.Value(programme.Number)}", _ => throw new InvalidOperationException("not now"));

        await Should.ThrowAsync<InvalidOperationException>(() => batch.RunAsync(default));
        batch.Kept.ShouldBe(before);
        await transaction.DisposeAsync();

        await using var next = await BeginAsync(programme);
        var found = new List<long>();
        await AskAsync(next.Context.Batch.ShouldNotBeNull(), $"WHERE programme = {next.Context.Batch.Value(programme.Number)}", found);
        found.ShouldBe([1]);
    }

    private static async Task AskAsync(LedgerBatch batch, string where, List<long> found)
    {
        batch.Ask($"SELECT COUNT(*) FROM words {where}", row => found.Add(Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture)));
        await batch.RunAsync(default);
    }

    private Task<LedgerTransaction> BeginAsync(ProgrammeUnderTest programme) => ledger.Database.BeginGroupAsync(programme.Number, _ => { });

    private async Task AddAsync(ProgrammeUnderTest programme, params string[] orders)
    {
        await using var transaction = await BeginAsync(programme);
        transaction.AddLast([.. orders.Select(order => programme.Order(order, transaction.Take(1)))]);
        await transaction.CommitAsync();
    }
}

public sealed class SqliteLedgerBatchTests(SqliteFixture ledger) : LedgerBatchConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlLedgerBatchTests(PostgreSqlFixture ledger) : LedgerBatchConformance(ledger), IClassFixture<PostgreSqlFixture>;
