using Compensation.Rules.Explaining;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Explaining;

/// <summary>What was not paid, why, by how much it was missed, and who received instead.</summary>
public class MissedPayTests
{
    private const string Ranked = """
        attributes:
          sellers:
            given: { is: rank, column: rank }
            active: { is: flag, default: yes }
        volumes: { CV: {} }
        ranks: { given by: given, ladder: [Silver, Gold] }

        """;

    private static MissedPay Only(Company company, string seller) => company.Explain().Seller(seller).Missed.ShouldHaveSingleItem();

    [Fact]
    public void Unilevel_InactiveSellerOnLevelOne_NextActiveReceivedInstead()
    {
        // The level closes up over M: R takes level 1, 10 % of 100.
        var company = new Company(Ranked + """
            bonuses:
              - unilevel: Levels
                of: CV
                rate: [10%, 5%]
                levels: active
            """, "R(M(S))").Order("o1", "S", "100").Set("M", "active", "no");

        var missed = Only(company, "M");

        missed.Why.ShouldBe(WhyNotPaid.NoLevel);
        missed.Level.ShouldBe(1);
        missed.Source.ShouldBe("S");
        missed.Amount.Text.ShouldBe("10.00");
        missed.ReceivedInstead.ShouldBe("R");
        missed.Failed.Actual!.Text.ShouldBe("no");
        missed.Failed.Required!.Text.ShouldBe("yes");
        missed.Text.ShouldBe("10.00 EUR from S on level 1 by 'Levels': active: no, not met; R received instead");
    }

    [Fact]
    public void Unilevel_TooLittleOwnVolume_StaysWithTheCompanyAndNamesTheGap()
    {
        // M has 30 of the 50 that it takes; the level is used up, so R has level 2: 5 % of 100, and 10 % of M's own 30.
        var company = new Company(Ranked + """
            bonuses:
              - unilevel: Levels
                of: CV
                rate: [10%, 5%]
                receives: CV >= 50
            """, "R(M(S))").Order("o1", "S", "100").Order("o2", "M", "30").Order("o3", "R", "50");

        var missed = Only(company, "M");

        missed.Why.ShouldBe(WhyNotPaid.NotReceived);
        missed.Amount.Text.ShouldBe("10.00");
        missed.ReceivedInstead.ShouldBeNull();
        missed.Failed.Actual!.Text.ShouldBe("30");
        missed.Failed.Required!.Text.ShouldBe("50");
        missed.Failed.Gap!.Text.ShouldBe("20");
        missed.Text.ShouldBe("10.00 EUR from S on level 1 by 'Levels': CV >= 50: 30, 20 missing; it stayed with the company");
    }

    [Fact]
    public void Unilevel_RankOpensTooFewLevels_NamesTheRankThatIsNeeded()
    {
        // R is Silver and stands on level 2, which only Gold is paid for: 5 % of 100.
        var company = new Company(Ranked + """
            bonuses:
              - unilevel: Levels
                of: CV
                rate: { by: rank, Silver: [10%], Gold: [10%, 5%] }
            """, "R(M(S))").Order("o1", "S", "100").Set("M", "given", "Silver").Set("R", "given", "Silver");

        var missed = Only(company, "R");

        missed.Why.ShouldBe(WhyNotPaid.NoRate);
        missed.Level.ShouldBe(2);
        missed.Amount.Text.ShouldBe("5.00");
        missed.Failed.Required!.Text.ShouldBe("Gold");
        missed.Failed.Gap!.Text.ShouldBe("1 rank");
    }

    [Fact]
    public void Differential_SameRankBelow_NothingIsLeftAndTheOneBelowReceived()
    {
        // S 0 %, M Gold takes 10 % of 100; R is Gold too: 10 % less 10 %.
        var company = new Company(Ranked + """
            bonuses:
              - differential: Difference
                of: CV
                rate: { by: rank, Silver: 6%, Gold: 10% }
            """, "R(M(S))").Order("o1", "S", "100").Set("M", "given", "Gold").Set("R", "given", "Gold");

        var missed = Only(company, "R");

        missed.Why.ShouldBe(WhyNotPaid.NothingLeft);
        missed.Amount.Text.ShouldBe("10.00");
        missed.ReceivedInstead.ShouldBe("M");
        missed.Failed.Text.ShouldBe("nothing left of 10%, 10% was granted below");
    }

