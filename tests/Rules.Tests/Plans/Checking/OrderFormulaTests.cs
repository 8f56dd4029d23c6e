using Xunit;

namespace Compensation.Rules.Tests.Plans.Checking;

/// <summary>Formulas about orders: what they know, and where a volume's name alone is a trap.</summary>
public class OrderFormulaTests
{
    private const string Volume = "volumes: { PV: {} }\nmeasures: { group: { sum: PV } }\nbonuses:\n";

    [Theory]
    [InlineData("rate", "{ by: PV, from 0: 5%, from 100: 10% }")]
    [InlineData("times", "{ by: PV, from 0: 1, from 100: 2 }")]
    public void RatePerOrder_ByAVolumesNameAlone_IsWarnedOf(string key, string table) => Checked.OnlyWarning(
        $"{Volume}  - grant: G\n    per: order\n    of: PV\n    {key}: {table}\n", 7, key.Length + 7, "period-total",
        "Write 'order.PV' for the order's; if the total is meant, 'source.PV'.");

    [Fact]
    public void WalkPerOrder_ByAVolumesNameAlone_IsWarnedOf() => Checked.OnlyWarning(
        $"{Volume}  - unilevel: U\n    per: order\n    of: PV\n    rate: [{{ by: PV, from 0: 5%, from 100: 10% }}]\n", 7, 11, "period-total",
        "Write 'order.PV' for the order's; if the total is meant, give it a name under 'measures'.");

    [Theory]
    [InlineData("order.PV")]
    [InlineData("row.PV")]
    [InlineData("source.PV")]
    [InlineData("group")]
    public void RatePerOrder_ThatSaysWhoseVolume_IsFine(string key) => Checked.ShouldBeSilent(
        $"{Volume}  - grant: G\n    per: order\n    of: PV\n    rate: {{ by: {key}, from 0: 5%, from 100: 10% }}\n", "period-total");

    [Theory]
    [InlineData("  - { unilevel: U, of: PV, rate: [{ by: order.PV, from 0: 5% }] }", 41)]
    [InlineData("  - { unilevel: U, of: PV, rate: [5%], where: row.PV > 1 }", 47)]
    [InlineData("  - { grant: G, of: PV, rate: 5%, receives: order.PV > 1 }", 45)]
    public void OrderPrefix_WhereNoOrderIsAtHand_IsRefused(string bonus, int column) => Checked.OnlyError(
        Volume + bonus, 4, column, "unknown-name", "Use it in 'of', 'where' and the tables of a bonus 'per: order'.");

    [Theory]
    [InlineData("  - { grant: G, per: order, of: PV, rate: 5%, where: order.group >= 5 }")]
    [InlineData("  - { grant: G, per: order, of: PV, rate: 5%, where: row.rank >= 5 }")]
    public void OrderPrefix_KnowsTheOrderAlone(string bonus) =>
        Assert.Equal("unknown-name", Assert.Single(Checked.Findings(Volume + bonus), finding => finding.Severity == Rules.Plans.Severity.Error).Code);

    [Theory]
    [InlineData("where: points >= 5", "where")]
    [InlineData("where: order.points >= 5", "where")]
    [InlineData("times: { by: points, from 0: 1 }", "times")]
    public void Volume_ComputedFromItself_IsRefused(string line, string key) => Checked.OnlyError(
        $"volumes:\n  PV: {{}}\n  points:\n    is: PV\n    {line}\n", 5, key.Length + 7, "cycle", "Declare it after those it uses.");

    [Fact]
    public void MarginalRate_ByAnotherVolumeOfTheOrder_IsRefused() => Checked.OnlyError(
        "volumes: { PV: {}, CV: {} }\nbonuses:\n  - grant: G\n    per: order\n    of: PV\n    rate: { by: order.CV, brackets: marginal, from 0: 5% }\n",
        6, 11, "marginal", "Let 'by' be the base itself, or use whole brackets.");
}
