using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Checking;

/// <summary>What is legal in a plan but dangerous: each warning with its place, code and remedy, and the case in which
/// it is silent.</summary>
public class PlanWarningTests
{
    private const string Volume = "volumes: { PV: {} }\n";

    private static string Ranks(params string[] needs) =>
        Volume + "measures: { GV: { sum: PV } }\nranks:\n  ladder:\n"
            + string.Concat(needs.Select((need, index) => $"    - {{ rank: {"ABCDEF"[index]}, needs: [{need}] }}\n"));

    [Theory]
    [InlineData("PV >= 100, PV < 50", "'PV >= 100' and 'PV < 50' never hold together")]
    [InlineData("PV >= 100 and PV < 50", "'PV >= 100 and PV < 50' never holds")]
    [InlineData("PV > 99.99, PV < 100", "'PV > 99.99' and 'PV < 100' never hold together")]
    [InlineData("new, not new", "'new' and 'not new' never hold together")]
    [InlineData("never", "'never' never holds")]
    [InlineData("at most 1 legs where GV >= 5, at least 2 legs where GV >= 5",
        "'at least 2 legs where GV >= 5' and 'at most 1 legs where GV >= 5' never hold together")]
    [InlineData("rank > B", "'rank > B' never holds")]
    public void Rank_WithNeedsThatContradict_IsUnreachable(string needs, string why) => Checked.OnlyWarning(
        Ranks("PV >= 10", needs), 6, 25, "unreachable-rank",
            "Correct one of the needs.").Message.ShouldBe($"Nobody can have the rank 'B': {why}.");

    [Fact]
    public void Rank_WithNeedsThatCanJustHold_IsReachable() =>
        Checked.ShouldBeSilent(Ranks("PV >= 10",
            "PV >= 99.99, PV < 100, at most 2 legs where GV >= 5, at least 2 legs where GV >= 5"), "unreachable-rank");

    [Theory]
    [InlineData("at least 2 legs containing rank >= B")]
    [InlineData("at least 1 downline where (rank >= B and PV >= 10)")]
    public void Rank_ThatOnlyItsOwnHoldersOpen_IsUnreachable(string need) => Checked.OnlyWarning(
        Ranks("PV >= 10", need), 6, 25, "unreachable-rank", "Ask for a lower rank.")
        .Message.ShouldBe($"Nobody can have the rank 'B': it needs '{need}', which asks for a rank that nobody can have "
            + $"first.");

    [Fact]
    public void Ranks_ThatWaitForEachOther_AreBothUnreachable() => Checked.Findings(
        Ranks("PV >= 10", "at least 1 frontline where rank >= C", "at least 1 frontline where rank >= B"))
        .Where(finding => finding.Code == "unreachable-rank").Select(finding => finding.Place.Line).ShouldBe([11, 12]);

    [Fact]
    public void Rank_ThatAsksForAHigherRankThatSomebodyCanHave_IsReachable() =>
        Checked.ShouldBeSilent(Ranks("PV >= 10", "at least 2 legs containing rank >= C", "GV >= 5000"), "unreachable-rank");

    [Theory]
    [InlineData("PV >= 200", "PV >= 100")]
    [InlineData("PV >= 200, GV >= 1000", "PV >= 200")]
    [InlineData("at least 3 legs where GV >= 5", "at least 2 legs where GV >= 5")]
    public void Rank_WhoseHoldersAllGetTheHigherOne_IsUnreachable(string lower, string higher) => Checked.OnlyWarning(
        Ranks(lower, higher), 5, 25, "unreachable-rank", "Let 'B' need more, or put the ranks in ascending order.")
        .Message.ShouldBe("Nobody can have the rank 'A': whoever meets its needs also meets those of 'B', which is higher.");

    [Fact]
    public void RankNeeds_WhereRanksAreGiven_AreNotUsed() => Checked.OnlyWarning(
        "attributes: { sellers: { given: rank } }\nvolumes: { PV: {} }\nranks:\n  given by: given\n  ladder:\n    - { "
            + "rank: A, needs: PV >= 100 }", 6, 25,
        "unreachable-rank", "Leave out 'needs', or 'given by'.");

    private static string Rebate(string rate) => Volume + $"bonuses:\n  - rebate: R\n    of: PV\n    rate: {rate}\n";

    [Fact]
    public void Brackets_BelowTheLowest_AreAGap() =>
        Checked.OnlyWarning(Rebate("{ by: PV, from 300: 6%, from 1500: 9% }"), 5, 21, "bracket-gap",
        "Write 'otherwise: 0' if that is meant, or a row 'from 0'.").Message.ShouldBe("Below 300 of 'PV', the rate of "
            + "'R' has no row and gives nothing.");

