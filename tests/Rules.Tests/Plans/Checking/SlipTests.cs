using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Checking;

/// <summary>What people write at first, and what they are told.</summary>
public class SlipTests
{
    private static string Measure(string formula) => $"volumes: {{ PV: {{}} }}\nmeasures:\n  m: {formula}\n";

    [Theory]
    [InlineData("PV => 100", 10, "formula", "Write '>='.")]
    [InlineData("PV > = 100", 11, "formula", "Write '>=' without a space.")]
    [InlineData("PV == 100", 10, "formula", "Write one '='.")]
    [InlineData("PV >= 1 && new", 14, "formula", "Write 'and'.")]
    [InlineData("PV >= 1 || new", 14, "formula", "Write 'or'.")]
    [InlineData("max(PV; 3)", 12, "formula", "Separate with a comma.")]
    [InlineData("5 percent * PV", 8, "formula", "Write '5%'.")]
    [InlineData("PV >= 1,000", 13, "formula", "Write large numbers as 1000 or 1_000.")]
    [InlineData("if PV > 3 then 5", 6, "unknown-name", "Write if(condition, a, b).")]
    [InlineData("floor(PV)", 6, "unknown-name", "Write whole(…).")]
    [InlineData("sum(PV)", 6, "unknown-name",
        "Write organisation(…), downline(…) or frontline(…), or a measure such as '{ sum: PV, over: frontline }'.")]
    [InlineData("source.PV", 6, "unknown-name", "It is known where a bonus looks at orders, or walks up from a source.")]
    public void Formula_OfAnotherLanguage_IsToldWhatThisOneHas(string formula, int column, string code, string remedy) =>
        Checked.OnlyError(Measure(formula), 3, column, code, remedy);

    [Fact]
    public void OrdersAttribute_WhereSellersAreMeant_IsToldWhereItIsKnown() => Checked.OnlyError(
        "attributes: { orders: { kind: [a, b] } }\nmeasures:\n  m: kind is a", 3, 6, "unknown-name",
        "It is known of orders only: use it in a volume's 'where', or in a bonus 'per: order'.")
        .Message.ShouldBe("In 'kind is a': 'kind' is not known here.");

    [Fact]
    public void UnknownName_NothingNear_ListsThePlansOwnNamesFirst() => Checked.OnlyError(
        Measure("volume"), 3, 6, "unknown-name",
        "Known: PV, m, rank, previous rank, title, previous title, enrolled, new, days since enrolled, months since enrolled, has parent, "
        + "number of sellers, …");

    [Fact]
    public void Values_OfDifferentLists_AreBothTold() => Checked.OnlyError(
        "attributes: { sellers: { package: [S, L] } }\nmeasures:\n  m: rank >= S\nranks: { ladder: [Gold, Diamond] }", 3, 11, "unit",
        "'rank' is one of Gold, Diamond; 'S' is one of S, L.");

    [Fact]
    public void Date_ComparedWithANumber_IsRefused() => Checked.OnlyError(
        "attributes: { sellers: { joined: date } }\nmeasures:\n  m: joined > 5", 3, 13, "unit",
        "Compare it with a date such as 2026-01-31, or use 'days since joined'.");

    /// <summary>One error where it was made, and none where the name is used.</summary>
    [Fact]
    public void Measure_ThatCouldNotBeRead_IsNotReportedWhereItIsUsed() => Checked.Findings(
        Measure("[PV >= 1, new]") + "bonuses:\n  - { rebate: R, of: PV, rate: 5%, receives: m and PV >= 3 }")
        .ShouldHaveSingleItem().Code.ShouldBe("wrong-kind");

    [Fact]
    public void Leg_OfATreeThatDoesNotExist_IsNotReported() => Checked.OnlyError(
        "volumes: { PV: {} }\ntrees: { enrolment: {}, placement: { legs: [l, r] } }\nmeasures:\n  m: { sum: PV, tree: placment, leg: l }", 4, 23,
        "unknown-name", "Did you mean 'placement'?");

