using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Store;

/// <summary>What the database itself refuses, whoever asks.</summary>
public abstract class ConstraintConformance(LedgerFixture ledger)
{
    [DatabaseFact]
    public async Task EveryTableButFour_UpdateAndDelete_AreRefused()
    {
        var programme = await ledger.ProgrammeAsync();
        await WholeLife.AddAsync(programme);
        await using var context = ledger.Database.CreateContext();
        string[] changeable = ["programmes", "outbox_readers", "grain_states", "persons"];
        var tables = context.Model.GetEntityTypes().Select(entity => entity.GetTableName()!).Except(changeable).ToList();

        tables.Count.ShouldBe(44);
        foreach (var table in tables)
        {
            (await CountAsync(context, table)).ShouldBePositive($"{table} is empty: its triggers were not tried.");
            (await RefusalAsync(context, $"UPDATE {table} SET programme = programme")).ShouldBe((LedgerRule.AppendOnly, table));
            (await RefusalAsync(context, $"DELETE FROM {table}")).ShouldBe((LedgerRule.AppendOnly, table));
        }
    }

    [DatabaseFact]
    public async Task ProgrammeHead_GoingBackOrRenamed_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var context = ledger.Database.CreateContext();

        foreach (var change in new[] { "last_sequence = last_sequence - 1", "last_recorded = last_recorded - 1", "name = 'other'" })
        {
            (await RefusalAsync(context, $"UPDATE programmes SET {change} WHERE programme = {programme.Number}"))
                .ShouldBe((LedgerRule.HeadBackwards, "programmes"));
        }

