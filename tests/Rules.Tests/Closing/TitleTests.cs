using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class TitleTests
{
    private const string Ladder = """
        volumes:
          PV: {}
        ranks:
          RULES
          ladder:
            - { rank: Silver, needs: PV >= 100 }
            - { rank: Gold, needs: PV >= 200 }
            - { rank: Diamond, needs: PV >= 300 }
        bonuses:
          - advancement: Award
            amount: { by: rank, Silver: 10, Gold: 20, Diamond: 30 }
            BONUS
        """;

    [Theory]
    [InlineData("title: kept for life", new[] { 3, 3, 3, 3 })]
    [InlineData("title: follows rank", new[] { 3, 1, 2, 1 })]
    // Two periods below Diamond, the better of which was Gold.
    [InlineData("title: demoted\n  demoted after: 2", new[] { 3, 3, 2, 2 })]
    [InlineData("title: demoted\n  demoted after: 1\n  demoted to: one down", new[] { 3, 2, 2, 1 })]
    public void Title_RankFallsAndRises_FollowsTheRule(string rules, int[] expected) =>
        Titles(rules, "300", "100", "200", "100").ShouldBe(expected.Select(title => (long)title));

    [Fact]
    public void Rank_MissedWithGrace_IsGivenOnceMore() => Ranks("grace periods: 1", "300", "100", "100", "300", "0").ShouldBe([3, 3, 1, 3, 3]);

    [Fact]
    public void Rank_StepByStep_NeedsEveryLowerRank()
    {
        var plan = Ladder.Replace("PV >= 100", "PV >= 100 and PV < 250", StringComparison.Ordinal);

        RanksOf(plan, "evaluate: step by step", "", "300").ShouldBe([0]);
        RanksOf(plan, "evaluate: highest first", "", "300").ShouldBe([3]);
    }

    [Theory]
    [InlineData("", new[] { 3000, 0, 0 })]
    [InlineData("skipped ranks: paid at once", new[] { 6000, 0, 0 })]
    [InlineData("skipped ranks: one per period", new[] { 1000, 2000, 3000 })]
    [InlineData("held for: 2", new[] { 0, 3000, 0 })]
    public void Advancement_DiamondAtOnce_PaysAsTheRuleSays(string bonus, int[] expected) =>
        Run(Ladder, "title: kept for life", bonus, "300", "300", "300").Select(result => Company.Pay(result, "A")).ShouldBe(expected.Select(pay => (long)pay));

    [Fact]
    public void Advancement_RisingWhileHeld_PaysTheRankThatWasHeldLongEnough() =>
        // Silver, Gold, Gold: after two periods Silver was held in both, Gold only in one; after three Gold in two.
        Run(Ladder, "title: kept for life", "held for: 2", "100", "200", "200").Select(result => Company.Pay(result, "A")).ShouldBe([0, 1000, 2000]);

    [Fact]
    public void Advancement_OnePerPeriod_PassesOverARankWithoutAmount() =>
        // Diamond at once: Silver has no award, so Gold is paid first, then Diamond.
        Run(Ladder.Replace("Silver: 10, ", "", StringComparison.Ordinal), "title: kept for life", "skipped ranks: one per period", "300", "300", "300")
            .Select(result => Company.Pay(result, "A")).ShouldBe([2000, 3000, 0]);

    private static IEnumerable<long> Titles(string rules, params string[] volumes) =>
        Run(Ladder, rules, "", volumes).Select(result => Company.TitleOf(result, "A"));

    private static IEnumerable<long> Ranks(string rules, params string[] volumes) => RanksOf(Ladder, rules, "", volumes);

    private static IEnumerable<long> RanksOf(string plan, string rules, string bonus, params string[] volumes) =>
        Run(plan, rules, bonus, volumes).Select(result => result.Rank[result.Sellers.Find("A")]);

    /// <summary>Closes one month after another, with one volume each.</summary>
    private static List<Result> Run(string plan, string rules, string bonus, params string[] volumes)
    {
        var text = plan.Replace("RULES", rules, StringComparison.Ordinal).Replace("BONUS", bonus, StringComparison.Ordinal);
        var results = new List<Result>();
        var carry = Carry.None;
        for (var month = 1; month <= volumes.Length; month++)
        {
            var company = new Company(text, "A").Order("o", "A", volumes[month - 1], $"2026-{month:D2}-10");
            results.Add(company.Close($"2026-{month:D2}", carry));
            carry = results[^1].Carry;
        }

        return results;
    }
}
