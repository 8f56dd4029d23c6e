using Compensation.Grains.Periods;
using Compensation.Ledger.Books;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Tests;
using Compensation.Ledger.Tests.Store;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Periods;

/// <summary>What the period after a restated one takes over, on every database.</summary>
/// <remarks>
/// Sellers get 10 % of the PV of those directly below, and 50 points once when they first reach Silver. Below 10.00, cash waits.
/// <code>
/// January   B 60 PV                           A 6, which waits
/// again     B is Silver, A gets 20 from B     A 20    B 50 points                       posted: A 14 cash, B 50 points
/// February  B 200 PV, so Silver               A 20 + 14 + 6 that wait = 40 cash         B the 50 points posted, and none for Silver again
/// </code>
/// </remarks>
public abstract class RestatementConformance(LedgerFixture ledger)
{
    private const string January = "2026-01";
    private const string February = "2026-02";

    private const string Text = """
        plan: Restated
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: UTC
        cutoff: 5 days
        volumes:
          PV: {}
        ranks:
          ladder:
            - { rank: Silver, needs: PV >= 100 }
        bonuses:
          - unilevel: Team
            of: PV
            rate: [10%]
          - advancement: Award
            amount: { by: rank, Silver: 50.00, otherwise: 0 }
            wallet: points
        payout:
          minimum: 10.00
        """;

    private static readonly Plan Plan = PlanChecker.Check(Text, "plan.yaml") is { Plan: { } plan } ? plan
        : throw new InvalidOperationException(string.Join('\n', PlanChecker.Check(Text, "plan.yaml").Findings));

    private int requests;

    [DatabaseFact]
    public async Task NextPeriod_AfterARestatement_TakesOverWhatWasEarnedThenAndPaidBefore()
    {
        var (programme, work) = await BeginAsync();
        await PayAsync(work, January);
        (await work.BeginRestatementAsync(January, By("max"), "B's order of December counts")).Refusal.ShouldBeNull();
        (await work.OverrideRankAsync(January, By("ida"), "B", "Silver", "as agreed")).Refusal.ShouldBeNull();
        (await work.OverrideLineAsync(January, By("ida"), new OverrideTarget("A", "Team", "B"), 20_00, "as agreed")).Refusal.ShouldBeNull();
        (await work.CalculateAsync(January)).State.Result!.Earned.ShouldBe(70_00);
        await ApproveAsync(work, January);
        (await work.PostDifferencesAsync(January, By("max"))).State.History[^1].ShouldBeOfType<PeriodEvent.DifferencesPosted>().Amount.ShouldBe(64_00);

        ledger.Clock.Now = Instant.FromUtc(2026, 3, 6, 0, 0);
        var closed = (await work.CloseAsync(February, By("max"))).State.Result!;

        closed.Earned.ShouldBe(20_00 + 14_00 + 50_00);
        await using var context = ledger.Database.CreateContext();
        (await context.Rows<RunPaymentRow>().Where(row => row.Programme == programme && row.Run == closed.Run).OrderBy(row => row.Payee)
            .Select(row => new { row.Payee, row.Wallet, row.Amount }).ToListAsync())
            .Select(row => (row.Payee, row.Wallet, row.Amount)).ShouldBe([(0, "cash", 40_00), (1, "points", 50_00)]);
        (await context.Rows<RunRow>().SingleAsync(row => row.Programme == programme && row.Run == closed.Run)).PreviousRun.ShouldBe(2);
    }

    [DatabaseFact]
    public async Task NextPeriod_ClosedBeforeTheRestatement_StaysAsItWas()
    {
        var (programme, work) = await BeginAsync();
        await PayAsync(work, January);
        ledger.Clock.Now = Instant.FromUtc(2026, 3, 6, 0, 0);
        (await work.BeginCloseAsync(February, By("max"))).Refusal.ShouldBeNull();
        (await work.BeginRestatementAsync(January, By("max"), "B's order of December counts")).Refusal.ShouldBeNull();
        (await work.OverrideRankAsync(January, By("ida"), "B", "Silver", "as agreed")).Refusal.ShouldBeNull();
        (await work.CalculateAsync(January)).Refusal.ShouldBeNull();
        await ApproveAsync(work, January);

        // February's close knows what there was when it was begun: A 20 and the 6 that wait, B 50 points.
        (await work.CalculateAsync(February)).State.Result!.Earned.ShouldBe(70_00);
        await using var context = ledger.Database.CreateContext();
        (await context.Rows<RunRow>().Where(row => row.Programme == programme).OrderBy(row => row.Run).Select(row => row.PreviousRun).ToListAsync())
            .ShouldBe([null, null, 1]);
    }

