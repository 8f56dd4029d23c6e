using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Checking;

/// <summary>How much of a volume a plan can pay at most; the sums are made by hand in each comment.</summary>
public class PayoutBoundTests
{
    private const string Remedy = "Lower the rates, limit the levels, or add a cap 'per: company' with 'at most: 60% * "
        + "company PV'.";

    private static string Plan(params string[] bonuses) =>
        "volumes: { PV: {} }\ntrees: { enrolment: {}, placement: { legs: [l, r] } }\nbonuses:\n"
        + string.Concat(bonuses.Select(bonus => $"  - {{ {bonus} }}\n"));

    private static void Over(string breakdown, int line, params string[] bonuses) =>
        Checked.OnlyWarning(Plan(bonuses), line, 5, "pays-over-100",
            Remedy).Message.ShouldBe($"More than all of 'PV' can be paid out: {breakdown}.");

    private static void Within(params string[] bonuses) => Checked.ShouldBeSilent(Plan(bonuses), "pays-over-100");

    [Fact]
    public void Thirds_AddUpToTheWhole_AndNoMore() => Within("unilevel: U, of: PV, rate: [1/3, 1/3, 1/3]");

    private const string EveryAncestor = " can pay every ancestor on the same order, however many there are";

    // 60 + 30 + 11 = 101; 60 + 30 + 10 = 100 is still all of it.
    [Fact]
    public void Unilevel_SumOfLevels_IsTheBound()
    {
        Over("U 101%", 4, "unilevel: U, of: PV, rate: [60%, 30%, 11%]");
        Within("unilevel: U, of: PV, rate: [60%, 30%, 10%]");
    }

    // Best of each level: 50 + 30 = 80, and 30 for the rebate.
    [Fact]
    public void Bonuses_OnOneVolume_AddUp() =>
        Over("U 80% + R 30% = 110%", 4, "unilevel: U, of: PV, rate: [50%, 30%]", "rebate: R, of: PV, rate: 30%");

    // Three levels of 40.
    [Fact]
    public void Depth_LimitsASingleRate()
    {
        Over("U 120%", 4, "unilevel: U, of: PV, rate: 40%, depth: 3");
        Within("unilevel: U, of: PV, rate: 40%, depth: 2");
        Over("'U'" + EveryAncestor, 4, "unilevel: U, of: PV, rate: 1%");
    }

    // A factor of one half: 2 * 60 * 1/2 = 60.
    [Fact]
    public void Times_IsAPartOfTheBound() => Within("unilevel: U, of: PV, times: 50%, rate: [60%, 60%]");

    [Fact]
    public void Differential_PaysItsHighestRateOnce()
    {
        Within("differential: D, of: PV, rate: { by: PV, from 0: 10%, from 100: 90% }");
        Over("D 110%", 4, "differential: D, of: PV, rate: { by: PV, from 0: 10%, from 100: 110% }");
    }

    // Team pays 60 at most. A match of 50 + 25 of it: 45. Together 105.
    [Fact]
    public void Matching_MultipliesWhatItMatches() =>
        Over("T 60% + M 45% = 105%", 4, "unilevel: T, of: PV, rate: [40%, 20%]",
            "matching: M, of: earnings from T, rate: [50%, 25%]");

    // 1/2 + 1/4 + 1/8 … is at most 1; 2/3 + 4/9 … is at most 2.
    [Fact]
    public void Cascade_IsAGeometricSeries()
    {
        Within("unilevel: U, of: PV, rate: 50%, cascade: yes");
        Over("U 200%", 4, "unilevel: U, of: PV, rate: 2/3, cascade: yes");
    }

    [Fact]
    public void Total_LimitsThePath() => Within("unilevel: U, of: PV, rate: 30%, total: 80%");

    [Fact]
    public void Stairstep_PaysTheHighestRateOnce_AndWithoutTheLegsDeducted_EveryAncestor()
    {
        Within("grant: G, of: organisation(PV), rate: 21%, less legs: organisation(PV)");
        Over("'G'" + EveryAncestor, 4, "grant: G, of: organisation(PV), rate: 21%");
    }

    // 40 of the company's volume, and 70 of each order.
    [Fact]
    public void Pool_PaysItsFund() =>
        Over("R 70% + P 40% = 110%", 5, "pool: P, fund: 40% * company PV, by: 1", "rebate: R, of: PV, rate: 70%");

    [Fact]
    public void Binary_PaysEveryAncestor_UnlessTheCompanyIsCapped()
    {
        const string Binary = "binary: B, of: PV, percent: 10%, unused: carried";
        Over("'B'" + EveryAncestor, 4, Binary);
        Checked.ShouldBeSilent(Plan(Binary) + "caps:\n  - { cap: All, per: company, at most: 60% * company PV }\n",
            "pays-over-100");
        Checked.Findings(Plan(Binary) + "caps:\n  - { cap: All, per: company, at most: 60% * company PV, cuts: review }\n")
            .ShouldHaveSingleItem().Code.ShouldBe("pays-over-100");
    }

    [Fact]
    public void VolumeThatOnlyQualifies_IsNotInTheBound() => Checked.ShouldBeSilent(
        "volumes: { PV: { purpose: qualify } }\nbonuses:\n  - { rebate: R, of: PV, rate: 150% }", "pays-over-100");

    // CV is 50% of PV; 150% of CV are 75% of PV.
    [Fact]
    public void DerivedVolume_CountsByWhatItIsMadeOf() => Checked.ShouldBeSilent(
        "volumes: { PV: {}, CV: PV * 50% }\nbonuses:\n  - { rebate: R, of: CV, rate: 150% }", "pays-over-100");
}