    [Fact]
    public void Differential_RequirementFails_UplineTakesTheWholeDifference()
    {
        // M (Silver, 6 %) may not receive, so nothing is granted below R, who takes all 10 %.
        var company = new Company(Ranked + """
            bonuses:
              - differential: Difference
                of: CV
                rate: { by: rank, Silver: 6%, Gold: 10% }
                receives: active
            """, "R(M(S))").Order("o1", "S", "100").Set("M", "given", "Silver").Set("M", "active", "no").Set("R", "given", "Gold");

        var missed = Only(company, "M");

        missed.Amount.Text.ShouldBe("6.00");
        missed.ReceivedInstead.ShouldBe("R");
    }

    [Fact]
    public void Generations_BeyondTheDepthOfTheRank_IsTooDeep()
    {
        // Every Silver ends a generation; R stands at the second end above S, but Silver is open to depth 1. 8 % of 100.
        var company = new Company(Ranked + """
            bonuses:
              - generations: Generation override
                of: CV
                generation: { ends at: rank >= Silver }
                rate: [10%, 8%]
                depth: { by: rank, Silver: 1, Gold: 2 }
            """, "R(M(S))").Order("o1", "S", "100").Set("M", "given", "Silver").Set("R", "given", "Silver");

        var missed = Only(company, "R");

        missed.Why.ShouldBe(WhyNotPaid.TooDeep);
        missed.Level.ShouldBe(2);
        missed.Amount.Text.ShouldBe("8.00");
        missed.Failed.Actual!.Text.ShouldBe("1");
        missed.Failed.Required!.Text.ShouldBe("2");
        missed.Failed.Gap!.Text.ShouldBe("1");
    }

    [Fact]
    public void Pool_NotQualified_NamesThePartThatOneMoreWouldHaveHad()
    {
        // The fund is 10 % of 1,000 = 100. A and B share it; with S three would have: 33.33 each, and the unit over goes to who joined first, A.
        var company = new Company(Ranked + """
            bonuses:
              - pool: Pool
                fund: 10% * company CV
                receives: rank >= Silver
            """, "A(B(S))").Order("o1", "S", "1000").Set("A", "given", "Silver").Set("B", "given", "Gold");

        var missed = Only(company, "S");

        missed.Amount.Text.ShouldBe("33.33");
        missed.Failed.Gap!.Text.ShouldBe("1 rank");
        missed.Text.ShouldEndWith("it stayed in the fund");
    }

    [Fact]
    public void Binary_RequirementFails_NamesWhatTheMatchWouldHavePaid()
    {
        // The weaker leg has 40, of which 10 % are 4.
        var company = new Company("""
            attributes:
              sellers:
                active: { is: flag, default: no }
            volumes: { CV: {} }
            trees:
              placement: { parent: placement, legs: [left, right] }
            bonuses:
              - binary: Pairs
                of: CV
                percent: 10%
                receives: active
            """, "R(A,B)").Order("o1", "A", "100").Order("o2", "B", "40");

        var missed = Only(company, "R");

        missed.Why.ShouldBe(WhyNotPaid.NotReceived);
        missed.Amount.Text.ShouldBe("4.00");
    }

    [Fact]
    public void Unilevel_EverybodyPaid_NothingIsMissed()
    {
        var company = new Company(Ranked + """
            bonuses:
              - unilevel: Levels
                of: CV
                rate: [10%, 5%]
                levels: active
            """, "R(M(S))").Order("o1", "S", "100");

        company.Explain().Seller("M").Missed.ShouldBeEmpty();
    }
}
