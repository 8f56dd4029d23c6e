using Compensation.Grains.Hosting;
using Compensation.Grains.Periods;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Books;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Store;
using Compensation.Ledger.Tests;
using Compensation.Ledger.Tests.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;

namespace Compensation.Grains.Tests.Periods;

/// <summary>A company whose three months go as the dice fall: sales, refunds early and late, newcomers, moves, corrections by hand, restarts of the silo.
/// </summary>
internal sealed class RandomLife : IAsyncDisposable
{
    private const string PlanText = """
        plan: Dice
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: UTC
        cutoff: 2 days
        volumes: { CV: {} }
        measures:
          GV: organisation(CV)
        ranks:
          ladder:
            - { rank: Silver, needs: GV >= 300 }
            - { rank: Gold, needs: GV >= 2000 }
        bonuses:
          - rebate: Rebate
            of: CV
            rate: { by: rank, Silver: 10%, Gold: 12%, otherwise: 5% }
          - unilevel: Team
            of: CV
            levels: CV > 0
            rate: [7%, 5%, 3%]
          - sponsor: Retail
            of: CV
            per: order
            rate: { by: order.CV, from 100: 4%, otherwise: 2% }
          - matching: Matching
            of: earnings from Team
            depth: 2
            rate: [10%, 5%]
        payout:
          minimum: 10.00
          withheld at most: 50%
        """;

    private static readonly PublishedPlans Plans = new(CustomBonuses.None);

    private static readonly string[] Months = ["2026-01", "2026-02", "2026-03"];

    private static readonly Plan Plan = PlanChecker.Check(PlanText, "plan.yaml") is { Plan: { } plan } ? plan
        : throw new InvalidOperationException(string.Join('\n', PlanChecker.Check(PlanText, "plan.yaml").Findings));

    private readonly LedgerFixture ledger;
    private readonly Random dice;
    private readonly Folder folder = new();
    private readonly LedgerWriter writer;
    private readonly ProgrammeDirectory programmes;
    private readonly List<(string Id, int Seller, int Events, int Lines)> orders = [];
    private readonly Dictionary<string, string> overrides = [];
    private readonly int programme;
    private LiveDirectory live;
    private int month;
    private int steps;
    private int sellers = 4;

    private RandomLife(LedgerFixture ledger, int programme, int seed)
    {
        (this.ledger, this.programme, dice) = (ledger, programme, new Random(seed));
        writer = new LedgerWriter(ledger.Database);
        programmes = new ProgrammeDirectory(ledger.Database, writer, Plans);
        live = Follow();
    }

    /// <summary>How many clawbacks the closes had: the case that is easy to miss.</summary>
    public int Clawbacks { get; private set; }

    /// <summary>How many periods were followed to their closes.</summary>
    public int Followed { get; private set; }

    private string Month => Months[month];

    private PeriodWork Work => new(ledger.Database, programme, Plans, "test") { Live = live.ClosedAsync };

    public static async Task<RandomLife> BeginAsync(LedgerFixture ledger, int seed)
    {
        using var files = new Folder().With("sellers.csv", "seller,sponsor,enrolled\nS0,,2025-11-01\nS1,S0,2025-11-02\nS2,S1,2025-11-03\nS3,S1,2025-11-03\n")
            .With("orders.csv", "order,seller,placed,CV\nO0,S2,2026-01-01,150\n");
        ledger.Clock.Now = Instant.FromUtc(2026, 1, 2, 0, 0);
        var programme = await ledger.Database.AddProgrammeAsync($"dice {seed} {Guid.NewGuid()}");
        var outcome = await LedgerImport.RunAsync(ledger.Database, programme, Plan, files.Path, Plan.Calendar.Find(Months[0])!, "ann");
        string.Join('\n', outcome.Findings).ShouldBe("");
        var life = new RandomLife(ledger, programme, seed);
        life.orders.Add(("O0", 2, 1, 1));
        return life;
    }

