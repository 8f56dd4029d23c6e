using Compensation.Silo.Comparing;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Comparing;

public sealed class PlanDiffTests : IDisposable
{
    private const string Plan = """
        plan: Aurora   # the programme
        version: 3
        ranks:
          ladder:
            - rank: Silver
              needs: [PV >= 100]
            - rank: Gold
              needs: [PV >= 100, GV >= 2000]
        bonuses:
          - unilevel: Team
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
        bonuses: [{ unilevel: Team, rate: [5%, 3%] }, { pool: Leaders, fund: 2% }]
        ranks: { ladder: [{ rank: Silver, needs: [PV >= 100] }, { rank: Gold, needs: [PV >= 100, GV >= 2000] }] }
        """).ShouldBeEmpty();

    [Fact]
    public void Between_AChangedRate_NamesTheBonusAndBothRates() =>
        PlanDifferences.Between(Plan, Plan.Replace("[5%, 3%]", "[5%, 4%, 1%]")).ShouldBe(
        [
            new PlanDifference(
                DifferenceKind.Changed, "bonuses / unilevel: Team / rate", "[5%, 3%]", 11, "[5%, 4%, 1%]", 11),
        ]);

    [Fact]
    public void Between_ABonusInsertedInTheMiddle_IsOneDifference() => PlanDifferences.Between(Plan, Plan.Replace(
            "  - pool: Leaders", "  - rebate: Own\n    rate: 4%\n  - pool: Leaders"))
        .ShouldBe([new PlanDifference(DifferenceKind.Added, "bonuses / rebate: Own", null, 0, "{ rebate: Own, rate: 4% }", 12)]);

    [Fact]
    public void Between_ARemovedKey_IsNamedWithWhatItSaid() => PlanDifferences.Between(Plan, Plan.Replace("    fund: 2%", ""))
        .ShouldBe([new PlanDifference(DifferenceKind.Removed, "bonuses / pool: Leaders / fund", "2%", 13, null, 0)]);

    [Fact]
    public void Between_RanksInAnotherOrder_IsSaid()
    {
        const string silver = "    - rank: Silver\n      needs: [PV >= 100]\n";
        var other = Plan.ReplaceLineEndings("\n").Replace(silver, "").Replace("bonuses:", silver + "bonuses:");

        PlanDifferences.Between(Plan, other).ShouldBe(
        [
            new PlanDifference(
                DifferenceKind.Reordered, "ranks / ladder", "rank: Silver, rank: Gold", 5, "rank: Gold, rank: Silver", 5),
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
        var answer = Diff(Plan, Plan.Replace("version: 3", "version: 4").Replace("fund: 2%", "paid: 3%"));

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("bonuses / pool: Leaders / fund");
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
    [InlineData("a: [1", "b.yaml:")]
    [InlineData("a: 1\na: 2", "b.yaml:2:1")]
    [InlineData("a: &x [1, *x]", "alias")]
    [InlineData("a: &x 1\nb: *x", "b.yaml:2:4")]
    public void Diff_WhatIsNoPlanText_IsAUsageErrorWithItsPlace(string broken, string expected)
    {
        var answer = Diff(Plan, broken);

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Output.ShouldBeEmpty();
        answer.Errors.ShouldContain(expected);
    }

    [Fact]
    public void Diff_BracketsWithoutEnd_AreRefusedInsteadOfOverflowing() =>
        Diff(Plan, new string('[', 100_000)).Errors.ShouldContain("nested too deeply");

    private Answer Diff(string before, string after, params string[] more) =>
        Answer.To(["plan", "diff", folder.Write("a.yaml", before), folder.Write("b.yaml", after), .. more]);
}
