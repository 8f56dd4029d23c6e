using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>What rates promised and nobody received, calculated by hand.</summary>
public class BreakageTests
{
    private const string Ranked = """
        attributes:
          sellers:
            given: { is: rank, column: rank }
            active: { is: flag, default: yes }
        volumes: { CV: {} }
        ranks: { given by: given, ladder: [Silver, Gold] }

        """;

    private const string Chain = "R(M(S(T)))";

    private static Company Levels(string more, string tree = Chain) => new(Ranked + $$"""
        bonuses:
          - unilevel: Levels
            of: CV
            rate: [10%, 5%, 2%]
            {{more}}
        """, tree);

    [Fact]
    public void Unilevel_EverybodyReceives_LacksTheLevelsAboveTheTop()
    {
        // T: S 10.00, M 5.00, R 2.00. R: nobody above, 10.00 + 5.00 + 2.00.
        Levels("receives: active").Order("1", "T", "100").Order("2", "R", "100").Break()
            .ShouldBe(["Levels 34.00 promised, 17.00 received; NoUpline 17.00"]);
    }

    [Fact]
    public void Unilevel_Compressed_ALevelThatSomebodyFurtherUpReceivedIsNoBreakage()
    {
        // T: S 10.00, M is passed over, R 5.00; three stand above, yet nobody takes level 3: 2.00.
        // S: M is passed over, R 10.00; two stand above, so level 2 (5.00) lacks somebody qualified and level 3 (2.00) lacks an upline.
        Levels("levels: active").Set("M", "active", "no").Order("1", "T", "100").Order("2", "S", "100").Break()
            .ShouldBe(["Levels 34.00 promised, 25.00 received; NobodyQualified 7.00; NoUpline 2.00"]);
    }

    [Fact]
    public void Unilevel_LevelUsedUp_IsLost()
    {
        // T: S 10.00, M uses up level 2 (5.00), R 2.00.
        Levels("levels: { when: active, otherwise: use up }").Set("M", "active", "no").Order("1", "T", "100").Break()
            .ShouldBe(["Levels 17.00 promised, 12.00 received; NotQualified 5.00"]);
    }

    [Fact]
    public void Unilevel_MayNotReceive_IsLost()
    {
        Levels("receives: active").Set("M", "active", "no").Order("1", "T", "100").Break()
            .ShouldBe(["Levels 17.00 promised, 12.00 received; NotQualified 5.00"]);
    }

    [Fact]
    public void Unilevel_SourcesCompressed_TheLevelOfWhoTakesNoneGoesOn()
    {
        // S takes no level and may not receive: M 10.00 on level 1, R 5.00 on level 2; nobody is left for level 3.
        Levels("levels: { sources: active }\n    receives: active").Set("S", "active", "no").Order("1", "T", "100").Break()
            .ShouldBe(["Levels 17.00 promised, 15.00 received; NobodyQualified 2.00"]);
    }

    [Fact]
    public void Unilevel_Cascade_EachLevelPromisesItsShareOfTheOneBefore()
    {
        // S from R: 10% of 100 = 10.00. Above R nobody: level 2 would get 5% of 10.00 = 0.50, level 3 2% of 0.50 = 0.01.
        Levels("cascade: yes", "R(S)").Order("1", "S", "100").Break()
            .ShouldBe(["Levels 10.51 promised, 10.00 received; NoUpline 0.51"]);
    }

    [Fact]
    public void Unilevel_RefundedOrder_PromisesLessByAsMuch()
    {
        // -100 on all three levels: S gives back 10.00, M 5.00, R 2.00; the order of M: R 10.00, then 5.00 and 2.00 for nobody.
        Levels("receives: active").Order("1", "T", "-100").Order("2", "M", "100").Break()
            .ShouldBe(["Levels 0.00 promised, -7.00 received; NoUpline 7.00"]);
    }

