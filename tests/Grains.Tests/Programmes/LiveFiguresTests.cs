using Compensation.Grains.Genealogy;
using Compensation.Grains.Orders;
using Compensation.Rules.Plans;
using Compensation.Testing;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Programmes;

/// <summary>What sellers see of the open period: A over B and C, C over D.</summary>
public sealed class LiveFiguresTests : IDisposable
{
    private const string Text = """
        plan: Seen
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        volumes: { PV: {} }
        measures:
          GV: organisation(PV)
        ranks:
          ladder:
            - { rank: Silver, needs: GV >= 100 }
            - { rank: Gold, needs: [PV >= 50, GV >= 1000] }
        bonuses:
          - rebate: Rebate
            of: PV
            rate: { by: rank, Silver: 10%, otherwise: 5% }
          - unilevel: Team
            of: PV
            rate: [10%]
        """;

    private static readonly Plan Plan = PlanChecker.Check(Text, "plan.yaml") is { Plan: { } plan } ? plan
        : throw new InvalidOperationException(string.Join('\n', PlanChecker.Check(Text, "plan.yaml").Findings));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-");
    private readonly ManualClock clock = new(Instant.FromUtc(2026, 1, 20, 12, 0));
    private int programme;

    /// <summary>A silo whose company has sold A's 30, B's 40, C's 100 and D's 200 PV.</summary>
    private async Task<LedgerSilo> StartAsync()
    {
        var silo = await LedgerSilo.StartAsync(Path.Combine(folder.FullName, "ledger.db"), clock);
        programme = await LedgerSilo.AddCompanyAsync(
            silo.Database, Plan, "seller,sponsor,enrolled\nA,,2025-06-01\nB,A,2025-06-01\nC,A,2025-06-02\nD,C,2025-06-03\n");
        foreach (var (seller, units) in new[] { ("A", 30_00), ("B", 40_00), ("C", 100_00), ("D", 200_00) })
        {
            await SellAsync(silo, seller, units);
        }

        return silo;
    }

    private async Task<long> SellAsync(LedgerSilo silo, string seller, long units)
    {
        var order = Guid.NewGuid().ToString();
        var placed = await silo.Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, order)).Place(new PlaceRequest
        {
            Request = order,
            Storefront = "shop",
            At = clock.Now.ToUnixTimeMilliseconds(),
            Seller = seller,
            Lines = [new OrderLine(1, [units])],
            IsPaid = true,
        });
        placed.Kind.ShouldBe(OrderAnswerKind.Done, $"{placed}");
        return placed.Sequence;
    }

    [Fact]
    public async Task Figures_OfASeller_SayRankGapsAndEarnings()
    {
        await using var silo = await StartAsync();

        var seen = (await silo.Grains.GetGrain<ISellerGrain>(SellerKey.Of(programme, "A")).Figures(0)).ShouldNotBeNull();

        // A's organisation has 30 + 40 + 100 + 200 = 370: Silver. For Gold 20 of own PV are missing and 630 of the organisation's.
        (seen.Period, seen.Rank, seen.NextRank).ShouldBe(("2026-01", "Silver", "Gold"));
        seen.Volumes.Select(figure => (figure.Name, figure.Units)).ShouldBe([("PV", 30_00), ("GV", 370_00)]);
        seen.Gaps.Select(gap => (gap.Actual, gap.Required, gap.Gap)).ShouldBe([(30_00, 50_00, 20_00), (370_00, 1000_00, 630_00)]);
        // 10 % of A's own 30, and 10 % of B's 40 and C's 100.
        seen.Earnings.Select(figure => (figure.Name, figure.Units)).ShouldBe([("Rebate", 3_00), ("Team", 14_00)]);
        (seen.Projected, seen.Currency, seen.Decimals).ShouldBe((17_00, "EUR", 2));
        (await silo.Grains.GetGrain<ISellerGrain>(SellerKey.Of(programme, "Z")).Figures(0)).ShouldBeNull();
    }

    [Fact]
    public async Task Figures_AskedAgain_AreOldForASecondAtMost()
    {
        await using var silo = await StartAsync();
        var seller = silo.Grains.GetGrain<ISellerGrain>(SellerKey.Of(programme, "B"));
        var before = (await seller.Figures(0))!.Sequence;
        var sold = await SellAsync(silo, "B", 10_00);

        (await seller.Figures(0))!.Sequence.ShouldBeInRange(before, sold);
        clock.Now += Duration.FromMilliseconds(1_001);
        var seen = (await seller.Figures(0))!;
        (seen.Sequence, seen.Volumes[0].Units).ShouldBe((sold, 50_00));
        (await seller.Figures(await SellAsync(silo, "B", 10_00)))!.Volumes[0].Units.ShouldBe(60_00);
    }

    [Fact]
    public async Task Legs_OfASeller_ShowWhatEachHas()
    {
        await using var silo = await StartAsync();
        var downline = silo.Grains.GetGrain<IDownlineGrain>(DownlineKey.Of(programme, "A"));

        var first = (await downline.LegFigures("enrolment", 0, 1, 0)).ShouldNotBeNull();
        var second = (await downline.LegFigures("Enrolment", 1, 1, 0)).ShouldNotBeNull();

        (first.Count, first.Legs.Single().Seller, first.Legs[0].Rank).ShouldBe((2, "B", "none"));
        // C's leg: 100 of C and 200 of D.
        var leg = second.Legs.ShouldHaveSingleItem();
        (leg.Seller, leg.Rank, leg.Measures.Single(figure => figure.Name == "GV").Units).ShouldBe(("C", "Silver", 300_00));
        (await downline.LegFigures("placement", 0, 1, 0)).ShouldBeNull();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => downline.LegFigures("enrolment", 0, 1001, 0));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
