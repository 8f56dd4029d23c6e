using Shouldly;
using Xunit;

namespace Compensation.Oracle.Tests.Cases;

/// <summary>Walks on which the engine and the oracle once disagreed, with the calculation by hand.</summary>
public sealed class WalkCases
{
    [Fact]
    public void Walk_DownlineCompressionAndNobodyOpensLevelBelow_GoesOnToTheLastLevel()
    {
        // B opens no level, so S is on A's level 1: 10% of 100.
        var company = Drawn.Company("A - - 50", "B A - 0", "S B - 100");
        Drawn.Close("""
            bonuses:
              - walk: Levels
                of: PV
                levels: { when: PV >= 50, sources: PV >= 10 }
                rate: [10%]
            """, company)[0].Pay.ShouldBe("A 10");
    }

    [Fact]
    public void Walk_DownlineCompressionFromSelf_CountsSourceAsLevelZero()
    {
        // S is level 0 of its own volume (1%), A stands on level 1 (10%).
        var company = Drawn.Company("A - - 0", "S A - 100");
        Drawn.Close("""
            bonuses:
              - walk: Levels
                of: PV
                starts: self
                levels: { sources: PV >= 10 }
                rate: { by: level, 0: 1%, 1: 10% }
            """, company)[0].Pay.ShouldBe("A 10, S 1");
    }

    [Fact]
    public void Walk_SourceThatOpensNoLevelItself_IsLevelZeroAllTheSame()
    {
        // A: 1% of the own 200, and as level 1 10% of the 100 of S, who opens no level.
        var company = Drawn.Company("A - - 200", "S A - 100");
        Drawn.Close("""
            bonuses:
              - walk: Levels
                of: PV
                starts: self
                levels: { when: PV >= 200 }
                rate: { by: level, 0: 1%, 1: 10% }
            """, company)[0].Pay.ShouldBe("A 12");
    }

    [Fact]
    public void Walk_AncestorPassedOverWhoEndsIt_EndsIt()
    {
        var company = Drawn.Company("A - - 50", "B A - 0", "S B - 100");
        Drawn.Close("""
            bonuses:
              - walk: Levels
                of: PV
                levels: { when: PV >= 50 }
                rate: [10%]
                ends at: PV < 10
            """, company)[0].Pay.ShouldBe("");
    }

    [Fact]
    public void Walk_MinimumForEqualRates_StaysWithinTotal()
    {
        // Everybody has 5%: D gets the difference of 5%, C the minimum of 2%, and of the total of 8% there is 1% left for B.
        var company = Drawn.Company("A - - 0", "B A - 0", "C B - 0", "D C - 0", "S D - 100");
        Drawn.Close("""
            bonuses:
              - walk: Team
                of: PV
                rate: 5%
                less: rates below
                at least: 2%
                total: 8%
            """, company)[0].Pay.ShouldBe("B 1, C 2, D 5");
    }

    [Fact]
    public void Walk_TotalSpentOnOneWhoMayNotReceive_StillPassesUp()
    {
        // B's 10% is all that the total allows; it goes up to A, who has nothing of their own left.
        var company = Drawn.Company("A - - 50", "B A - 0", "S B - 100");
        Drawn.Close("""
            bonuses:
              - walk: Levels
                of: PV
                where: PV >= 100
                rate: 10%
                total: 10%
                receives: PV >= 50
                not received: passes up
            """, company)[0].Pay.ShouldBe("A 10");
    }

    [Fact]
    public void Walk_ReserveWhoseDirectParentIsPassedOver_SetsNothingAside()
    {
        // Of the 100 of S: A 10%, C the difference of 10% to 20%, because B, the direct parent of S, is passed over.
        var company = Drawn.Company("C - - 300", "A C - 200", "B A - 0", "S B - 100");
        Drawn.Close("""
            bonuses:
              - walk: Team
                of: PV
                where: PV = 100
                rate: { by: PV, from 200: 10%, from 300: 20% }
                levels: { when: PV >= 50 }
                less: rates below
                reserve: { share: 5%, when: always }
            """, company)[0].Pay.ShouldBe("A 10, C 10");
    }

    [Fact]
    public void Generations_OwnRankAndInvisible_DoNotCountWhoMayNotReceive()
    {
        var company = Drawn.Company("A - - 50", "B A - 0", "S B - 100");
        Drawn.Close("""
            ranks: { ladder: [{ rank: Leader, needs: [PV >= 10000] }] }
            bonuses:
              - walk: Generations
                of: PV
                generation: { ends at: own rank, ineligible: invisible }
                rate: [10%, 5%]
                receives: PV >= 50
            """, company)[0].Pay.ShouldBe("A 10");
    }
}