    [Theory]
    [InlineData("{ by: PV, from 300: 6%, otherwise: 0% }")]
    [InlineData("{ by: PV, from 0: 3%, from 300: 6% }")]
    [InlineData("{ by: PV, from 300: 6% }\n    receives: PV >= 300")]
    public void Brackets_ThatCoverEverything_HaveNoGap(string rate) => Checked.ShouldBeSilent(Rebate(rate), "bracket-gap");

    [Fact]
    public void Brackets_MarginalAboveZero_AreAGap() => Checked.OnlyWarning(
        Rebate("{ by: PV, brackets: marginal, from 100: 6%, otherwise: 2% }"), 5, 41, "bracket-gap",
            "Write a row 'from 0', with 0 if that is meant.");

    [Fact]
    public void Brackets_ForExactlyOneVolume_AreAGap() => Checked.OnlyWarning(
        Rebate("{ by: PV, 300: 6%, otherwise: 0% }"), 5, 21, "bracket-gap", "Write 'from 300'.");

    [Theory]
    [InlineData("{ by: PV, from 0: 5%, above 8000: 8%, from 8001: 11% }", 33, "8000.01 to below 8001")]
    [InlineData("{ by: PV, from 0: 5%, from 8000: 8%, above 8000: 11% }", 33, "8000 to below 8000.01")]
    public void Brackets_WrittenWithFromAndAbove_Overlap(string rate, int column, string holds) => Checked.OnlyWarning(
        Rebate(rate), 5, column, "bracket-overlap",
            "Write both with 'from', or both with 'above'.").Message.ShouldContain($"holds only from {holds} of 'PV'");

    [Fact]
    public void Table_WithoutARowForARank_HasAGap()
    {
        const string Plan = Volume
            + "ranks: { ladder: [{ rank: A, needs: PV >= 1 }, { rank: B, needs: PV >= 5 }, { rank: C, needs: PV >= 9 }] "
            + "}\nbonuses:\n  - rebate: R\n    of: PV\n";
        Checked.OnlyWarning(Plan + "    rate: { by: rank, B: 5% }", 6, 11, "bracket-gap",
            "Write 'otherwise: 0' if that is meant, or a row for each.")
            .Message.ShouldBe("For 'rank' A, C, the rate of 'R' has no row and gives nothing.");
        Checked.ShouldBeSilent(Plan + "    rate: { by: rank, B: 5%, otherwise: 0% }", "bracket-gap");
        Checked.ShouldBeSilent(Plan + "    receives: [rank >= B]\n    rate: { by: rank, B: 5%, C: 6% }", "bracket-gap");
    }

    // 6% of 1,499.99 is 89.99 (cut off); 5% of 1,500 is 75.00: one cent of volume costs 14.99.
    [Fact]
    public void Rate_ThatFallsAtAThreshold_PaysLessForMore() => Checked.OnlyWarning(
        Rebate("{ by: PV, from 0: 6%, from 1500: 5% }"), 5, 33, "more-pays-less",
        "Let the rows rise, or use 'brackets: marginal' so that a rate counts for its own part only.").Message.ShouldBe(
            "In the rate of 'R' more 'PV' gives less: 0.06 below 1500, 0.05 from there on. 1499.99 pays 89.99, 1500 pays "
                + "75.00.");

    [Theory]
    [InlineData("{ by: PV, from 0: 5%, from 1500: 6% }")]
    [InlineData("{ by: PV, brackets: marginal, from 0: 6%, from 1500: 5% }")]
    [InlineData("{ by: months since enrolled, from 0: 10%, from 12: 5% }")]
    public void Rate_ThatDoesNotFallWithSales_IsFine(string rate) => Checked.ShouldBeSilent(Rebate(rate), "more-pays-less");

    [Fact]
    public void Rate_OfAHigherRankThatIsLower_PaysLessForMore() => Checked.OnlyWarning(
        Ranks("PV >= 1", "PV >= 5") + "bonuses:\n  - { unilevel: U, of: PV, rate: { by: rank, A: [5%, 3%], B: [6%, 2%] } }",
            8, 59, "more-pays-less",
        "Let the rows rise with the ranks.").Message.ShouldBe("In the rate of 'U' the higher rank gets less: A 0.03, B 0.02.");

    [Fact]
    public void BalancedVolume_ThatPaysLess_IsFound() => Checked.OnlyWarning(
        Volume + "trees: { placement: { legs: [l, r] } }\nbonuses:\n  - binary: B\n    of: PV\n    table: { from 250: "
            + "40, from 500: 30 }", 6, 12, "more-pays-less",
        "Let the rows rise.");

