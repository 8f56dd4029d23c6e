using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Ledger.Books;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Tests;
using Compensation.Ledger.Tests.Store;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Periods;

/// <summary>The life of periods on a ledger, on every database.</summary>
public abstract class PeriodWorkConformance(LedgerFixture ledger)
{
    [DatabaseFact]
    public async Task Life_OfThreePeriods_ComesToWhatWasCalculatedByHand()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        var work = await life.UpToAsync("March is paid");

        (await work.PayoutsAsync(LifeOfThreePeriods.January)).Select(payout => (payout.Seller, payout.Amount, payout.Status)).ShouldBe(
            [("A", 14_00, PayoutStatus.Confirmed), ("B", 40_00, PayoutStatus.Confirmed), ("C", 30_00, PayoutStatus.Confirmed)]);
        (await work.PayoutsAsync(LifeOfThreePeriods.March)).Select(payout => (payout.Seller, payout.Amount)).ShouldBe(
            [("A", 17_00), ("B", 32_00), ("C", 20_00)]);
        (await BalancesAsync(life)).ShouldBe(
        [
            ("A", 7_00, 7_00), ("A", -7_00, 0), ("B", -23_00, -23_00), ("B", 23_00, 0), ("C", -27_00, -27_00), ("C", 20_00, -7_00),
        ]);
        await using var context = ledger.Database.CreateContext();
        (await AuditLog.FindBreakAsync(context, life.Programme)).ShouldBeNull();
        await ShouldBeAuditedAsync(context, life);
        // Whatever happened to a period afterwards: the runs that January was paid from are what they were.
        (await LedgerDump.OfRunsAsync(ledger.Database, life.Programme, 2)).ShouldBe(life.PaidJanuary);
        life.PaidJanuary.ShouldNotBeEmpty();
    }

    [DatabaseFact]
    public async Task Life_WithACrashAtEveryPoint_EndsAsTheOneWithout()
    {
        var (smooth, rough) = (await LifeOfThreePeriods.BeginAsync(ledger), await LifeOfThreePeriods.BeginAsync(ledger));
        foreach (var (_, step) in smooth.Steps)
        {
            await step(smooth.Work());
        }

        var crashes = 0;
        foreach (var (name, step) in rough.Steps)
        {
            var passed = new HashSet<string>();
            while (!await TryAsync(rough, step, passed))
            {
                crashes++;
            }
        }

        // Each of the steps that write has a crash before and one after its commit, the five calculations more.
        crashes.ShouldBeGreaterThan(2 * 30);
        (await LedgerDump.OfAsync(ledger.Database, rough.Programme)).ShouldBe(await LedgerDump.OfAsync(ledger.Database, smooth.Programme));
    }

    [DatabaseFact]
    public async Task Close_WhileItsRowsAreWritten_LetsOthersWrite()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        await life.UpToAsync("January is too early to close");
        ledger.Clock.Now = NodaTime.Instant.FromUtc(2026, 2, 6, 0, 0);
        // SQLite lets one transaction write at a time, so others get in between two of them; PostgreSQL lets them in at any moment.
        var point = (ledger is SqliteFixture ? "after" : "before") + " commit: RunEarningRow";
        var others = 0;
        var work = life.Work(reached =>
        {
            if (reached == point)
            {
                Task.Run(TakeTheHeadAsync).Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue("The head is held while a run's rows are written.");
                others++;
            }
        });

        (await work.CloseAsync(LifeOfThreePeriods.January, new("j1", "max"))).State.Status.ShouldBe(PeriodStatus.Calculated);

        others.ShouldBe(1);

        async Task TakeTheHeadAsync()
        {
            await using var transaction = await ledger.Database.BeginAsync(life.Programme);
            transaction.Take(1);
            await transaction.CommitAsync();
        }
    }

    [DatabaseFact]
    public async Task Request_OfTheSameId_IsAnsweredAsBefore_AndWithOtherContentRefused()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        var work = await life.UpToAsync("Ida gives A five");
        var before = await LedgerDump.OfAsync(ledger.Database, life.Programme);

        (await work.AdjustAsync(LifeOfThreePeriods.February, new("adj-1", "ida"), "A", 5_00, "", "for the fair")).IsRepeated.ShouldBeTrue();
        (await work.AdjustAsync(LifeOfThreePeriods.February, new("adj-1", "ida"), "A", 6_00, "", "for the fair")).Refusal!.Code
            .ShouldBe(RefusalCode.RequestConflict);
        // Another period's adjustments have ids of their own, too.
        (await work.AdjustAsync(LifeOfThreePeriods.March, new("adj-1", "ida"), "A", 5_00, "", "for the fair")).Refusal!.Code
            .ShouldBe(RefusalCode.RequestConflict);
        (await work.AdjustAsync(LifeOfThreePeriods.March, new("adj-2", "ida"), "Z", 5_00, "", "for the fair")).Refusal!.Code
            .ShouldBe(RefusalCode.UnknownSeller);
        (await work.OverrideRankAsync(LifeOfThreePeriods.March, new("ov-9", "ida"), "A", "Platinum", "wish")).Refusal!.Remedy
            .ShouldBe("Its ranks are Silver, Gold.");
        (await work.OverrideLineAsync(LifeOfThreePeriods.March, new("ov-9", "ida"), new OverrideTarget("A", "Tram", "B"), 1, "wish")).Refusal!.Remedy
            .ShouldBe("Its bonuses are Rebate, Team.");
        (await work.CloseAsync("2025-12", new("d1", "max"))).Refusal!.Code.ShouldBe(RefusalCode.PeriodNotOpen);
        (await LedgerDump.OfAsync(ledger.Database, life.Programme)).ShouldBe(before);
    }

    [DatabaseFact]
    public async Task Approve_ByWhoImportedACorrection_IsRefused()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger, adjustments: "adjustment,seller,amount,reason\nX1,A,5,fair\n");
        var work = life.Work();
        ledger.Clock.Now = NodaTime.Instant.FromUtc(2026, 2, 6, 0, 0);
        var root = (await work.CloseAsync(LifeOfThreePeriods.January, new("j1", "max"))).State.Result!.Root;

        (await work.ApproveAsync(LifeOfThreePeriods.January, new("j2", "Ann"), root)).Refusal!.Code.ShouldBe(RefusalCode.SamePerson);
        (await work.ApproveAsync(LifeOfThreePeriods.January, new("j3", "eva"), root)).State.Status.ShouldBe(PeriodStatus.Approved);
    }

    [DatabaseFact]
    public async Task Override_OfAnImport_HoldsAndIsWithdrawn()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger, overrides: """
            override,seller,rank,bonus,source,amount,reason
            X1,A,Silver,,,,by contract
            X2,B,,Team,C,35.00,as agreed

            """);
        var work = life.Work();
        ledger.Clock.Now = NodaTime.Instant.FromUtc(2026, 2, 6, 0, 0);
        // 84 with A's rank as in the life above, and 5 more from C.
        (await work.CloseAsync(LifeOfThreePeriods.January, new("j1", "max"))).State.Result!.Earned.ShouldBe(89_00);
        (await work.RejectAsync(LifeOfThreePeriods.January, new("j2", "eva"), "not so")).Refusal.ShouldBeNull();

        (await work.OverrideRankAsync(LifeOfThreePeriods.January, new("o1", "ida"), "A", "Gold", "wish")).Refusal!.Message
            .ShouldBe("The override 'X1' sets it already.");
        var withdrawn = await work.WithdrawAsync(LifeOfThreePeriods.January, new("o2", "ida"), "X1", "the contract has ended");
        withdrawn.Refusal.ShouldBeNull();
        (await work.WithdrawAsync(LifeOfThreePeriods.January, new("o3", "ida"), "X2", "not agreed")).Refusal.ShouldBeNull();
        (await work.WithdrawAsync(LifeOfThreePeriods.January, new("o4", "ida"), "X1", "again")).IsRepeated.ShouldBeTrue();
        (await work.WithdrawAsync(LifeOfThreePeriods.January, new("o5", "ida"), "X3", "unknown")).Refusal!.Code.ShouldBe(RefusalCode.UnknownOverride);
        (await work.OverrideRankAsync(LifeOfThreePeriods.January, new("o6", "ida"), "A", "Gold", "wish")).Refusal.ShouldBeNull();
        (await work.WithdrawAsync(LifeOfThreePeriods.January, new("o7", "ida"), "o6", "no wish")).Refusal.ShouldBeNull();

        (await work.CloseAsync(LifeOfThreePeriods.January, new("j3", "max"))).State.Result!.Earned.ShouldBe(82_00);
    }

    [DatabaseFact]
    public async Task Payouts_AskedForAgainWithOtherContent_AreAConflict()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        var work = await life.UpToAsync("March is paid");
        var before = await LedgerDump.OfAsync(ledger.Database, life.Programme);

        var (prepared, confirmed, one) = (new PeriodRequest("j7", "max"), new PeriodRequest("j12", "bank"), new PeriodRequest("j15", "bank"));
        (await work.PreparePayoutsAsync(LifeOfThreePeriods.January, prepared)).IsRepeated.ShouldBeTrue();
        (await work.PreparePayoutsAsync(LifeOfThreePeriods.February, prepared)).Refusal!.Code.ShouldBe(RefusalCode.RequestConflict);
        (await work.PreparePayoutsAsync(LifeOfThreePeriods.January, prepared with { By = "eva" })).Refusal!.Code.ShouldBe(RefusalCode.RequestConflict);
        (await work.ConfirmPayoutsAsync(LifeOfThreePeriods.January, confirmed, null)).IsRepeated.ShouldBeTrue();
        (await work.ConfirmPayoutsAsync(LifeOfThreePeriods.January, confirmed, [1])).Refusal!.Code.ShouldBe(RefusalCode.RequestConflict);
        (await work.ConfirmPayoutsAsync(LifeOfThreePeriods.March, confirmed, null)).Refusal!.Code.ShouldBe(RefusalCode.RequestConflict);
        (await work.ConfirmPayoutsAsync(LifeOfThreePeriods.January, one, [3])).IsRepeated.ShouldBeTrue();
        (await work.ConfirmPayoutsAsync(LifeOfThreePeriods.January, one, [2])).Refusal!.Code.ShouldBe(RefusalCode.RequestConflict);
        (await LedgerDump.OfAsync(ledger.Database, life.Programme)).ShouldBe(before);
    }

    [DatabaseFact]
    public async Task Close_OtherThanTheLiveResult_StopsAndSaysWhere()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        await life.UpToAsync("January is too early to close");
        ledger.Clock.Now = NodaTime.Instant.FromUtc(2026, 2, 6, 0, 0);
        // The live figures still have C's order at 299.90 instead of 300 PV: C's rebate and what B gets are a cent less, and so is what both are paid.
        var live = LifeOfThreePeriods.LiveWith("O1", "299.90");
        var work = life.Work(live: live);

        var stopped = await work.CloseAsync(LifeOfThreePeriods.January, new("j1", "max"));
        var again = await work.CloseAsync(LifeOfThreePeriods.January, new("j1", "max"));

        var happened = stopped.Decision.ShouldBeAccepted().ShouldHaveSingleItem().ShouldBeOfType<PeriodEvent.CloseStopped>();
        // Three rebates, two levels, three payments; of them 1 + 1 + 2 differ.
        (happened.Live.Compared, happened.Live.Different).ShouldBe((8, 4));
        happened.Live.Where.ShouldBe("B, Team, line 5 from C on level 1: live 29.99, close 30.00");
        stopped.State.Status.ShouldBe(PeriodStatus.Closing);
        again.IsRepeated.ShouldBeTrue();
        await using var context = ledger.Database.CreateContext();
        (await context.Rows<RunRow>().CountAsync(row => row.Programme == life.Programme)).ShouldBe(0);

        (await life.Work(live: LifeOfThreePeriods.LiveWith("O1", "300")).CloseAsync(LifeOfThreePeriods.January, new("j1", "max")))
            .State.Status.ShouldBe(PeriodStatus.Calculated);
    }

    [DatabaseFact]
    public async Task Close_ThatNobodyFollowed_IsHeldAgainstWhatTheEntriesComeToOneByOne()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        var work = await life.UpToAsync("January is too early to close");
        ledger.Clock.Now = NodaTime.Instant.FromUtc(2026, 2, 6, 0, 0);

        var closed = await work.CloseAsync(LifeOfThreePeriods.January, new("j1", "max"));

        // Three rebates, two levels, three payments.
        closed.State.Compared.ShouldBe(new LiveComparison(8, 0, null, LiveSource.Retraced));
    }

    [DatabaseFact]
    public async Task Close_OtherThanASavedBookAndWhatHasComeSince_Stops()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        using var folder = new Folder();
        var work = life.Work(books: folder.Path);
        ledger.Clock.Now = NodaTime.Instant.FromUtc(2026, 2, 6, 0, 0);
        // The silo that stopped had seen an order more: C sold 50 PV, of which B gets 5.00 and C another 5.00.
        await life.SaveBookAsync(folder.Path, book => book.AddOrder("O9"u8, 2, -1, LifeOfThreePeriods.InJanuary, LifeOfThreePeriods.InJanuary, 1, [50_00], 1));
        // What came in after it was saved is in both.
        (await work.AdjustAsync(LifeOfThreePeriods.January, new("a1", "ida"), "A", 5_00, "", "for the fair")).Refusal.ShouldBeNull();

        var stopped = await work.CloseAsync(LifeOfThreePeriods.January, new("j1", "max"));

        var live = stopped.Decision.ShouldBeAccepted().ShouldHaveSingleItem().ShouldBeOfType<PeriodEvent.CloseStopped>().Live;
        // C's 300 PV bring B 30.00, and 350 by the book.
        (live.Where, live.Source).ShouldBe(("B, Team, line 5 from C on level 1: live 35.00, close 30.00", LiveSource.Retraced));
        File.Delete(BookFile.PathOf(folder.Path, life.Programme, LifeOfThreePeriods.January));
        (await work.CloseAsync(LifeOfThreePeriods.January, new("j1", "max"))).State.Status.ShouldBe(PeriodStatus.Calculated);
    }

    [DatabaseFact]
    public async Task Close_GivenUpAndBegunAnewWhileItIsCalculated_RecordsWhatWasBegunLast()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        await life.UpToAsync("January is too early to close");
        ledger.Clock.Now = NodaTime.Instant.FromUtc(2026, 2, 6, 0, 0);
        var other = life.Work();
        using var goesOn = new SemaphoreSlim(0);
        var calculated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = life.Work(point =>
        {
            if (point == "calculated" && calculated.TrySetResult())
            {
                goesOn.Wait();
            }
        });
        var closing = Task.Run(() => slow.CloseAsync(LifeOfThreePeriods.January, new("j1", "max")));
        await calculated.Task;

        await other.RejectAsync(LifeOfThreePeriods.January, new("j2", "eva"), "A gets five more");
        await other.AdjustAsync(LifeOfThreePeriods.January, new("j3", "ida"), "A", 5_00, "", "for the fair");
        var begun = await other.BeginCloseAsync(LifeOfThreePeriods.January, new("j4", "max"));
        goesOn.Release();
        var state = (await closing).State;

        // 82.00 as in the life above, and the five.
        (state.Status, state.Result!.Earned).ShouldBe((PeriodStatus.Calculated, 87_00));
        await using var context = ledger.Database.CreateContext();
        (await context.RunAsync(life.Programme, (int)state.Result.Run)).AsOf.ShouldBe(begun.State.AsOf);
    }

    [DatabaseFact]
    public async Task Open_WhatIsNotInTheCalendarOrLeavesAGap_IsRefused()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        var work = life.Work();

        (await work.OpenAsync("2026-05", new("o1", "max"))).Refusal!.Code.ShouldBe(RefusalCode.PreviousNotOpened);
        (await work.OpenAsync("26-04", new("o2", "max"))).Refusal!.Code.ShouldBe(RefusalCode.NoPeriod);
        (await work.OpenAsync("2026-04", new("o3", "max"))).State.Status.ShouldBe(PeriodStatus.Open);
        (await work.OpenAsync("2026-04", new("o3", "max"))).IsRepeated.ShouldBeTrue();
        (await work.ListAsync()).Select(state => (state.Period!.Name, state.Status)).ShouldBe(
            [("2026-01", PeriodStatus.Open), ("2026-02", PeriodStatus.Open), ("2026-03", PeriodStatus.Open), ("2026-04", PeriodStatus.Open)]);
    }

    /// <summary>Every event of a period has its entry: what, by whom, and why.</summary>
    private static async Task ShouldBeAuditedAsync(LedgerContext context, LifeOfThreePeriods life)
    {
        var events = await context.Rows<PeriodEventRow>().Where(row => row.Programme == life.Programme && row.Kind != "opened")
            .OrderBy(row => row.Sequence).ToListAsync();
        var entries = await context.Rows<AuditRow>().Where(row => row.Programme == life.Programme).OrderBy(row => row.Entry).ToListAsync();
        entries.Where(row => row.What.StartsWith("period ", StringComparison.Ordinal)).Select(row => (row.Sequence, row.What, row.Who, row.Why))
            .ShouldBe(events.Select(row => (row.Sequence, "period " + row.Kind, row.Who, row.Reason)));
        entries.Where(row => row.What.StartsWith("payouts ", StringComparison.Ordinal)).Select(row => (row.What, row.Who, row.Why)).ShouldBe(
        [
            ("payouts exported", "max", "january.csv"), ("payouts failed", "bank", "account closed"), ("payouts prepared", "max", "j10"),
            ("payouts exported", "max", "january-2.csv"), ("payouts exported", "max", "january-3.csv"), ("payouts exported", "max", "march.csv"),
        ]);
    }

    private async Task<List<(string Seller, long Change, long Balance)>> BalancesAsync(LifeOfThreePeriods life)
    {
        await using var context = ledger.Database.CreateContext();
        var ids = await context.SellerIdsAsync(life.Programme, [0, 1, 2]);
        var rows = await context.Rows<BalanceRow>().Where(row => row.Programme == life.Programme)
            .OrderBy(row => row.Seller).ThenBy(row => row.Event).ToListAsync();
        return [.. rows.Select(row => (ids[row.Seller], row.Change, row.Balance))];
    }

    /// <summary>Takes a step in a program that dies at the first point that it has not passed yet.</summary>
    private static async Task<bool> TryAsync(LifeOfThreePeriods life, Func<PeriodWork, Task> step, HashSet<string> passed)
    {
        try
        {
            await step(life.Work(point =>
            {
                if (passed.Add(point))
                {
                    throw new CrashException(point);
                }
            }));
            return true;
        }
        catch (CrashException)
        {
            return false;
        }
    }

    private sealed class CrashException(string point) : Exception(point);
}

public sealed class SqlitePeriodWorkTests(SqliteFixture ledger) : PeriodWorkConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlPeriodWorkTests(PostgreSqlFixture ledger) : PeriodWorkConformance(ledger), IClassFixture<PostgreSqlFixture>;