    [Fact]
    public void Unilevel_RankWithoutARate_LeavesTheLevelUnfilled()
    {
        // S: M 10.00; R is Silver, and level 2 begins at Gold with 5%. M: R 10.00, and for level 2 nobody stands above.
        new Company(Ranked + """
            bonuses:
              - unilevel: Levels
                of: CV
                rate: { by: rank, Silver: [10%], Gold: [12%, 5%] }
            """, "R(M(S))").Set("M", "given", "Silver").Set("R", "given", "Silver").Order("1", "S", "100").Order("2", "M", "100").Break()
            .ShouldBe(["Levels 30.00 promised, 20.00 received; NobodyQualified 5.00; NoUpline 5.00"]);
    }

    [Fact]
    public void Unilevel_Depth_PromisesNoDeeperThanAnybodyIsPaid()
    {
        // S 10.00; M is Silver and open to level 1, so 10.00 is lost; on level 3, where R stands, not even Gold is paid.
        new Company(Ranked + """
            bonuses:
              - unilevel: Levels
                of: CV
                rate: 10%
                depth: { by: rank, Silver: 1, Gold: 2 }
            """, Chain).Set("S", "given", "Silver").Set("M", "given", "Silver").Set("R", "given", "Silver").Order("1", "T", "100").Break()
            .ShouldBe(["Levels 20.00 promised, 10.00 received; TooDeep 10.00"]);
    }

    [Theory]
    // M cannot receive generation 1. Invisible: R takes it, and nobody ends a second one. Otherwise R ends the second.
    [InlineData("invisible", "Leaders 18.00 promised, 10.00 received; NobodyQualified 8.00")]
    [InlineData("ends it", "Leaders 18.00 promised, 8.00 received; NotQualified 10.00")]
    public void Generations_IneligibleBoundary_IsLostUnlessTheNumberGoesOn(string ineligible, string expected)
    {
        new Company(Ranked + $$"""
            bonuses:
              - generations: Leaders
                of: CV
                generation: { ends at: rank >= Silver, ineligible: {{ineligible}} }
                rate: [10%, 8%]
                receives: active
            """, "R(M(S))").Set("M", "given", "Silver").Set("R", "given", "Silver").Set("M", "active", "no").Order("1", "S", "100").Break()
            .ShouldBe([expected]);
    }

    private static Company Difference(string more) => new Company(Ranked + $$"""
        bonuses:
          - differential: Difference
            of: CV
            rate: { by: rank, Silver: 6%, Gold: 10% }
            {{more}}
        """, "R(M(S))").Set("M", "given", "Silver");

    [Fact]
    public void Differential_NobodyHasTheHighestRate_PromisesTheRestOfIt()
    {
        // S: M 6.00, R is Silver too, so 4.00 of Gold's 10.00 is taken by nobody. R: 6.00 on own sales, nobody above for 4.00.
        Difference("").Set("R", "given", "Silver").Order("1", "S", "100").Order("2", "R", "100").Break()
            .ShouldBe(["Difference 20.00 promised, 12.00 received; NobodyQualified 4.00; NoUpline 4.00"]);
    }

    [Theory]
    // M's 6% counts as granted all the same: R gets 4.00 and 6.00 is lost.
    [InlineData("counting: everyone", "Difference 10.00 promised, 4.00 received; NotQualified 6.00")]
    // M's 6% does not count: R gets all 10.00.
    [InlineData("counting: receivers", "Difference 10.00 promised, 10.00 received")]
    [InlineData("counting: everyone\n    not received: passes up", "Difference 10.00 promised, 10.00 received")]
    public void Differential_MayNotReceive_IsLostWhereTheRateCountsAsGranted(string more, string expected)
    {
        Difference("receives: active\n    " + more).Set("M", "active", "no").Set("R", "given", "Gold").Order("1", "S", "100").Break()
            .ShouldBe([expected]);
    }

