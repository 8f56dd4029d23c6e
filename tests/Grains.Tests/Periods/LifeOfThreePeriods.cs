using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Ledger.Books;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Tests;
using Compensation.Ledger.Tests.Store;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans;
using NodaTime;
using NodaTime.Text;
using Shouldly;

namespace Compensation.Grains.Tests.Periods;

/// <summary>A company of three sellers, A over B over C, in January, February and March 2026: Max closes, Ida corrects, Eva approves.</summary>
/// <remarks>
/// Calculated by hand. Sellers get 10 % of their own PV from rank Silver (100 PV) on, else 5 %; and 10 % of the PV of those directly below.
/// <code>
/// January   C 300, B 100, A 40 PV      A 2 + 10 = 12    B 10 + 30 = 40    C 30    together 82
///           Ida makes A Silver         A 4 + 10 = 14                               together 84, all above the minimum of 10
/// February  C 60, B 20 PV              A 2              B 1 + 6 = 7       C 3
///           C's 300 PV are refunded                     B -30             C -30
///           Ida gives A 5              A 7              B -23             C -27   together -43; nobody is paid
/// January again: B gets 35 from C      B + 5, posted into March
/// March     C 400, B 100 PV            A 10             B 10 + 40 + 5     C 40    together 105
///           debts, half at most        A 10 + 7 = 17    B 55 - 23 = 32    C 40 - 20 = 20, C still owes 7; together 69
/// </code>
/// Earned 84 - 43 + 105 = 146 = 84 + 69 paid - 7 owed.
/// </remarks>
internal sealed class LifeOfThreePeriods
{
    public const string January = "2026-01";
    public const string February = "2026-02";
    public const string March = "2026-03";

    /// <summary>An instant in January.</summary>
    public static readonly long InJanuary = Instant.FromUtc(2026, 1, 20, 0, 0).ToUnixTimeMilliseconds();

    private const string PlanText = """
        plan: Life
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
            - { rank: Gold, needs: PV >= 1000 }
        bonuses:
          - rebate: Rebate
            of: PV
            rate: { by: rank, Silver: 10%, otherwise: 5% }
          - unilevel: Team
            of: PV
            rate: [10%]
        payout:
          minimum: 10.00
          withheld at most: 50%
        """;

    private const string Sellers = "seller,sponsor,enrolled\nA,,2025-11-01\nB,A,2025-11-02\nC,B,2025-11-03\n";

    private const string Orders = """
        order,seller,placed,PV
        O1,C,2026-01-10,300
        O2,B,2026-01-12,100
        O3,A,2026-01-13,40
        O4,C,2026-02-10,60
        O5,B,2026-02-11,20
        O6,C,2026-03-05,400
        O7,B,2026-03-06,100

        """;

    private static readonly Plan Plan = PlanChecker.Check(PlanText, "plan.yaml") is { Plan: { } plan } ? plan
        : throw new InvalidOperationException(string.Join('\n', PlanChecker.Check(PlanText, "plan.yaml").Findings));

    private readonly LedgerFixture ledger;

    private LifeOfThreePeriods(LedgerFixture ledger, int programme)
    {
        this.ledger = ledger;
        Programme = programme;
    }

    public int Programme { get; }

    /// <summary>The rows of January's two runs once January is paid.</summary>
    public string PaidJanuary { get; private set; } = "";

    /// <summary>What happens, step by step; each holds what it sees against the calculation above.</summary>
    public IReadOnlyList<(string Name, Func<PeriodWork, Task> Do)> Steps => [.. OfJanuary, .. OfFebruary, .. OfTheRestatement, .. OfMarch];

    public static async Task<LifeOfThreePeriods> BeginAsync(
        LedgerFixture ledger, string adjustments = "adjustment,seller,amount\n", string overrides = "override,seller,rank,reason\n")
    {
        using var folder = new Folder().With("sellers.csv", Sellers).With("orders.csv", Orders)
            .With("refunds.csv", "refund,order,refunded\nR1,O1,2026-02-15\n").With("adjustments.csv", adjustments).With("overrides.csv", overrides);
        ledger.Clock.Now = Instant.FromUtc(2026, 1, 31, 12, 0);
        var life = new LifeOfThreePeriods(ledger, await ledger.Database.AddProgrammeAsync("life " + Guid.NewGuid()));
        var outcome = await LedgerImport.RunAsync(ledger.Database, life.Programme, Plan, folder.Path, Plan.Calendar.Find(January)!, "ann");
        string.Join('\n', outcome.Findings).ShouldBe("");
        return life;
    }

    /// <summary>The workflow, as a program that has just started has it.</summary>
    public PeriodWork Work(Action<string>? atStep = null, LiveFigures? live = null, string? books = null) =>
        new(ledger.Database, Programme, new PublishedPlans(CustomBonuses.None), "test")
        {
            AtStep = atStep ?? (_ => { }),
            Live = (_, _) => Task.FromResult(live),
            Books = books,
        };

