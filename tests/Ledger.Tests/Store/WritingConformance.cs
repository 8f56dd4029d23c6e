using Compensation.Ledger.Fields;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Store;

/// <summary>How writers get on with each other, and what a transaction leaves.</summary>
public abstract class WritingConformance(LedgerFixture ledger)
{
    [DatabaseFact]
    public async Task FirstWrite_TwoConnectionsSameOrder_OneWins()
    {
        var programme = await ledger.ProgrammeAsync();

        for (var round = 0; round < 10; round++)
        {
            var order = $"A-{round}";
            var attempts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                try
                {
                    await programme.AddAsync(n => [programme.Order(order, n)]);
                    return null;
                }
                catch (DbUpdateException error)
                {
                    return LedgerErrors.RefusalOf(error);
                }
            })));

            attempts.Where(refusal => refusal is not null).ShouldHaveSingleItem()
                .ShouldBe(new LedgerConflict("order_events", "ux_order_events_order_id_event"));
        }

        (await programme.RowsAsync<OrderEventRow>()).Count.ShouldBe(10);
    }

    [DatabaseFact]
    public async Task GrainState_StaleVersion_IsTold()
    {
        var states = new GrainStates(ledger.Database);

        (await states.WriteAsync("seller", "s-1", [1], 0)).ShouldBe(1);
        (await states.WriteAsync("seller", "s-1", [2], 1)).ShouldBe(2);
        (await states.WriteAsync("seller", "s-1", [3], 1)).ShouldBeNull();
        (await states.WriteAsync("seller", "s-1", [4], 0)).ShouldBeNull();
        (await states.WriteAsync("period", "s-1", [5], 0)).ShouldBe(1);
        (await states.ReadAsync("seller", "s-1")).ShouldNotBeNull().Payload.ShouldBe([2]);
        (await states.WriteAsync("seller", "s-1", null, 2)).ShouldBe(3);
        (await states.ReadAsync("seller", "s-1")).ShouldNotBeNull().Payload.ShouldBeNull();
        (await states.ReadAsync("seller", "s-2")).ShouldBeNull();
    }

    [DatabaseFact]
    public async Task GrainState_FirstWritesAtOnce_LeaveOneRow()
    {
        var states = new GrainStates(ledger.Database);

        for (var round = 0; round < 20; round++)
        {
            var key = $"race-{round}";
            var versions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => states.WriteAsync("seller", key, [1], 0))));

            versions.Count(version => version == 1).ShouldBe(1);
            (await states.ReadAsync("seller", key)).ShouldNotBeNull();
        }
    }

    [DatabaseFact]
    public async Task Transaction_NotCommitted_LeavesNothing()
    {
        var programme = await ledger.ProgrammeAsync();
        long before;
        await using (var transaction = await ledger.Database.BeginAsync(programme.Number))
        {
            before = transaction.LastSequence;
            var sequence = transaction.Take(3);
            await transaction.WordAsync("never committed");
            transaction.Context.Add(programme.Order("A", sequence));
            await transaction.Context.SaveChangesAsync();
        }

        (await programme.RowsAsync<OrderEventRow>()).ShouldBeEmpty();
        (await programme.RowsAsync<WordRow>()).ShouldHaveSingleItem().Name.ShouldBe("enrolment");
        (await programme.AddAsync(n => [programme.Order("A", n)])).ShouldBe(before + 1);
        await using (var next = await ledger.Database.BeginAsync(programme.Number))
        {
            (await next.WordAsync("second")).ShouldBe(2, "The first is the tree's name.");
            (await next.WordAsync("never committed")).ShouldBe(3);
            await next.CommitAsync();
        }

        (await programme.RowsAsync<WordRow>()).Select(row => row.Name).ShouldBe(["enrolment", "second", "never committed"]);
    }

    [DatabaseFact]
    public async Task Transaction_OneRowRefused_LeavesNothing()
    {
        var programme = await ledger.ProgrammeAsync();

        await programme.RefusedAsync(n => [programme.Order("A", n), programme.Adjustment("a", ProgrammeUnderTest.Closed, n)]);

        (await programme.RowsAsync<OrderEventRow>()).ShouldBeEmpty();
    }

    [DatabaseFact]
    public async Task Sequence_FourWriters_HasNoGapAndFollowsTheCommits()
    {
        var programme = await ledger.ProgrammeAsync();
        const int Each = 25;
        long first;
        await using (var transaction = await ledger.Database.BeginAsync(programme.Number))
        {
            first = transaction.LastSequence + 1;
        }

        using var done = new CancellationTokenSource();
        var watching = Task.Run(() => WatchAsync(programme, done.Token));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await programme.AddAsync(n => [programme.Order($"{writer}-{i}", n)]);
            }
        })));
        await done.CancelAsync();

        var sequences = (await programme.RowsAsync<OrderEventRow>()).Select(row => row.Sequence).Order();
        sequences.ShouldBe(Enumerable.Range(0, 4 * Each).Select(i => first + i));
        (await watching).ShouldBeTrue("A number became visible before a smaller one.");
    }

    [DatabaseFact]
    public async Task Recorded_ClockGoingBack_StaysWhereItWas()
    {
        var programme = await ledger.ProgrammeAsync();
        var noon = Instant.FromUtc(2026, 1, 31, 12, 0);
        try
        {
            long[] recorded = [await RecordedAtAsync(noon.Plus(Duration.FromHours(1))), await RecordedAtAsync(noon),
                await RecordedAtAsync(noon.Plus(Duration.FromHours(2)))];

            recorded.ShouldBe([At(13), At(13), At(14)]);
        }
        finally
        {
            ledger.Clock.Now = noon;
        }

        static long At(int hour) => Instant.FromUtc(2026, 1, 31, hour, 0).ToUnixTimeMilliseconds();

        async Task<long> RecordedAtAsync(Instant now)
        {
            ledger.Clock.Now = now;
            await using var transaction = await ledger.Database.BeginAsync(programme.Number);
            transaction.Take(1);
            await transaction.CommitAsync();
            return transaction.Recorded;
        }
    }

    [DatabaseFact]
    public async Task Programmes_SameOrdersAndSellers_DoNotMeet()
    {
        var (one, other) = (await ledger.ProgrammeAsync(), await ledger.ProgrammeAsync());

        var first = await one.AddAsync(n => [one.Order("A", n, request: "r")]);
        var second = await other.AddAsync(n => [other.Order("A", n, request: "r")]);

        second.ShouldBe(first, "Each programme has a sequence of its own.");
        (await one.RowsAsync<OrderEventRow>()).ShouldHaveSingleItem();
        (await other.RowsAsync<OrderEventRow>()).ShouldHaveSingleItem();
        await one.AddAsync(n => [one.PeriodEvent(ProgrammeUnderTest.Open, 2, "closing", n)]);
        await other.AddAsync(n => [other.Order("B", n)]);
    }

    [DatabaseFact]
    public async Task Programme_SameName_IsAConflict()
    {
        await ledger.Database.AddProgrammeAsync("twice");

        var error = await Should.ThrowAsync<DbUpdateException>(() => ledger.Database.AddProgrammeAsync("twice"));

        LedgerErrors.RefusalOf(error).ShouldBe(new LedgerConflict("programmes", "ux_programmes_name"));
    }

    [DatabaseFact]
    public async Task Programme_Unknown_SaysSo()
    {
        (await Should.ThrowAsync<ArgumentException>(() => ledger.Database.BeginAsync(99))).Message.ShouldContain("no programme 99");
        (await ledger.Database.FindProgrammeAsync("nowhere")).ShouldBeNull();
    }

    [DatabaseFact]
    public async Task Names_AreNumberedOnceAndKept()
    {
        var (programme, other) = (await ledger.ProgrammeAsync(), await ledger.ProgrammeAsync());

        (await NumbersAsync(programme)).ShouldBe([2, 3, 0, 1, 2]);
        (await NumbersAsync(programme)).ShouldBe([2, 3, 0, 1, 2]);
        (await NumbersAsync(other)).ShouldBe([2, 3, 0, 1, 2]);
        await using var context = ledger.Database.CreateContext();
        (await context.ReadWordsAsync(programme.Number)).ShouldBe(["enrolment", "gold", "silver"]);
        (await context.ReadFieldsAsync(programme.Number)).ShouldBe(
            [new Field(FieldScope.Order, 0, "pv", FieldType.Units, 2), new Field(FieldScope.Order, 1, "pv", FieldType.Units, 4)]);

        async Task<int[]> NumbersAsync(ProgrammeUnderTest of)
        {
            await using var transaction = await ledger.Database.BeginAsync(of.Number);
            int[] numbers =
            [
                await transaction.WordAsync("gold"), await transaction.WordAsync("silver"),
                await transaction.FieldAsync(FieldScope.Order, "pv", FieldType.Units, 2),
                await transaction.FieldAsync(FieldScope.Order, "pv", FieldType.Units, 4), await transaction.StorefrontAsync("market"),
            ];
            await transaction.CommitAsync();
            return numbers;
        }
    }

    [DatabaseFact]
    public async Task Sellers_ByIds_AreFoundInTheirProgramme()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var context = ledger.Database.CreateContext();

        (await context.FindSellersAsync(programme.Number, ["s-3", "s-9", "s-0"])).ShouldBe(
            new Dictionary<string, int> { ["s-3"] = 3, ["s-0"] = 0 }, ignoreOrder: true);
        (await context.FindSellerAsync(programme.Number, "s-2")).ShouldBe(2);
        (await context.FindSellerAsync(programme.Number + 1000, "s-2")).ShouldBeNull();
        (await context.CountSellersAsync(programme.Number)).ShouldBe(5);
        (await context.FindCustomerAsync(programme.Number, "c-0")).ShouldBe(0);
        (await context.CountCustomersAsync(programme.Number)).ShouldBe(1);
    }

    [DatabaseFact]
    public async Task Audit_Chain_IsWholeUntilSomebodyForges()
    {
        var programme = await ledger.ProgrammeAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var transaction = await ledger.Database.BeginAsync(programme.Number);
            var sequence = transaction.Take(1);
            await AuditLog.AddAsync(transaction, sequence, "ann", "approve", "checked", "{}");
            await AuditLog.AddAsync(transaction, sequence, "bob", "pay", "", "{}");
            await transaction.Context.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        await using var context = ledger.Database.CreateContext();
        (await programme.RowsAsync<AuditRow>()).Count.ShouldBe(4);
        (await AuditLog.FindBreakAsync(context, programme.Number)).ShouldBeNull();

        // An entry that links well but whose hash is not its own.
        var last = (await programme.RowsAsync<AuditRow>()).Single(row => row.Entry == 4);
        await programme.AddAsync(n => [programme.Audit(5, last.Hash, 1, n)]);
        (await AuditLog.FindBreakAsync(context, programme.Number)).ShouldBe(5);
    }

    [DatabaseFact]
    public async Task Database_OpenedAgain_IsAsItWas()
    {
        var programme = await ledger.ProgrammeAsync();

        await using var again = await LedgerDatabase.OpenAsync(ledger.Address, ledger.Clock);

        await using var transaction = await again.BeginAsync(programme.Number);
        (await transaction.WordAsync("enrolment")).ShouldBe(programme.Tree);
    }

    /// <summary>Looks again and again whether all numbers up to the greatest visible one are visible.</summary>
    private static async Task<bool> WatchAsync(ProgrammeUnderTest programme, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            var seen = (await programme.RowsAsync<OrderEventRow>()).Select(row => row.Sequence).Order().ToList();
            if (seen.Count > 0 && seen[^1] - seen[0] + 1 != seen.Count)
            {
                return false;
            }
        }

        return true;
    }
}

public sealed class SqliteWritingTests(SqliteFixture ledger) : WritingConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlWritingTests(PostgreSqlFixture ledger) : WritingConformance(ledger), IClassFixture<PostgreSqlFixture>;