    /// <summary>Lives three months; each close is held against the live figures by the close itself, and against them byte for byte here.</summary>
    public async Task LiveAsync()
    {
        for (month = 0; month < Months.Length; month++)
        {
            At(month, 3);
            await StandsAsync(Work.OpenAsync(Month, By("max")));
            await live.FollowAsync(programme);
            for (var i = 0; i < 25; i++)
            {
                await StepAsync();
            }

            await CloseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await live.DisposeAsync();
        programmes.Dispose();
        await writer.DisposeAsync();
        folder.Dispose();
    }

    private string Books => Path.Combine(folder.Path, "books");

    private LiveDirectory Follow() => new(ledger.Database, writer, programmes, new GrainOptions { Engine = "test", Books = Books });

    private async Task StepAsync()
    {
        At(month, 3 + (steps++ % 22));
        var seller = $"S{dice.Next(sellers)}";
        Task step = dice.Next(12) switch
        {
            0 or 1 or 2 or 3 => SellAsync(month),
            4 or 5 => RefundAsync(),
            6 => EnrolAsync(),
            7 => MoveAsync(),
            8 => StandsAsync(Work.AdjustAsync(Month, By("ida"), seller, dice.Next(-2000, 2000), "", "dice")),
            9 => OverrideAsync(seller, request => Work.OverrideRankAsync(Month, request, seller, dice.Next(2) == 0 ? "Gold" : "Silver", "dice")),
            10 => OverrideAsync("", request => Work.OverrideLineAsync(Month, request, new OverrideTarget("S1", "Team", "S2"), dice.Next(5000), "dice")),
            _ => dice.Next(3) == 0 ? RestartAsync() : live.FiguresAsync(programme, seller, 0),
        };
        await step;
    }

    private async Task CloseAsync()
    {
        // Sales and refunds of the next month come before this one is closed, and moves that reach back into it after its close is begun.
        At(month + 1, 4);
        var next = month + 1 < Months.Length;
        if (next)
        {
            await StandsAsync(Work.OpenAsync(Months[month + 1], By("max")));
            await SellAsync(month + 1);
            await LeaveOldFileAsync();
        }

        var begun = await Work.BeginCloseAsync(Month, By("max"));
        begun.Refusal.ShouldBeNull();
        await EnrolAsync();
        await MoveAsync();
        if (next)
        {
            await SellAsync(month + 1);
        }

        var closed = await Work.CalculateAsync(Month);
        closed.Refusal.ShouldBeNull($"{closed.Refusal}");
        closed.State.Status.ShouldBe(PeriodStatus.Calculated, $"{closed.State.Stopped?.Live.Where}");
        closed.State.Compared.ShouldNotBeNull("the live figures were followed, so they are compared").Compared.ShouldBeGreaterThan(0);
        await HoldAgainstLiveAsync(closed.State);
        (await Work.ApproveAsync(Month, By("eva"), closed.State.Result!.Root)).Refusal.ShouldBeNull();
    }

    private async Task HoldAgainstLiveAsync(PeriodState state)
    {
        await using var context = ledger.Database.CreateContext();
        var run = await context.Rows<RunRow>().SingleAsync(row => row.Programme == programme && row.Run == (int)state.Result!.Run);
        var figures = await live.ClosedAsync(new LiveQuestion(programme, Month, state.PlanVersion, run.PreviousRun, state.AsOf));
        var closed = await LedgerClose.CalculateAsync(ledger.Database, programme, Plan, Plan.Calendar.Find(Month)!, state.AsOf, run.PreviousRun, "test");
        Clawbacks += closed.Result.Lines.Kind.Count(kind => kind == LineKind.Clawback);
        // A new name of a column or leg that comes right after the close was begun, and is heard of together with it, has the book read anew past the close:
        // then nobody has followed up to it.
        if (figures is not null)
        {
            Root(figures.Snapshot, figures.Result).ShouldBe(Root(closed.Origin.Snapshot, closed.Result));
            Followed++;
        }

        // Who did not follow comes to the same: from the opening on, and from the book's file where a restart has left one.
        foreach (var file in new[] { null, BookFile.PathOf(Books, programme, Month) })
        {
            var (result, snapshot) = await LivePeriod.RetraceAsync(
                ledger.Database, programme, Plan, Plan.Calendar.Find(Month)!, run.PreviousRun, state.AsOf, file);
            Root(snapshot, result).ShouldBe(Root(closed.Origin.Snapshot, closed.Result));
        }
    }

    private static string Root(Snapshot snapshot, Result result) =>
        RunWriter.RootOf(new RunOrigin(Plan, snapshot, new RunInputs([], null), "test"), result);

    /// <summary>Sets something by hand; what is set already is withdrawn.</summary>
    private async Task OverrideAsync(string what, Func<PeriodRequest, Task<PeriodAnswer>> set)
    {
        var request = By("ida");
        if (overrides.Remove($"{Month} {what}", out var known))
        {
            await StandsAsync(Work.WithdrawAsync(Month, request, known, "dice"));
            return;
        }

        await StandsAsync(set(request));
        overrides[$"{Month} {what}"] = request.Id;
    }

    private async Task SellAsync(int when)
    {
        var (id, lines) = ($"O{orders.Count}", dice.Next(1, 3));
        var seller = dice.Next(sellers);
        await AddAsync(when, new OrderEntry
        {
            Programme = programme,
            Order = id,
            Event = 1,
            Kind = OrderEventKind.Paid,
            Storefront = "shop",
            Request = id,
            RequestHash = [1],
            Seller = seller,
            Customer = dice.Next(2) == 0 ? $"K{dice.Next(5)}" : null,
            At = 0,
            Lines = lines,
            Values = [.. Enumerable.Range(0, lines).Select(_ => (long?)dice.Next(1, 40_000))],
        });
        orders.Add((id, seller, 1, lines));
    }

    private async Task RefundAsync()
    {
        var at = dice.Next(orders.Count);
        var (id, seller, events, lines) = orders[at];
        var whole = dice.Next(2) == 0;
        await AddAsync(month, new OrderEntry
        {
            Programme = programme,
            Order = id,
            Event = events + 1,
            Kind = OrderEventKind.Refunded,
            Storefront = "shop",
            Request = $"{id}/{events + 1}",
            RequestHash = [1],
            Seller = seller,
            At = 0,
            Lines = whole ? 0 : lines,
            Values = whole ? [] : [.. Enumerable.Range(0, lines).Select(_ => dice.Next(3) == 0 ? null : (long?)dice.Next(1, 5_000))],
        });
        orders[at] = (id, seller, events + 1, lines);
    }

    private async Task AddAsync(int when, OrderEntry entry)
    {
        await using var context = ledger.Database.CreateContext();
        var name = Months[when];
        var period = await context.Rows<PeriodRow>().SingleAsync(row => row.Programme == programme && row.Name == name);
        var now = Math.Max(ledger.Clock.Now.ToUnixTimeMilliseconds(), period.Starts);
        var outcome = await writer.AddAsync(entry with { At = now, Counts = now, Known = now, Period = period.Period });
        outcome.ShouldBeOfType<OrderOutcome.Committed>($"{outcome}");
    }

    /// <summary>Saves the next month's book before a newcomer gets a balance that is carried into it: its file knows less than what is taken over.</summary>
    private async Task LeaveOldFileAsync()
    {
        await using (var other = Follow())
        {
            await other.FollowAsync(programme);
        }

        var newcomer = await EnrolAsync(daysBefore: 20);
        // 3.00, which is less than the least payment.
        await StandsAsync(Work.AdjustAsync(Month, By("ida"), $"S{newcomer}", 3_00, "", "a welcome"));
    }

    /// <summary>A newcomer, who now and then has joined before today.</summary>
    private Task<int> EnrolAsync(int daysBefore = 0) => writer.WriteAsync(programme, async transaction =>
    {
        var tree = await transaction.WordAsync("enrolment");
        var first = transaction.Take(2);
        var joined = transaction.Recorded - (daysBefore * 86_400_000L) - dice.Next(0, 3 * 86_400_000);
        transaction.Context.Add(new SellerRow
        {
            Programme = programme,
            Seller = sellers,
            Id = $"S{sellers}",
            Enrolled = joined,
            Recorded = transaction.Recorded,
            Sequence = first,
            Values = [],
        });
        await transaction.Context.SaveChangesAsync();
        transaction.Context.Add(Edge(tree, sellers, 1, dice.Next(sellers), joined, transaction.Recorded, first + 1));
        await transaction.Context.SaveChangesAsync();
        return sellers++;
    });

    /// <summary>A move below somebody with a smaller number, so there is never a circle; effective up to a month back.</summary>
    private Task<int> MoveAsync() => writer.WriteAsync(programme, async transaction =>
    {
        var (tree, seller) = (await transaction.WordAsync("enrolment"), dice.Next(1, sellers));
        var change = await transaction.Context.Rows<EdgeRow>().Where(row => row.Programme == programme && row.Tree == tree && row.Seller == seller)
            .MaxAsync(row => row.Change);
        var effective = transaction.Recorded - dice.NextInt64(0, 30L * 86_400_000);
        transaction.Context.Add(Edge(tree, seller, change + 1, dice.Next(seller), effective, transaction.Recorded, transaction.Take(1)));
        await transaction.Context.SaveChangesAsync();
        return change;
    });

    private EdgeRow Edge(int tree, int seller, int change, int parent, long effective, long recorded, long sequence) => new()
    {
        Programme = programme,
        Tree = tree,
        Seller = seller,
        Change = change,
        Parent = parent,
        Effective = effective,
        Recorded = recorded,
        Sequence = sequence,
        Who = "ann",
    };

    /// <summary>The silo starts again: the book comes from its file, and what came since from the ledger.</summary>
    private async Task RestartAsync()
    {
        await live.DisposeAsync();
        live = Follow();
        await live.FollowAsync(programme);
    }

    private static async Task StandsAsync(Task<PeriodAnswer> step) => (await step).Refusal.ShouldBeNull();

    private PeriodRequest By(string who) => new($"{who} {Month} {steps++}", who);

    private void At(int months, int day) => ledger.Clock.Now = Instant.FromUtc(2026, 1 + months, day, 12, 0);
}
