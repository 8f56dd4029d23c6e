using Compensation.Grains.Genealogy;
using Compensation.Grains.Hosting;
using Compensation.Grains.Orders;
using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Grains.Programmes;
using Compensation.Rules.Plans;
using Compensation.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Periods;

/// <summary>Periods through grains: long work goes on beside the calls, and after a crash.</summary>
public sealed class PeriodGrainTests : IDisposable
{
    private const string Text = """
        plan: Shop
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        cutoff: 5 days
        volumes: { PV: {} }
        bonuses:
          - unilevel: Team
            of: PV
            rate: [10%]
        """;

    private static readonly Plan Plan = PlanChecker.Check(Text, "plan.yaml") is { Plan: { } plan } ? plan
        : throw new InvalidOperationException(string.Join('\n', PlanChecker.Check(Text, "plan.yaml").Findings));

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-");
    private readonly ManualClock clock = new(Instant.FromUtc(2026, 1, 20, 12, 0));
    private int programme;

    private string Address => Path.Combine(folder.FullName, "ledger.db");

    /// <summary>A silo whose company has sold B's 50.00 PV in January, of which A gets 5.00; it is the cut-off now.</summary>
    private async Task<LedgerSilo> StartAsync(Action<string>? atStep = null)
    {
        var silo = await LedgerSilo.StartAsync(
            Address, clock, options: new GrainOptions { Engine = "test", AtStep = atStep ?? (_ => { }) });
        if (programme > 0)
        {
            return silo;
        }

        programme = await LedgerSilo.AddCompanyAsync(silo.Database, Plan, "seller,sponsor,enrolled\nA,,2025-06-01\nB,A,2025-06-01\n");
        var placed = await silo.Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, "O1")).Place(new PlaceRequest
        {
            Request = "o1",
            Storefront = "shop",
            At = clock.Now.ToUnixTimeMilliseconds(),
            Seller = "B",
            Lines = [new OrderLine(1, [50_00])],
            IsPaid = true,
        });
        placed.Kind.ShouldBe(OrderAnswerKind.Done, $"{placed}");
        clock.Now = Instant.FromUtc(2026, 2, 6, 0, 0);
        return silo;
    }

    private IPeriodGrain January(LedgerSilo silo) => silo.Grains.GetGrain<IPeriodGrain>(PeriodKey.Of(programme, "2026-01"));

    private static async Task<PeriodView> UntilAsync(IPeriodGrain grain, Func<PeriodView, bool> isReached)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var view = await grain.Read();
            if (isReached(view))
            {
                return view;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    [Fact]
    public async Task Close_IsAnsweredAtOnce_AndGoesOnBesideOtherCalls()
    {
        using var mayGoOn = new SemaphoreSlim(0);
        await using var silo = await StartAsync(point =>
        {
            if (point == "calculated")
            {
                mayGoOn.Wait();
            }
        });
        var january = January(silo);

        var reply = await january.Close(new("c1", "max"));
        var working = await UntilAsync(january, view => view.Step == CloseStep.Writing);
        var again = await january.Close(new("c2", "max"));
        mayGoOn.Release();
        var closed = await UntilAsync(january, view => view.Status == PeriodStatus.Calculated);

        (reply.Refusal, reply.View.Status, working.IsWorking, again.IsRepeated).ShouldBe((null, PeriodStatus.Closing, true, true));
        (closed.Run, closed.Earned).ShouldBe((1, 5_00));
        (await january.Approve(new("a1", "MAX"), closed.Root!)).Refusal!.Code.ShouldBe(RefusalCode.SamePerson);
        (await january.Approve(new("a2", "eva"), closed.Root!)).View.Status.ShouldBe(PeriodStatus.Approved);
        await january.PreparePayouts(new("p1", "max"));
        (await january.ExportPayouts(new("e1", "max"), "january.csv", "")).Count.ShouldBe(1);
        (await january.FailPayout(new("f1", "bank"), 1, "account closed")).ShouldBeNull();
        (await january.ConfirmPayouts(new("b0", "bank"), [1])).Refusal!.Code.ShouldBe(RefusalCode.PayoutStep);
        (await january.PrepareAgain(new("f2", "max"), 1)).ShouldBeNull();
        (await january.ExportPayouts(new("e2", "max"), "january-2.csv", "")).Count.ShouldBe(1);
        (await january.ConfirmPayouts(new("b1", "bank"), [])).View.Status.ShouldBe(PeriodStatus.Paid);
        // An order that is placed now counts in the next period.
        var late = await silo.Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, "O2")).Place(new PlaceRequest
        {
            Request = "o2",
            Storefront = "shop",
            At = Instant.FromUtc(2026, 1, 30, 0, 0).ToUnixTimeMilliseconds(),
            Seller = "B",
            Lines = [new OrderLine(1, [10_00])],
            IsPaid = true,
        });
        late.Period.ShouldBe("2026-02");
    }

    [Fact]
    public async Task Close_WhoseSiloDied_GoesOnWithTheNextActivation()
    {
        await using (var silo = await StartAsync(point => Die(point == "calculated")))
        {
            await January(silo).Close(new("c1", "max"));
            var failed = await UntilAsync(January(silo), view => view.Failure is not null);
            (failed.Status, failed.IsWorking, failed.Failure).ShouldBe((PeriodStatus.Closing, false, "The silo died."));
        }

        await using var next = await StartAsync();
        // Nobody has asked for live figures in this silo, so they are retraced.
        var closed = await UntilAsync(January(next), view => view.Status == PeriodStatus.Calculated);
        (closed.Run, closed.Compared).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Statement_OfASeller_ShowsAndExplainsTheirLinesOnly()
    {
        await using var silo = await StartAsync();
        ISellerGrain Seller(string id) => silo.Grains.GetGrain<ISellerGrain>(SellerKey.Of(programme, id));
        (await Seller("A").Explain("2026-01")).Refusal!.Code.ShouldBe(RefusalCode.NotCalculated);
        await January(silo).Close(new("c1", "max"));
        var closed = await UntilAsync(January(silo), view => view.Status == PeriodStatus.Calculated);
        await January(silo).Approve(new("a1", "eva"), closed.Root!);
        await January(silo).PreparePayouts(new("p1", "max"));

        // A gets 10% of B's 50.00, and nobody else gets anything.
        var statement = (await Seller("A").Statement("2026-01")).Statement!;
        var line = statement.Lines.ShouldHaveSingleItem();
        (line.Bonus, line.Kind, line.Source, line.Base, line.Amount).ShouldBe(("Team", "pay", "B", 50_00, 5_00));
        (statement.Total, statement.Currency, statement.Decimals, statement.Run).ShouldBe((5_00, "EUR", 2, 1));
        var payout = statement.Payouts.ShouldHaveSingleItem();
        (payout.Amount, payout.Status).ShouldBe((5_00, PayoutStatus.Prepared));
        (await Seller("B").Statement("2026-01")).Statement!.Lines.ShouldBeEmpty();

        var because = (await Seller("A").ExplainLine("2026-01", line.Number)).Explanation!;
        because.Facts.ShouldContain(fact => fact.Name == "amount" && fact.Units == 5_00);
        (await Seller("B").ExplainLine("2026-01", line.Number)).Refusal!.Code.ShouldBe(RefusalCode.UnknownLine);
        (await Seller("A").Explain("2026-01")).Explanation!.Text.ShouldContain("A in 2026-01");
        (await Seller("Z").Statement("2026-01")).Refusal!.Code.ShouldBe(RefusalCode.UnknownSeller);
    }

    [Fact]
    public async Task Figures_AfterTheClose_AreOfTheNextPeriodAndTheOldOneIsDropped()
    {
        await using var silo = await StartAsync();
        var seller = silo.Grains.GetGrain<ISellerGrain>(SellerKey.Of(programme, "A"));
        (await seller.Figures(0))!.Period.ShouldBe("2026-01");
        await January(silo).Close(new("c1", "max"));
        // A's line and A's payment.
        (await UntilAsync(January(silo), view => view.Status == PeriodStatus.Calculated)).Compared.ShouldBe(2);

        (await seller.Figures(0))!.Period.ShouldBe("2026-02");
        silo.Services.GetRequiredService<LiveDirectory>().Count.ShouldBe(1);
    }

    [Fact]
    public void Key_OfAPeriod_IsReadBack()
    {
        PeriodKey.Read(PeriodKey.Of(7, "2026-01")).ShouldBe(new PeriodKey(7, "2026-01"));
        foreach (var key in new[] { "", "p", "p-", "p-x-2026", "o-7-2026-01", "2026-01" })
        {
            Should.Throw<FormatException>(() => PeriodKey.Read(key)).Message.ShouldContain($"'{key}'");
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static void Die(bool now)
    {
        if (now)
        {
            throw new InvalidOperationException("The silo died.");
        }
    }
}
