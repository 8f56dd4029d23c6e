using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class BreakawayLadderTests
{
    private const string Breakaway = """
        volumes:
          PV: {}
        measures:
          side PV: { sum: PV, until: rank >= Leader }
          leader legs: count of legs containing rank >= Leader
        ranks:
          ladder:
            - { rank: Leader, needs: side PV >= 1000 }
            - { rank: Senior, needs: [side PV >= 1000, leader legs >= 2] }
        """;

    [Fact]
    public void Group_WithoutLegsThatBrokeAway_DecidesWhoBreaksAwayItself()
    {
        // E has 1000 and is a Leader. D: 600 + F's 300, without E: 900, none. C: 100 + D's 900 = 1000, Leader although E broke away below.
        // B: 1200, Leader. A: 999 without B's and C's groups, none. Root: 1 + A's 999 = 1000, two leader legs? One leg only (A's): Leader.
        var result = new Company(Breakaway, "Root(A(B,C(D(E,F))))").Order("1", "Root", "1").Order("2", "A", "999").Order("3", "B", "1200")
            .Order("4", "C", "100").Order("5", "D", "600").Order("6", "E", "1000").Order("7", "F", "300").Close();

        var names = new[] { "Root", "A", "B", "C", "D", "E", "F" };
        names.Select(name => Company.Measure(result, name, "side PV") / 100).ShouldBe([1000, 999, 1200, 1000, 900, 1000, 300]);
        names.Select(name => result.Rank[result.Sellers.Find(name)]).ShouldBe([1, 0, 1, 1, 0, 1, 0]);
    }

    [Fact]
    public void Group_WithTwoLeaderLegs_IsSenior()
    {
        var result = new Company(Breakaway, "A(B,C)").Order("1", "A", "1000").Order("2", "B", "1000").Order("3", "C", "1000").Close();

        result.Rank.ShouldBe([2, 1, 1]);
    }

    [Theory]
    // Two trees side by side: a rank below in one may stand above in the other.
    [InlineData("tree: placement, ", "at least 1 legs where rank >= Leader")]
    // One's own rank decides whether one's own volume counts.
    [InlineData("where: rank < Leader, ", "PV >= 1")]
    public void Ladder_ThatNeedNotComeToRest_IsRefused(string measure, string need)
    {
        var text = "plan: T\nversion: 1\neffective: 2026-01-01\ncurrency: EUR\nzone: UTC\ntrees: { enrolment: {}, placement: {} }\n"
            + Breakaway.Replace("{ sum: PV, until", "{ sum: PV, " + measure + "until", StringComparison.Ordinal)
                .Replace("needs: [side PV >= 1000, leader legs >= 2]", $"needs: [side PV >= 1000, {need}]", StringComparison.Ordinal);

        PlanChecker.Check(text, "p").Findings.ShouldContain(finding => finding.Code == "rank-cycle");
    }
}