    /// <summary>Saves January's book as a silo that stops does, with something that the ledger does not have.</summary>
    public async Task SaveBookAsync(string folder, Action<PeriodBook> more)
    {
        await using var context = ledger.Database.CreateContext();
        var last = await context.LastSequenceAsync(Programme);
        var book = await BookReader.ReadAsync(ledger.Database, context, Programme, Plan, Plan.Calendar.Find(January)!, last);
        more(book);
        BookFile.Save(BookFile.PathOf(folder, Programme, January), book, Plan, await BookReader.NamesAsync(context, Programme));
    }

    /// <summary>What January comes to by the files, if one of its orders is of so many PV.</summary>
    public static LiveFigures LiveWith(string order, string volume)
    {
        var orders = string.Join('\n', Orders.Split('\n').Select(row => row.StartsWith(order + ",", StringComparison.Ordinal)
            ? row[..row.LastIndexOf(',')] + "," + volume : row));
        using var folder = new Folder().With("sellers.csv", Sellers).With("orders.csv", orders);
        var reading = SnapshotReader.Read(Plan, folder.Path, Plan.Calendar.Find(January)!, Carry.None, null);
        return new LiveFigures(0, reading.Snapshot!, Explanation.Of(Plan, reading.Snapshot!), Instant.MinValue);
    }

    /// <summary>Takes the first steps of the life, up to one by its name.</summary>
    public async Task<PeriodWork> UpToAsync(string last)
    {
        var work = Work();
        foreach (var (name, step) in Steps)
        {
            await step(work);
            if (name == last)
            {
                return work;
            }
        }

        throw new ArgumentException($"There is no step '{last}'.");
    }

    public static PayoutTotals Eur(int count, long amount) => PayoutTotals.None.With("EUR", count, amount);

    public static PeriodRequest By(string who, string id) => new(id, who);

    private IEnumerable<(string Name, Func<PeriodWork, Task> Do)> OfJanuary =>
    [
        ("January is too early to close", async work =>
        {
            At("2026-02-05T23:59:59Z");
            (await work.CloseAsync(January, By("max", "j0"))).Refusal!.Code.ShouldBe(RefusalCode.BeforeCutoff);
        }),
        ("January closes", async work =>
        {
            At("2026-02-06T00:00:00Z");
            Result(await work.CloseAsync(January, By("max", "j1"))).ShouldBe((1, 82_00, Eur(3, 82_00)));
        }),
        ("February waits for January", async work =>
            (await work.CloseAsync(February, By("max", "f0"))).Refusal!.Code.ShouldBe(RefusalCode.BeforeCutoff)),
        ("Eva rejects January", async work => Stands(await work.RejectAsync(January, By("eva", "j2"), "A is Silver by contract"), PeriodStatus.Open)),
        ("Ida makes A Silver", async work => Stands(await work.OverrideRankAsync(January, By("ida", "ov-1"), "A", "silver", "by contract"), PeriodStatus.Open)),
        ("Ida holds C", async work => Stands(await work.HoldAsync(January, By("ida", "h1"), "C", "papers are missing"), PeriodStatus.Open)),
        ("January closes again", async work => Result(await work.CloseAsync(January, By("max", "j3"))).ShouldBe((2, 84_00, Eur(3, 84_00)))),
        ("Max may not approve", async work => await RefusesAsync(work, January, "max", "j4")),
        ("Ida may not approve", async work => await RefusesAsync(work, January, "Ida", "j5")),
        ("Eva approves January", async work => await ApprovesAsync(work, January, "j6")),
        ("January's payouts are prepared", async work =>
        {
            var state = Stands(await work.PreparePayoutsAsync(January, By("max", "j7")), PeriodStatus.Approved);
            (state.Prepared, state.HeldBack).ShouldBe((Eur(2, 54_00), Eur(1, 30_00)));
        }),
        ("January's payouts are sent", async work => await work.ExportPayoutsAsync(January, By("max", "j8"), "january.csv")),
        ("A's account is closed", async work => (await work.FailPayoutAsync(January, By("bank", "j9"), 1, "account closed")).ShouldBeNull()),
        ("A's payout is prepared again", async work => (await work.PrepareAgainAsync(January, By("max", "j10"), 1)).ShouldBeNull()),
        ("A's payout is sent again", async work => await work.ExportPayoutsAsync(January, By("max", "j11"), "january-2.csv")),
        ("January's payouts have arrived", async work =>
            Stands(await work.ConfirmPayoutsAsync(January, By("bank", "j12"), null), PeriodStatus.Paid).Confirmed.ShouldBe(Eur(2, 54_00))),
        ("Ida releases C", async work => Stands(await work.ReleaseAsync(January, By("ida", "h2"), "C", "papers have come"), PeriodStatus.Paid)),
        ("C's payout is prepared", async work =>
            Stands(await work.PreparePayoutsAsync(January, By("max", "j13")), PeriodStatus.Paid).HeldBack.IsNone.ShouldBeTrue()),
        ("C's payout is sent", async work => await work.ExportPayoutsAsync(January, By("max", "j14"), "january-3.csv")),
        ("C's payout has arrived", async work =>
        {
            Stands(await work.ConfirmPayoutsAsync(January, By("bank", "j15"), [3]), PeriodStatus.Paid).Confirmed.ShouldBe(Eur(3, 84_00));
            PaidJanuary = await LedgerDump.OfRunsAsync(ledger.Database, Programme, 2);
        }),
    ];