    [Fact]
    public void Bonus_WhoseReceiversCannotBe_NeverPays()
    {
        Checked.OnlyWarning(Rebate("5%\n    receives: [PV >= 100, PV < 50]"), 6, 15, "never-pays", "Correct 'receives'.");
        Checked.OnlyWarning(Rebate("5%\n    receives: never"), 6, 15, "never-pays", "Correct 'receives'.");
        Checked.OnlyWarning(Rebate("5%\n    payable when: never"), 6, 19, "never-pays", "Correct 'payable when'.");
        Checked.OnlyWarning(Rebate("0%"), 5, 11, "never-pays", "Write the rates, or leave the bonus out.");
        Checked.OnlyWarning(Rebate("5%\n    runs: 2025-01-01 to 2025-06-30"), 6, 11, "never-pays",
            "Correct the dates, or leave the bonus out.");
        Checked.OnlyWarning(Ranks("PV >= 1", "never") + "bonuses:\n  - { rebate: U, of: PV, rate: 5%, receives: rank >= B }",
            8, 46, "never-pays",
            "Correct what the rank needs.");
    }

    [Fact]
    public void Names_ThatNothingUses_AreFound()
    {
        Checked.OnlyWarning("volumes:\n  PV: {}", 2, 7, "unused",
            "Use it or leave it out.").Message.ShouldBe("Nothing uses the volume 'PV'.");
        Checked.OnlyWarning("attributes: { sellers: { age: number } }", 1, 31, "unused", "Use it or leave it out.");
        Checked.OnlyWarning("attributes: { orders: { kind: [a, b] } }", 1, 31, "unused", "Use it or leave it out.");
        Checked.OnlyWarning("measures:\n  five: 5", 2, 9, "unused",
            "Use it, leave it out, or give it a 'title' so that statements show it.");
        Checked.ShouldBeSilent("measures:\n  five: { is: 5, title: Five }", "unused");
        Checked.ShouldBeSilent("attributes: { sellers: { boss: seller } }\npayout: { owner: boss }", "unused");
    }

    [Fact]
    public void Pool_ThatIsNotNormalised_CanBeOverdrawn() => Checked.OnlyWarning(
        Volume + "bonuses:\n  - { pool: P, fund: 2% * company PV, by: PV, times: 2, normalised: no }", 3, 69, "over-drawn",
        "Write 'normalised: yes', or limit the pool with a cap per company.");

    [Fact]
    public void PlanWithEverythingWritten_HasNoFindings() => Checked.Findings("""
        volumes: { PV: {} }
        trees:
          enrolment: {}
          placement: { legs: [left, right] }
        measures:
          GV: { sum: PV }
          active: PV >= 100
        ranks:
          title: follows rank
          ladder:
            - { rank: Member, needs: [active] }
            - { rank: Gold, needs: [active, GV >= 2000, at least 2 legs where GV >= 500] }
            - { rank: Diamond, needs: [active, GV >= 20000, at least 2 legs containing rank >= Gold] }
        bonuses:
          - rebate: Rebate
            of: PV
            rate: { by: PV, from 0: 3%, from 300: 6% }
          - unilevel: Team
            of: PV
            receives: [active]
            levels: { when: active, otherwise: skip }
            rate: { by: rank, Member: [5%, 2%], Gold: [5%, 3%], Diamond: [5%, 3%, 2%], otherwise: 0% }
          - differential: Leadership
            of: PV
            receives: [active]
            counting: receivers
            rate: { by: title, Member: 3%, Gold: 6%, Diamond: 9%, otherwise: 0% }
          - generations: Generations
            of: PV
            receives: [rank >= Gold]
            generation: { ends at: rank >= Gold, ineligible: ends it }
            rate: [4%, 2%]
          - binary: Balance
            of: PV
            receives: [active]
            percent: 10%
            unused: carried
            not received: kept
          - matching: Match
            of: earnings from Team
            receives: [active]
            levels: active
            rate: [10%, 5%]
          - pool: Diamonds
            fund: 2% * company PV
            receives: [rank >= Diamond]
            by: GV
        caps:
          - { cap: Company, per: company, at most: 60% * company PV }
        markets: [DE, KZ]
        """).ShouldBeEmpty();

    private const string AsOfOrders = "volumes: { PV: {} }\ntrees: { enrolment: { as of: order } }\nbonuses:\n"
        + "  - { grant: G, of: PV, rate: 1%, receives: CONDITION }\n";

    [Theory]
    [InlineData("organisation(PV) >= 100")]
    [InlineData("at least 2 legs where PV >= 1")]
    public void Measure_OverATreeAsOfOrders_IsFound(string condition) =>
        Checked.OnlyWarning(AsOfOrders.Replace("CONDITION", condition, StringComparison.Ordinal),
            2, 30, "tree-moment", "Write 'as of: period end', or see to it that sellers move at the turn of a period.");

    [Fact]
    public void Measure_OfTheSellerAlone_IsNot() =>
        Checked.ShouldBeSilent(AsOfOrders.Replace("CONDITION", "PV >= 100", StringComparison.Ordinal), "tree-moment");
}