    [DatabaseFact]
    public async Task Calculation_OfARestatementThatWasGivenUp_LeavesTheNextOneAlone()
    {
        var (_, work) = await BeginAsync();
        await PayAsync(work, January);
        var first = (await work.BeginRestatementAsync(January, By("max"), "a mistake")).State.BegunWith;
        (await work.RejectAsync(January, By("ivo"), "another mistake")).Refusal.ShouldBeNull();
        var second = (await work.BeginRestatementAsync(January, By("max"), "overrides follow")).State.BegunWith;

        var late = await work.CalculateAsync(January, first);

        (late.Refusal?.Code, late.State.Status, late.State.BegunWith).ShouldBe((RefusalCode.NotClosing, PeriodStatus.Restating, second));
        (await work.CalculateAsync(January, second)).State.Status.ShouldBe(PeriodStatus.Calculated);
    }

    /// <summary>Two stand below each, level by level, in the order of joining. X, who joined before B and C but is known only later, would come before
    /// them.</summary>
    [DatabaseFact]
    public async Task Places_ThatTheApprovedRunGave_StayInARestatement()
    {
        var plan = PlanChecker.Check("""
            plan: Placed
            version: 1
            effective: 2026-01-01
            currency: EUR
            zone: UTC
            cutoff: 5 days
            volumes: { PV: {} }
            trees:
              enrolment: {}
              matrix: { placing: { rule: level by level, width: 2 } }
            bonuses:
              - { unilevel: Team, tree: matrix, of: PV, rate: [10%] }
            """, "plan.yaml").Plan!;
        var (programme, work) = await BeginAsync(plan, "seller,sponsor,enrolled\nA,,2025-11-01\nB,A,2026-01-02\nC,A,2026-01-03\n", "O1,C,2026-01-10,60\n");
        ledger.Clock.Now = Instant.FromUtc(2026, 2, 6, 0, 0);
        (await work.CloseAsync(January, By("max"))).State.Status.ShouldBe(PeriodStatus.Calculated);
        await ApproveAsync(work, January);
        await using var context = ledger.Database.CreateContext();
        var book = await BookReader.ReadAsync(
            ledger.Database, context, programme, plan, plan.Calendar.Find(January)!, await context.LastSequenceAsync(programme));
        book.AddSeller("X"u8, Instant.FromUtc(2026, 1, 1, 0, 0).ToUnixTimeMilliseconds(), []);
        book.AddEdge((await context.Rows<EdgeRow>().FirstAsync(row => row.Programme == programme)).Tree, 3, 0, 0, 0);

        PlacesOf(LedgerClose.Calculate(ledger.Database, context, programme, plan, book, null, "test", restates: 1))
            .ShouldBe(["B below A, 0", "C below A, 1", "X below B, 0"]);
        PlacesOf(LedgerClose.Calculate(ledger.Database, context, programme, plan, book, null, "test"))
            .ShouldBe(["B below A, 1", "C below X, 0", "X below A, 0"]);
    }

    private static IEnumerable<string> PlacesOf(LedgerCalculation run)
    {
        var ids = run.Result.Carry.Sellers;
        return run.Result.Carry.Places.Select(place => $"{ids[place.Seller]} below {ids[place.Parent]}, {place.Leg}").Order(StringComparer.Ordinal);
    }

    private Task<(int Programme, PeriodWork Work)> BeginAsync() => BeginAsync(
        Plan, "seller,sponsor,enrolled\nA,,2025-11-01\nB,A,2025-11-02\n", "O1,B,2026-01-10,60\nO2,B,2026-02-10,200\n");

    private async Task<(int Programme, PeriodWork Work)> BeginAsync(Plan plan, string sellers, string orders)
    {
        using var folder = new Folder().With("sellers.csv", sellers).With("orders.csv", "order,seller,placed,PV\n" + orders);
        ledger.Clock.Now = Instant.FromUtc(2026, 1, 31, 12, 0);
        var programme = await ledger.Database.AddProgrammeAsync("restated " + Guid.NewGuid());
        var outcome = await LedgerImport.RunAsync(ledger.Database, programme, plan, folder.Path, plan.Calendar.Find(January)!, "ann");
        string.Join('\n', outcome.Findings).ShouldBe("");
        return (programme, new PeriodWork(ledger.Database, programme, new PublishedPlans(CustomBonuses.None), "test"));
    }

    /// <summary>January closes, is approved, and pays nobody: what there is waits.</summary>
    private async Task PayAsync(PeriodWork work, string period)
    {
        ledger.Clock.Now = Instant.FromUtc(2026, 2, 6, 0, 0);
        (await work.CloseAsync(period, By("max"))).State.Result!.Earned.ShouldBe(6_00);
        await ApproveAsync(work, period);
        (await work.PreparePayoutsAsync(period, By("max"))).State.Status.ShouldBe(PeriodStatus.Paid);
    }

    private async Task ApproveAsync(PeriodWork work, string period) =>
        (await work.ApproveAsync(period, By("eva"), (await work.FindAsync(period)).Result!.Root)).Refusal.ShouldBeNull();

    private PeriodRequest By(string who) => new($"r{++requests}", who);
}

public sealed class SqliteRestatementTests(SqliteFixture ledger) : RestatementConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlRestatementTests(PostgreSqlFixture ledger) : RestatementConformance(ledger), IClassFixture<PostgreSqlFixture>;
