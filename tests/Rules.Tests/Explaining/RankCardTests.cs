using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Explaining;

/// <summary>What each rank asks for, what the seller has, and what is missing.</summary>
public class RankCardTests
{
    private const string Ladder = """
        volumes: { PV: {} }
        measures:
          GV: { sum: PV }
        ranks:
          ladder:
            - { rank: Silver, needs: PV >= 100 }
            - { rank: Gold, needs: [GV >= 1000, at least 2 legs where rank >= Silver, PV >= 50 or GV >= 5000] }
        bonuses:
          - rebate: Rebate
            of: PV
            rate: 1%

        """;

    // R has 120; A is Silver with 300, B has 80 and no rank: GV of R is 500.
    private static Company Small() => new Company(Ladder, "R(A,B)").Order("o1", "R", "120").Order("o2", "A", "300").Order("o3", "B", "80");

    [Fact]
    public void RankCard_MissingVolumeAndLegs_NamesRequiredActualAndGap()
    {
        var card = Small().Explain().Seller("R").Ranks.ShouldNotBeNull();

        card.Rank.ShouldBe("Silver");
        card.Next!.Name.ShouldBe("Gold");
        card.MissingForNext.Select(requirement => requirement.ToString()).ShouldBe(
        [
            "GV >= 1000: 500, 500 missing",
            "at least 2 legs where rank >= Silver: 1 of 2, 1 missing",
        ]);
    }

    [Fact]
    public void RankCard_EveryRank_ShowsEachRequirement()
    {
        var card = Small().Explain().Seller("R").Ranks.ShouldNotBeNull();

        card.Steps.Select(step => (step.Name, step.Reached, step.Met)).ShouldBe([("Silver", true, true), ("Gold", false, false)]);
        card.Steps[0].Requirements.ShouldHaveSingleItem().ToString().ShouldBe("PV >= 100: 120, met");
        card.Steps[1].Requirements[2].Met.ShouldBeTrue();
        card.Steps[1].Requirements[2].AnyOf.Select(part => part.Met).ShouldBe([true, false]);
    }

    [Fact]
    public void RankCard_AtTheTop_HasNoNext()
    {
        var company = Small().Order("o4", "B", "1000");

        var card = company.Explain().Seller("R").Ranks.ShouldNotBeNull();

        card.Rank.ShouldBe("Gold");
        card.Next.ShouldBeNull();
        card.MissingForNext.ShouldBeEmpty();
    }

    [Fact]
    public void Seller_Measures_HaveTheValuesOfThePeriod()
    {
        var seller = Small().Explain().Seller("R");

        seller.Measures.Select(measure => (measure.Name, measure.Text)).ShouldBe([("PV", "120.00"), ("GV", "500.00")]);
        seller.Lines.ShouldHaveSingleItem().Amount.Text.ShouldBe("1.20");
        seller.Payments.ShouldHaveSingleItem().Amount.ShouldBe(120);
    }

    [Fact]
    public void Seller_Unknown_IsRefused() => Should.Throw<KeyNotFoundException>(() => Small().Explain().Seller("nobody"));
}