    private IEnumerable<(string Name, Func<PeriodWork, Task> Do)> OfFebruary =>
    [
        ("Ida gives A five", async work =>
            Stands(await work.AdjustAsync(February, By("ida", "adj-1"), "A", 5_00, "", "for the fair"), PeriodStatus.Open)),
        ("February closes", async work =>
        {
            At("2026-03-06T00:00:00Z");
            Result(await work.CloseAsync(February, By("max", "f1"))).ShouldBe((3, -43_00, PayoutTotals.None));
        }),
        ("Eva approves February", async work => await ApprovesAsync(work, February, "f2")),
        ("February pays nobody", async work => Stands(await work.PreparePayoutsAsync(February, By("max", "f3")), PeriodStatus.Paid)),
    ];

    private static IEnumerable<(string Name, Func<PeriodWork, Task> Do)> OfTheRestatement =>
    [
        ("January is restated", async work =>
            Stands(await work.BeginRestatementAsync(January, By("max", "r1"), "C's level was agreed at 35"), PeriodStatus.Restating)),
        ("Ida sets what B gets from C", async work => Stands(
            await work.OverrideLineAsync(January, By("ida", "ov-2"), new OverrideTarget("B", "Team", "C"), 35_00, "agreed"), PeriodStatus.Restating)),
        ("January is calculated again", async work => Result(await work.CalculateAsync(January)).ShouldBe((4, 89_00, Eur(3, 89_00)))),
        ("Eva approves the restatement", async work => await ApprovesAsync(work, January, "r3")),
        ("The difference is posted", async work =>
        {
            var state = Stands(await work.PostDifferencesAsync(January, By("max", "r4")), PeriodStatus.Paid);
            var posted = state.History[^1].ShouldBeOfType<PeriodEvent.DifferencesPosted>();
            (posted.Into, posted.Adjustments, posted.Amount).ShouldBe((March, 1, 5_00));
        }),
    ];

    private IEnumerable<(string Name, Func<PeriodWork, Task> Do)> OfMarch =>
    [
        ("March closes", async work =>
        {
            At("2026-04-06T00:00:00Z");
            Result(await work.CloseAsync(March, By("max", "m1"))).ShouldBe((5, 105_00, Eur(3, 69_00)));
        }),
        ("Eva approves March", async work => await ApprovesAsync(work, March, "m2")),
        ("March's payouts are prepared", async work => Stands(await work.PreparePayoutsAsync(March, By("max", "m3")), PeriodStatus.Approved)),
        ("March's payouts are sent", async work => await work.ExportPayoutsAsync(March, By("max", "m4"), "march.csv")),
        ("March is paid", async work => Stands(await work.ConfirmPayoutsAsync(March, By("bank", "m5"), null), PeriodStatus.Paid)),
    ];

    private void At(string instant) => ledger.Clock.Now = InstantPattern.ExtendedIso.Parse(instant).Value;

    private static (long Run, long Earned, PayoutTotals Payments) Result(PeriodAnswer answer)
    {
        var state = Stands(answer, PeriodStatus.Calculated);
        return (state.Result!.Run, state.Result.Earned, state.Result.Payments);
    }

    private static PeriodState Stands(PeriodAnswer answer, PeriodStatus status)
    {
        answer.Refusal.ShouldBeNull($"{answer.Refusal}");
        answer.State.Status.ShouldBe(status);
        return answer.State;
    }

    private static async Task RefusesAsync(PeriodWork work, string period, string who, string id)
    {
        var root = (await work.FindAsync(period)).Result!.Root;
        (await work.ApproveAsync(period, By(who, id), root)).Refusal!.Code.ShouldBe(RefusalCode.SamePerson);
    }

    private static async Task ApprovesAsync(PeriodWork work, string period, string id) =>
        Stands(await work.ApproveAsync(period, By("eva", id), (await work.FindAsync(period)).Result!.Root), PeriodStatus.Approved);
}
