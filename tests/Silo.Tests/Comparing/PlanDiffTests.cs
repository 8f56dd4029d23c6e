using Compensation.Rules.Plans.Comparing;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Comparing;

public sealed class PlanDiffTests : IDisposable
{
    private const string Plan = """
        plan: Aurora   # the programme
        version: 3
        effective: 2026-01-01
        currency: EUR
        zone: Europe/Berlin
        volumes: { PV: , GV: }
        ranks:
          ladder:
            - rank: Silver
              needs: [PV >= 100]
            - rank: Gold
              needs: [PV >= 100, GV >= 2000]
        bonuses:
          - unilevel: Team
            of: CV
            rate: [5%, 3%]
          - pool: Leaders
            fund: 2%
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Between_TheSamePlanWrittenInAnotherWay_IsNothing() => PlanDifferences.Between(Plan, """
        version: "3"
        plan: 'Aurora'
        volumes: {PV: "", GV: ''}
        zone: "Europe/Berlin"
        effective: 2026-01-01
        currency: EUR
        bonuses: [{ unilevel: Team, of: CV, rate: [5%, 3%] }, { pool: Leaders, fund: 2% }]
        ranks: { ladder: [{ rank: Silver, needs: [PV >= 100] }, { rank: Gold, needs: [PV >= 100, GV >= 2000] }] }
        """).ShouldBeEmpty();

    [Fact]
    public void Between_AChangedRate_NamesTheBonusAndBothRates() =>
        PlanDifferences.Between(Plan, Plan.Replace("[5%, 3%]", "[5%, 4%, 1%]")).ShouldBe(
        [
            new PlanDifference(
                DifferenceKind.Changed, "bonuses / unilevel: Team / rate", "[5%, 3%]", 16, "[5%, 4%, 1%]", 16),
        ]);

    [Fact]
    public void Between_ABonusInsertedInTheMiddle_IsOneDifference() => PlanDifferences.Between(Plan, Plan.Replace(
            "  - pool: Leaders", "  - rebate: Own\n    rate: 4%\n  - pool: Leaders"))
        .ShouldBe([new PlanDifference(DifferenceKind.Added, "bonuses / rebate: Own", null, 0, "{ rebate: Own, rate: 4% }", 17)]);

    [Fact]
    public void Between_ARemovedKey_IsNamedWithWhatItSaid() => PlanDifferences.Between(Plan, Plan.Replace("    fund: 2%", ""))
        .ShouldBe([new PlanDifference(DifferenceKind.Removed, "bonuses / pool: Leaders / fund", "2%", 18, null, 0)]);

    [Fact]
    public void Between_RanksInAnotherOrder_IsSaid()
    {
        const string silver = "    - rank: Silver\n      needs: [PV >= 100]\n";
        var other = Plan.ReplaceLineEndings("\n").Replace(silver, "").Replace("bonuses:", silver + "bonuses:");

        PlanDifferences.Between(Plan, other).ShouldBe(
        [
            new PlanDifference(
                DifferenceKind.Reordered, "ranks / ladder", "rank: Silver, rank: Gold", 9, "rank: Gold, rank: Silver", 9),
        ]);
    }

    [Fact]
    public void Between_AValueThatBecomesAMapping_IsAChange() => PlanDifferences.Between("a: 1", "a: { b: 1 }")
        .ShouldBe([new PlanDifference(DifferenceKind.Changed, "a", "1", 1, "{ b: 1 }", 1)]);

    [Fact]
    public void Diff_EqualPlans_ExitsWithZero()
    {
        var answer = Answer.To("plan", "diff", folder.Write("a.yaml", Plan), folder.Write("b.yaml", Plan));

        answer.ExitCode.ShouldBe(ExitCode.Ok);
        answer.Output.Trim().ShouldBe("The plans say the same.");
    }

    [Fact]
    public void Diff_ForPeople_ShowsATableAndACount()
    {
        var answer = Diff(Plan, Plan.Replace("version: 3", "version: 4").Replace("    rate: [5%, 3%]", "    tree: enrolment"));

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("bonuses / unilevel: Team / tree");
        answer.Output.ShouldContain("1 added, 1 removed, 1 changed.");
    }

    [Fact]
    public void Diff_ForPrograms_IsAnArrayOfDifferences()
    {
        var answer = Diff(Plan, Plan.Replace("version: 3", "version: 4"), "--json");

        var difference = answer.Json().EnumerateArray().ShouldHaveSingleItem();
        difference.GetProperty("kind").GetString().ShouldBe("changed");
        difference.GetProperty("path").GetString().ShouldBe("version");
        difference.GetProperty("before").GetString().ShouldBe("3");
        difference.GetProperty("after").GetString().ShouldBe("4");
        difference.GetProperty("afterLine").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("plan: [1", "b.yaml:")]
    [InlineData("plan: X\nplan: Y", "b.yaml:2:1")]
    [InlineData("plan: &x [1, *x]", "b.yaml:1:7")]
    [InlineData("", "b.yaml:1:1")]
    public void Diff_WhatIsNoPlan_IsAUsageErrorWithItsPlace(string broken, string expected)
    {
        var answer = Diff(Plan, broken);

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Output.ShouldBeEmpty();
        answer.Errors.ShouldContain(expected);
    }

    [Fact]
    public void Diff_BracketsWithoutEnd_AreRefusedInsteadOfOverflowing() =>
        Diff(Plan, "plan: " + new string('[', 100_000)).ExitCode.ShouldBe(ExitCode.Usage);

    private Answer Diff(string before, string after, params string[] more) =>
        Answer.To(["plan", "diff", folder.Write("a.yaml", before), folder.Write("b.yaml", after), .. more]);
}