    [Fact]
    public void Differential_PassedUpToNobody_IsLost()
    {
        // M is Gold and may not receive; the 10.00 waits for somebody with 10% or more, and R has 6%.
        Difference("receives: active\n    counting: everyone\n    not received: passes up")
            .Set("M", "given", "Gold").Set("M", "active", "no").Set("R", "given", "Silver").Order("1", "S", "100").Break()
            .ShouldBe(["Difference 10.00 promised, 0.00 received; NotQualified 10.00"]);
    }

    [Theory]
    // Gold R, inactive, would have 2%; the next Gold above takes it. If that one is inactive too, 2.00 is lost once, not twice.
    [InlineData("yes", "Infinity 2.00 promised, 2.00 received")]
    [InlineData("no", "Infinity 2.00 promised, 0.00 received; NotQualified 2.00")]
    public void Infinity_BlockedByReceiversOnly_IsLostOnceIfNobodyTakesIt(string topIsActive, string expected)
    {
        new Company(Ranked + """
            bonuses:
              - walk: Infinity
                of: CV
                rate: { by: rank, Gold: 2% }
                receives: active
                blocked by: same or higher
                counting: receivers
            """, "Q(R(S))").Set("R", "given", "Gold").Set("Q", "given", "Gold").Set("R", "active", "no").Set("Q", "active", topIsActive)
            .Order("1", "S", "100").Break().ShouldBe([expected]);
    }

    [Fact]
    public void Grant_Unqualified_IsLostButAFixedSumPromisesNothingToOthers()
    {
        // Rebate: A has 30 of the 50 that it takes and loses 3.00; B gets 6.00. The car is for those with 50.
        new Company(Ranked + """
            bonuses:
              - { rebate: Rebate, of: CV, rate: 10%, receives: CV >= 50 }
              - { fixed: Car, amount: 150, receives: CV >= 50 }
            """, "A,B").Order("1", "A", "30").Order("2", "B", "60").Break()
            .ShouldBe(["Rebate 9.00 promised, 6.00 received; NotQualified 3.00", "Car 150.00 promised, 150.00 received"]);
    }

    [Fact]
    public void Grant_ToTheParentOfTheTop_HasNoUpline()
    {
        new Company(Ranked + "bonuses:\n  - { grant: Sponsor, of: CV, rate: 5%, to: parent }", "R(S)").Order("1", "S", "100").Order("2", "R", "40").Break()
            .ShouldBe(["Sponsor 7.00 promised, 5.00 received; NoUpline 2.00"]);
    }

    [Fact]
    public void Caps_OfLineBonusAndCompany_TakeAway()
    {
        // Lines: 10.00 at most 9.00, 8.00, so 17.00 of 18.00. Capped: 18.00 at most 12.00. Both together 29.00, of which the company pays 25.00.
        new Company(Ranked + """
            bonuses:
              - { unilevel: Lines, of: CV, rate: [10%], each at most: 9.00, receives: always }
              - { unilevel: Capped, of: CV, rate: [10%], cap: { at most: 12.00 } }
            caps:
              - { cap: Company, per: company, at most: 25.00 }
            """, "R(A,B)").Order("1", "A", "100").Order("2", "B", "80").Break()
            .ShouldBe(
            [
                "Lines 18.00 promised, 17.00 received; Limit 1.00",
                "Capped 18.00 promised, 12.00 received; Limit 6.00",
                "Company 0.00 promised, -4.00 received; Limit 4.00",
            ]);
    }

    [Theory]
    // 1% of 1,000. Nobody is Gold. Three are Silver, and a third rounded down is 3.33.
    [InlineData("receives: rank >= Gold", "Pool 10.00 promised, 0.00 received; NotShared 10.00")]
    [InlineData("receives: rank >= Silver\n    rounds: down", "Pool 10.00 promised, 9.99 received; NotShared 0.01")]
    [InlineData("receives: rank >= Silver", "Pool 10.00 promised, 10.00 received")]
    public void Pool_WhatNobodySharesIn_IsLost(string more, string expected)
    {
        new Company(Ranked + $$"""
            bonuses:
              - pool: Pool
                fund: 1% * company CV
                {{more}}
            """, "A,B,C").Set("A", "given", "Silver").Set("B", "given", "Silver").Set("C", "given", "Silver").Order("1", "A", "1000").Break()
            .ShouldBe([expected]);
    }

