using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class OverrideTests
{
    private const string Ladder = """
        volumes:
          CV: {}
        ranks:
          grace periods: 1
          ladder:
            - rank: Silver
              needs: CV >= 100
            - rank: Gold
              needs: at least 1 legs where rank >= Silver
        bonuses:
          - unilevel: Team
            of: CV
            rate: [10%, 5%]
            receives: rank >= Silver

        """;

    // Root over A over B; B sells 200: B is Silver, A and Root are Gold by the ranks below.
    private static Company Sold() => new Company(Ladder, "Root(A(B))").Order("1", "B", "200");

    [Fact]
    public void RankOverride_OfASeller_CountsForEverybodyAbove()
    {
        var company = Sold();
        company.RankOverrides = [new RankOverride(company["B"], 0, "goods were never sold on", "o1")];

        var result = company.Close();

        // Without B's rank there is no leg with a Silver for A, hence none for Root; nobody may receive.
        result.Rank.ShouldBe([0, 0, 0]);
        result.Lines.Count.ShouldBe(0);
    }

    [Fact]
    public void RankOverride_Upwards_StandsWithoutItsRequirements()
    {
        var company = new Company(Ladder, "Root(A(B))").Order("1", "B", "50");
        company.RankOverrides = [new RankOverride(company["A"], 1, "agreed in writing", "o1")];

        var result = company.Close();

        // A is Silver by hand: 10 % of 50; Root is Gold, because a leg has a Silver now: 5 % of 50.
        (Company.Pay(result, "A"), Company.Pay(result, "Root")).ShouldBe((5_00, 2_50));
    }

    [Fact]
    public void RankOverride_BelowTheRankBefore_IsNotLiftedByGrace()
    {
        var company = Sold();
        var january = company.Close();
        company.RankOverrides = [new RankOverride(company["B"], 0, "suspended", "o1")];

        // A and Root keep Gold by grace in February, B does not keep Silver.
        company.Close("2026-02", january.Carry).Rank.ShouldBe([2, 2, 0]);
    }

    [Fact]
    public void RankOverride_TellsWhoSetIt()
    {
        var company = Sold();
        company.RankOverrides = [new RankOverride(company["B"], 2, "agreed in writing", "o1")];

        company.Explain().Seller("B").Ranks!.Notes.ShouldHaveSingleItem().ShouldBe("set by hand to Gold by override o1: agreed in writing");
    }

    [Fact]
    public void LineOverride_MakesUpTheDifference()
    {
        var company = Sold();
        company.LineOverrides = [new LineOverride(company["A"], "Team", company["B"], "", 25_00, "wrong price list", "o1")];

        var result = company.Close();

        // 10 % of 200 are 20.00; the override adds 5.00. Root's 5 % of 200 stay.
        (Company.Pay(result, "A"), Company.Pay(result, "Root")).ShouldBe((25_00, 10_00));
        result.Lines.Amount.ShouldBe([20_00, 10_00, 5_00]);
        result.Lines.Kind[2].ShouldBe(LineKind.Adjustment);
        company.Explain().Line(3).Because.Select(reason => reason.Text).ShouldBe([
            "override o1: wrong price list", "calculated: 20.00 EUR, set to 25.00 EUR"]);
    }

    [Fact]
    public void LineOverride_StandsWhenTheRunIsMadeAgainOnOtherData()
    {
        var company = Sold().Order("2", "B", "100");
        company.LineOverrides = [new LineOverride(company["A"], "Team", company["B"], "", 25_00, "wrong price list", "o1")];

        // Now 10 % of 300 are 30.00; the override takes 5.00 away.
        Company.Pay(company.Close(), "A").ShouldBe(25_00);
    }

    [Fact]
    public void LineOverride_OfALineThatDoesNotExist_PaysIt()
    {
        var company = Sold();
        company.LineOverrides = [new LineOverride(company["B"], "Team", company["A"], "", 1_00, "courtesy", "o1")];

        Company.Pay(company.Close(), "B").ShouldBe(1_00);
    }

    [Fact]
    public void LineOverride_PerOrder_SetsThatOrderAlone()
    {
        const string plan = """
            volumes: { CV: {} }
            bonuses:
              - grant: Retail
                per: order
                of: CV
                rate: 10%
            """;
        var company = new Company(plan, "Root").Order("1", "Root", "100").Order("2", "Root", "50");
        company.LineOverrides = [new LineOverride(company["Root"], "Retail", company["Root"], "2", 0, "own use", "o1")];

        // 10.00 for order 1; the 5.00 of order 2 are set to nothing.
        Company.Pay(company.Close(), "Root").ShouldBe(10_00);
    }
}