        (await RefusalAsync(context, $"DELETE FROM programmes WHERE programme = {programme.Number}"))
            .ShouldBe((LedgerRule.AppendOnly, "programmes"));
    }

    [DatabaseFact]
    public async Task Edge_BelowOwnDownline_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();

        // 4 stands below 3 below 1: 1 can't stand below 4, nor below itself; 3 may move below 2.
        (await programme.RefusedAsync(n => [programme.Edge(1, 2, 4, 10, n)])).Rule.ShouldBe(LedgerRule.Cycle);
        (await programme.RefusedAsync(n => [programme.Edge(1, 2, 1, 10, n)])).Rule.ShouldBe(LedgerRule.Cycle);
        await programme.AddAsync(n => [programme.Edge(3, 2, 2, 10, n)]);
    }

    [DatabaseFact]
    public async Task Edge_BelowWhoWasBelowBefore_IsNoCircle()
    {
        var programme = await ledger.ProgrammeAsync();

        // From 10 on 3 and 4 stand below 2; from then on, and not before, 1 may stand below 4.
        await programme.AddAsync(n => [programme.Edge(3, 2, 2, 10, n)]);
        (await programme.RefusedAsync(n => [programme.Edge(1, 2, 4, 9, n)])).Rule.ShouldBe(LedgerRule.Cycle);
        await programme.AddAsync(n => [programme.Edge(1, 2, 4, 10, n)]);
    }

    [DatabaseFact]
    public async Task Edge_CircleThroughAFutureEdge_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();

        // From 100 on 1 will stand below 2. So 2 can't stand below 3 (below 1) from 50 on; until 100 it could, if it moves away in time.
        await programme.AddAsync(n => [programme.Edge(1, 2, 2, 100, n)]);
        (await programme.RefusedAsync(n => [programme.Edge(2, 2, 3, 50, n)])).Rule.ShouldBe(LedgerRule.Cycle);
        await programme.AddAsync(n => [programme.Edge(2, 2, 0, 100, n)]);
        await programme.AddAsync(n => [programme.Edge(2, 3, 3, 50, n)]);
    }

    [DatabaseFact]
    public async Task Edge_BelowASmallerNumber_ClosesACircleToo()
    {
        var programme = await ledger.ProgrammeAsync();

        await programme.AddAsync(n => [programme.Edge(1, 2, 2, 10, n)]);
        (await programme.RefusedAsync(n => [programme.Edge(2, 2, 1, 20, n)])).Rule.ShouldBe(LedgerRule.Cycle);
        (await programme.RefusedAsync(n => [programme.Edge(2, 2, 1, 5, n)])).Rule.ShouldBe(LedgerRule.Cycle);
    }

    [DatabaseFact]
    public async Task Edge_UndoneAtItsOwnInstant_LeavesNoTrace()
    {
        var programme = await ledger.ProgrammeAsync();

        // 1 moves below 2 at 100, and that is undone at the same instant: the later change counts, so 2 may stand below 3.
        await programme.AddAsync(n => [programme.Edge(1, 2, 2, 100, n)]);
        await programme.AddAsync(n => [programme.Edge(1, 3, 0, 100, n)]);
        await programme.AddAsync(n => [programme.Edge(2, 2, 3, 50, n)]);
    }

    [DatabaseFact]
    public async Task Edges_CircleOfRowsAddedTogether_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();

        (await programme.RefusedAsync(n => [programme.Edge(1, 2, 2, 10, n), programme.Edge(2, 2, 1, 10, n)])).Rule.ShouldBe(LedgerRule.Cycle);
    }

    [DatabaseFact]
    public async Task Edge_SecondSponsor_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();

        // The seller's first change is there already: another first one is a conflict, and one that leaves a gap has no place.
        (await programme.RefusedAsync(n => [programme.Edge(4, 1, 2, 0, n)])).ShouldBe(new LedgerConflict("edges", "pk_edges"));
        (await programme.RefusedAsync(n => [programme.Edge(4, 3, 2, 0, n)])).Rule.ShouldBe(LedgerRule.NumberGap);
    }

    [DatabaseFact]
    public async Task Order_SameEventTwice_IsAConflict()
    {
        var programme = await ledger.ProgrammeAsync();
        await programme.AddAsync(n => [programme.Order("A", n, request: "r-1")]);

        (await programme.RefusedAsync(n => [programme.Order("A", n)]))
            .ShouldBe(new LedgerConflict("order_events", "ux_order_events_order_id_event"));
        (await programme.RefusedAsync(n => [programme.Order("B", n, request: "r-1")]))
            .ShouldBe(new LedgerConflict("order_events", "ux_order_events_storefront_request_id"));
        (await programme.RefusedAsync(n => [programme.Order("C", n, @event: 2)])).Rule.ShouldBe(LedgerRule.NumberGap);
        await programme.AddAsync(n => [programme.Order("A", n, @event: 2)]);
    }

    [DatabaseFact]
    public async Task Request_SameIdTwice_IsAConflict()
    {
        var programme = await ledger.ProgrammeAsync();
        RequestRow Request(long n) =>
            new() { Programme = programme.Number, Scope = "web", RequestId = "r-1", Hash = [1], Answer = [2], Sequence = n };
        await programme.AddAsync(n => [Request(n)]);

        (await programme.RefusedAsync(n => [Request(n)])).ShouldBe(new LedgerConflict("requests", "pk_requests"));
    }

    [DatabaseFact]
    public async Task ClosedPeriod_OrderAdjustmentOrOverride_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();
        Func<int, long, object>[] rows =
        [
            (period, n) => programme.Order("A", n, period: period), (period, n) => programme.Adjustment("a", period, n),
            (period, n) => programme.Override("o", period, n),
        ];

        foreach (var row in rows)
        {
            (await programme.RefusedAsync(n => [row(ProgrammeUnderTest.Closed, n)])).Rule.ShouldBe(LedgerRule.ClosedPeriod);
            await programme.AddAsync(n => [row(ProgrammeUnderTest.Open, n)]);
        }

        // The period opens again, as after a rejection, and takes them.
        await programme.AddAsync(n => [programme.PeriodEvent(ProgrammeUnderTest.Closed, 3, PeriodEventRow.Open, n)]);
        await programme.AddAsync(n => [programme.Adjustment("b", ProgrammeUnderTest.Closed, n)]);
    }

    [DatabaseFact]
    public async Task Order_InstantWithoutPeriod_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var context = ledger.Database.CreateContext();

        (await RefusalAsync(context, $"""
            INSERT INTO order_events (programme, sequence, order_id, event, kind, storefront, seller, at, recorded, counts, known, lines, "values")
            VALUES ({programme.Number}, 1, 'A', 1, 1, {programme.Storefront}, 0, 0, 0, 5, 6, 0, {EmptyValues})
            """)).ShouldBe((LedgerRule.HalfCounted, "order_events"));
    }

    [DatabaseFact]
    public async Task Run_Sealed_TakesNoMoreRows()
    {
        var programme = await ledger.ProgrammeAsync();
        await SealedRunAsync(programme);

        (await programme.RefusedAsync(_ => [programme.RunEarning(1, 2, 5)])).Rule.ShouldBe(LedgerRule.SealedRun);
        (await programme.RefusedAsync(_ => [programme.RunPayment(1, 2, 5)])).Rule.ShouldBe(LedgerRule.SealedRun);
        (await programme.RefusedAsync(_ => [programme.Seal(1, 2, 30, 1)])).ShouldBe(new LedgerConflict("run_seals", "pk_run_seals"));
    }

    [DatabaseFact]
    public async Task Run_SealThatSaysOtherwise_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();

        // Lines of 10 and 20, one payment of 30.
        foreach (var (lines, amount, payments) in new[] { (3, 30L, 1), (2, 31L, 1), (2, 30L, 2) })
        {
            var error = await Should.ThrowAsync<DbUpdateException>(() => SealedRunAsync(programme, lines, amount, payments));
            LedgerErrors.RefusalOf(error).ShouldNotBeNull().Rule.ShouldBe(LedgerRule.SealMismatch);
        }
    }

    [DatabaseFact]
    public async Task Run_WithoutSeal_CannotBeNamed()
    {
        var programme = await ledger.ProgrammeAsync();
        await programme.AddAsync(n => [programme.Run(1, n)]);

        (await programme.RefusedAsync(n => [programme.PeriodEvent(1, 2, "calculated", n, run: 1)])).Rule.ShouldBe(LedgerRule.UnknownReference);
    }

    [DatabaseFact]
    public async Task Payout_OtherThanThePayment_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();
        await SealedRunAsync(programme);

        (await programme.RefusedAsync(n => [programme.Payout(1, 1, 1, 31, n)])).Rule.ShouldBe(LedgerRule.UnknownReference);
        await programme.AddAsync(n => [programme.Payout(1, 1, 1, 30, n)]);
        (await programme.RefusedAsync(n => [programme.Payout(2, 1, 1, 30, n)]))
            .ShouldBe(new LedgerConflict("payouts", "ux_payouts_run_payment"));
    }

    [DatabaseFact]
    public async Task Payout_OfPaymentsThatGoTogether_IsTheirSum()
    {
        var programme = await ledger.ProgrammeAsync();
        // 30 less a fee of 2; 7 more are due on another day.
        var later = new RunPaymentRow
        {
            Programme = programme.Number,
            Run = 1,
            Payment = 3,
            Payee = 0,
            Wallet = "cash",
            Currency = "EUR",
            Decimals = 2,
            Amount = 7,
            DueDay = 20_001,
            Of = "later",
        };
        await WholeLife.RunAsync(programme, [programme.RunPayment(1, 2, -2), later], payments: 3);

        (await programme.RefusedAsync(n => [programme.Payout(1, 1, 1, 30, n)])).Says
            .ShouldBe("amount is not what the payments of the payee, wallet and day come to");
        (await programme.RefusedAsync(n => [programme.Payout(1, 1, 2, 28, n)])).Says.ShouldBe("payment is not the first of those that are paid together");
        await programme.AddAsync(n => [programme.Payout(1, 1, 1, 28, n)]);
        await programme.AddAsync(n => [programme.Payout(2, 1, 3, 7, n)]);
    }

    [DatabaseFact]
    public async Task PeriodBeingRestated_TakesOverridesOnly()
    {
        var programme = await ledger.ProgrammeAsync();
        await programme.AddAsync(n => [programme.PeriodEvent(ProgrammeUnderTest.Closed, 3, "restating", n)]);

        await programme.AddAsync(n => [programme.Override("o", ProgrammeUnderTest.Closed, n)]);
        (await programme.RefusedAsync(n => [programme.Adjustment("a", ProgrammeUnderTest.Closed, n)])).Rule.ShouldBe(LedgerRule.ClosedPeriod);
        (await programme.RefusedAsync(n => [programme.Order("A", n, period: ProgrammeUnderTest.Closed)])).Rule.ShouldBe(LedgerRule.ClosedPeriod);
    }

    [DatabaseFact]
    public async Task Balance_NotTheOneBeforePlusTheChange_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();
        await programme.AddAsync(n => [programme.Balance(1, -40, -40, n)]);

        (await programme.RefusedAsync(n => [programme.Balance(2, 15, -20, n)])).Rule.ShouldBe(LedgerRule.BalanceChain);
        await programme.AddAsync(n => [programme.Balance(2, 15, -25, n)]);
    }

    [DatabaseFact]
    public async Task Audit_NotContinuingTheChain_IsRefused()
    {
        var programme = await ledger.ProgrammeAsync();
        (await programme.RefusedAsync(n => [programme.Audit(1, [9], 1, n)])).Rule.ShouldBe(LedgerRule.AuditChain);
        await programme.AddAsync(n => [programme.Audit(1, null, 1, n)]);

        (await programme.RefusedAsync(n => [programme.Audit(2, [9], 2, n)])).Rule.ShouldBe(LedgerRule.AuditChain);
        (await programme.RefusedAsync(n => [programme.Audit(2, null, 2, n)])).Rule.ShouldBe(LedgerRule.AuditChain);
        (await programme.RefusedAsync(n => [programme.Audit(3, [1], 2, n)])).Rule.ShouldBe(LedgerRule.NumberGap);
        await programme.AddAsync(n => [programme.Audit(2, [1], 2, n)]);
    }

    [DatabaseFact]
    public async Task References_OfAnotherProgramme_AreUnknown()
    {
        var (programme, other) = (await ledger.ProgrammeAsync(), await ledger.ProgrammeAsync());
        await other.AddAsync(n => [other.Seller(5, n)]);

        (await programme.RefusedAsync(n => [programme.Order("A", n, seller: 5)])).ShouldBe(
            new LedgerRefusal(LedgerRule.UnknownReference, "order_events", "seller is not in sellers"));
        (await programme.RefusedAsync(n => [programme.Edge(4, 2, 5, 10, n)])).Says.ShouldBe("parent is not in sellers");
        (await programme.RefusedAsync(n => [programme.Edge(4, 1, 0, 10, n, tree: 7)])).Says.ShouldBe("tree is not in words");
        (await programme.RefusedAsync(n => [programme.Order("A", n, period: 9)])).Says.ShouldBe("period is not in periods");
    }

    /// <summary>An empty array as this database writes it.</summary>
    protected abstract string EmptyValues { get; }

    private static Task SealedRunAsync(ProgrammeUnderTest programme, int lines = 2, long amount = 30, int payments = 1) =>
        WholeLife.RunAsync(programme, [], lines, amount, payments);

    private static async Task<long> CountAsync(LedgerContext context, string table)
    {
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM {table}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<(LedgerRule Rule, string Table)> RefusalAsync(LedgerContext context, string sql)
    {
        var error = await Should.ThrowAsync<System.Data.Common.DbException>(() => context.Database.ExecuteSqlRawAsync(sql), sql);
        var refusal = LedgerErrors.RefusalOf(error).ShouldNotBeNull(error.Message);
        return (refusal.Rule, refusal.Table);
    }
}

public sealed class SqliteConstraintTests(SqliteFixture ledger) : ConstraintConformance(ledger), IClassFixture<SqliteFixture>
{
    protected override string EmptyValues => "'[]'";
}

[NeedsPostgreSql]
public sealed class PostgreSqlConstraintTests(PostgreSqlFixture ledger) : ConstraintConformance(ledger), IClassFixture<PostgreSqlFixture>
{
    protected override string EmptyValues => "ARRAY[]::bigint[]";
}