    [Theory]
    // 10% of the weaker leg's 100 is 10.00, of which 6.00 is allowed. Matched volume is gone; volume that was not paid for can be paid later.
    [InlineData("cap: 6", "yes", "Balance 10.00 promised, 6.00 received; Limit 4.00")]
    [InlineData("cap: 6, consumes: paid", "yes", "Balance 6.00 promised, 6.00 received")]
    [InlineData("cap: 6, consumes: paid, on cap: flush", "yes", "Balance 10.00 promised, 6.00 received; Limit 4.00")]
    // 10% of 40; the other 60 count no more.
    [InlineData("leg at most: 40", "yes", "Balance 10.00 promised, 4.00 received; Limit 6.00")]
    [InlineData("flush when: not active", "no", "Balance 10.00 promised, 0.00 received; Flushed 10.00")]
    [InlineData("receives: active", "no", "Balance 0.00 promised, 0.00 received")]
    [InlineData("receives: active, not received: consumed", "no", "Balance 10.00 promised, 0.00 received; NotQualified 10.00")]
    [InlineData("receives: active, not received: flushed", "no", "Balance 10.00 promised, 0.00 received; NotQualified 10.00")]
    public void Binary_WhatCapsAndFlushesTake_IsLostUnlessTheVolumeStays(string more, string active, string expected)
    {
        Binary($"percent: 10%, {more}", "300").Set("R", "active", active).Break().ShouldBe([expected]);
    }

    [Theory]
    // One of three cycles is paid; the volume of the two others stays, or is flushed.
    [InlineData("unused: carried", "Balance 5.00 promised, 5.00 received")]
    [InlineData("unused: flushed", "Balance 15.00 promised, 5.00 received; Limit 10.00")]
    public void Binary_MostCycles_AreLostIfTheirVolumeIsFlushed(string more, string expected)
    {
        Binary($"cycles: [{{ takes: [50, 30], pays: 5.00 }}], cycles at most: 1, {more}", "150").Break().ShouldBe([expected]);
    }

    private static Company Binary(string more, string stronger) => new Company($$"""
        attributes:
          sellers:
            active: { is: flag, default: yes }
        volumes: { CV: {} }
        trees:
          enrolment:
          placement: { legs: [left, right] }
        bonuses:
          - { binary: Balance, of: CV, {{more}} }
        """, "R(A,B)").Order("1", "A", "100").Order("2", "B", stronger);

    [Fact]
    public void Board_HeadMayNotReceive_IsLost()
    {
        // R, A and B fill the board of three; its head R is paid 50.00.
        const string board = "bonuses:\n  - { board: Board, width: 2, height: 1, enters: CV > 0, pays: 50, receives: active }";
        new Company(Ranked + board, "R(A,B)").Set("R", "active", "no").Order("1", "R", "1").Order("2", "A", "1").Order("3", "B", "1").Break()
            .ShouldBe(["Board 50.00 promised, 0.00 received; NotQualified 50.00"]);
    }

    [Fact]
    public void Guarantee_OfTheUppermostLeader_HasNoUpline()
    {
        // 4% of each leader's 1,000: R keeps M's 40.00 (nothing is guaranteed), and nobody above takes R's own 40.00.
        new Company(Ranked + """
            bonuses:
              - { guarantee: Leadership, of: CV, rate: 4%, leaders: rank >= Silver, guaranteed: 0 }
            """, "R(M)").Set("R", "given", "Silver").Set("M", "given", "Silver").Order("1", "R", "1000").Order("2", "M", "1000").Break()
            .ShouldBe(["Leadership 80.00 promised, 40.00 received; NoUpline 40.00"]);
    }
}