    private const string Tree = "volumes: { PV: {} }\nmeasures:\n  in z: organisation(PV, z)\n  paid: earnings from R\n"
        + "trees:\n  enrolment: {}\n  z: { from: enrolment, keep: ";

    private const string Bonus = "bonuses: [{ rebate: R, of: PV, rate: 5% }]\n";

    [Theory]
    [InlineData("in z > 3", "PV >= 1", "z → in z → z")]
    [InlineData("rank >= Gold", "in z > 3", "z → ranks → in z → z")]
    [InlineData("'frontline(PV, z) > 3'", "PV >= 1", "z → z")]
    public void Tree_ThatDependsOnItself_IsACircle(string keep, string needs, string circle)
    {
        var found = Checked.OnlyError($"{Tree}{keep} }}\nranks: {{ ladder: [{{ rank: Gold, needs: {needs} }}] }}\n{Bonus}", 7, 6, "cycle",
            "Let it depend on something else, such as 'previous rank'.");
        found.Message.ShouldBe($"The tree 'z' depends on itself: {circle}.");
    }

    [Theory]
    [InlineData("PV > 3", "in z > 3")]
    [InlineData("rank >= Gold", "PV > 3")]
    [InlineData("previous rank >= Gold", "in z > 3")]
    public void Tree_BelowOrAboveRanks_IsNone(string keep, string needs) =>
        Checked.ShouldBeSilent($"{Tree}{keep} }}\nranks: {{ ladder: [{{ rank: Gold, needs: {needs} }}] }}\n{Bonus}", "cycle");

    [Fact]
    public void TreeOrRank_ThatDependsOnPay_IsRefused()
    {
        Checked.OnlyError($"{Tree}paid > 3 }}\n{Bonus}", 7, 6, "cycle", "Use a measure of volume, or an attribute.")
            .Message.ShouldBe("The tree 'z' depends on what 'R' pays, which is only known once trees are.");
        Checked.OnlyError($"{Tree}PV > 3 }}\nranks: {{ ladder: [{{ rank: Gold, needs: paid > 3 }}] }}\n{Bonus}", 8, 19, "cycle",
            "Use 'previous title', or a measure of volume.");
    }

    [Theory]
    [InlineData("bonuses: [{ pool: P, fund: 2% * PV, by: 1 }]", 28, "company PV")]
    [InlineData("bonuses: [{ pool: P, fund: 2% * company PV, by: PV, out of: GV }]", 61, "company GV")]
    [InlineData("caps: [{ cap: C, per: company, at most: 60% * GV }]", 41, "company GV")]
    public void Sum_OfTheCompanyBySeller_IsRefused(string line, int column, string instead) =>
        Checked.OnlyError($"volumes: {{ PV: {{}} }}\nmeasures: {{ GV: {{ sum: PV }} }}\n{line}", 3, column, "wrong-value", $"Write '{instead}'.");

    [Theory]
    [InlineData("2% * company PV")]
    [InlineData("2% * all PV")]
    [InlineData("45% * whole(all PV / number of sellers)")]
    [InlineData("10000")]
    public void Sum_OfTheCompany_MayBeAMeasure(string fund) => Checked.ShouldBeSilent(
        $"volumes: {{ PV: {{}} }}\nmeasures: {{ all PV: {{ sum: PV, over: company }} }}\nbonuses: [{{ pool: P, fund: {fund}, by: PV }}]", "wrong-value");

    [Fact]
    public void Cap_OfNothing_IsToldOfWhat() => Checked.OnlyError("caps: [{ cap: C, per: company, at most: 60% }]", 1, 41, "wrong-value",
        "Write '60% * company CV', with the plan's own volume.");

    [Fact]
    public void Bonus_WithRateAndAmount_IsRefused() => Checked.OnlyError(
        "volumes: { PV: {} }\nbonuses: [{ rebate: R, of: PV, rate: 5%, amount: 3 }]", 2, 50, "wrong-value", "Leave one of them out.");
}
