using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Checking;

/// <summary>Errors beyond the form of a plan: each with its exact place, code and remedy.</summary>
public class PlanErrorTests
{
    [Fact]
    public void Measure_WithAnErrorOfItsOwn_IsNotReportedWhereItIsUsed()
    {
        var findings = PlanChecker.Check(
            "plan: T\nversion: 1\neffective: 2026-01-01\ncurrency: EUR\nzone: UTC\nmeasures:\n  a: b + 1\n  b: a + 1\n  c: nothing + 1\n  d: c > 2\n",
            "p").Findings;

        findings.Select(finding => (finding.Place.Line, finding.Code)).ShouldBe([(7, "cycle"), (9, "unknown-name")]);
    }

    [Fact]
    public void Measure_InATreeThatThePlanDoesNotHave_IsOneError()
    {
        var findings = PlanChecker.Check(
            "plan: T\nversion: 1\neffective: 2026-01-01\ncurrency: EUR\nzone: UTC\nvolumes: { PV: {} }\n"
            + "measures:\n  own: { sum: PV, over: dropped, tree: nowhere }\nranks:\n  ladder:\n    - { rank: A, needs: own >= 1 }\n",
            "p").Findings;

        findings.Where(finding => finding.Severity == Severity.Error).Select(finding => (finding.Place.Line, finding.Code))
            .ShouldBe([(8, "unknown-name")]);
    }

    [Fact]
    public void Currency_NoIsoCode_IsRefused()
    {
        var finding = PlanChecker.Check("plan: T\nversion: 1\neffective: 2026-01-01\ncurrency: Euro\nzone: UTC\n",
            "p").Findings.ShouldHaveSingleItem();
        finding.ToString().ShouldBe("p:4:11: error wrong-value: 'Euro' is no currency. Write its ISO 4217 code of three "
            + "capital letters, such as EUR.");
    }

    [Theory]
    [InlineData("payout: { minimum: ten }", 1, 20, "Write a number that is not negative, with at most 2 decimals.")]
    [InlineData("payout: { minimum: -5 }", 1, 20, "Write a number that is not negative, with at most 2 decimals.")]
    [InlineData("payout: { minimum: 1.005 }", 1, 20, "Write a number that is not negative, with at most 2 decimals.")]
    [InlineData("payout: { withheld at most: 120% }", 1, 29, "Write a part of the whole, from 0% to 100%.")]
    [InlineData("payout: { days after cutoff: -1 }", 1, 30, "Use 0 to 9999.")]
    [InlineData("payout:\n  fees:\n    - { fee: Card, percent: many }", 3, 29, "Write a part of the whole, from 0% to 100%.")]
    [InlineData("payout:\n  fees:\n    - { fee: Card, amount: some }", 3, 28,
        "Write a number that is not negative, with at most 2 decimals.")]
    [InlineData("payout:\n  wallets: { cash: most, shop: 10% }", 2, 12, "Write a part of the whole, from 0% to 100%.")]
    [InlineData("currencies:\n  Pound: { payout factor: 0.8 }", 2, 10,
        "Write its ISO 4217 code of three capital letters, such as EUR.")]
    [InlineData("currencies:\n  GBP: { payout factor: 0 }", 2, 25, "Write a number above zero, such as 0.833.")]
    [InlineData("currencies:\n  GBP: { volume factor: x }", 2, 25, "Write a number above zero, such as 0.833.")]
    [InlineData("currencies:\n  GBP: { decimals: 9 }", 2, 20, "Use 0 to 8.")]
    [InlineData("markets: [DE, Vietnam]", 1, 10, "Write ISO 3166 codes of two capital letters, such as [DE, VN].")]
    [InlineData("caps:\n  - { cap: All, at most: 5, window: last week }", 2, 37,
        "Use one of: this period, month to date, quarter to date, year to date.")]
    [InlineData("caps:\n  - { cap: All, per: leg, at most: 5, window: year to date }", 2, 47, "Leave 'window' out, or limit 'per: seller'.")]
    [InlineData("volumes: { PV: {} }\nbonuses:\n  - { retail: R, of: PV, rate: 5%, once: in a lifetime }", 3, 42, "Leave out 'per', or 'once'.")]
    [InlineData("caps:\n  - { cap: All, reduce by: 105% }", 2, 28, "Write a part of the whole, from 0% to 100%.")]
    [InlineData("refunds: { within days: -3 }", 1, 25, "Use 0 to 9999.")]
    [InlineData("ranks:\n  grace periods: -1\n  ladder: [A]", 2, 18, "Use 0 to 9999.")]
    [InlineData("ranks:\n  demoted after: 0\n  ladder: [A]", 2, 18, "Use 1 to 9999.")]
    [InlineData("decimals: 12", 1, 11, "Use 0 to 8.")]
    public void PlainText_ThatIsNotWhatBelongsThere_IsRefused(string lines, int line, int column, string remedy) =>
        Checked.OnlyError(lines, line, column, "wrong-value", remedy);

    [Fact]
    public void Fee_WithoutPercentOrAmount_IsRefused() =>
        Checked.OnlyError("payout:\n  fees:\n    - { fee: Card }", 3, 7, "missing-key", "Give 'percent' or 'amount'.");

    [Fact]
    public void Cap_WithoutLimit_IsRefused() =>
        Checked.OnlyError("caps:\n  - { cap: All, per: company }", 2, 5, "missing-key", "Give 'at most' or 'reduce by'.");

    [Fact]
    public void Wallets_NotTheWhole_AreRefused() =>
        Checked.OnlyError("payout:\n  wallets: { cash: 90%, shop: 5% }", 2, 12, "shares", "Let them sum to 100%.")
            .Message.ShouldBe("The shares of 'wallets' are 90% + 5%, which is not the whole.");

    [Fact]
    public void Wallets_Thirds_AreTheWhole() =>
        Checked.Findings("payout:\n  wallets: { cash: 1/3, shop: 1/3, gift: 1/3 }").ShouldBeEmpty();

    [Fact]
    public void Instalments_BeyondTheWhole_AreRefused() => Checked.OnlyError(
        "volumes: { PV: {} }\nbonuses:\n  - rebate: R\n    of: PV\n    rate: 5%\n    instalments: [{ share: 60% }, { "
            + "share: 60% }]",
        6, 18, "shares", "Let them sum to 100%.");

    [Theory]
    [InlineData("{ by: week, from 1: 30 this month }", 39,
        "Write { by: day, from 1: 30 this month, from 16: 15 next month }.")]
    [InlineData("{ by: day, from 1: soon }", 58, "Write '30 this month' or '15 next month'.")]
    [InlineData("{ by: day, from 40: 30 this month }", 50, "Write 'from 1' to 'from 31', or 'otherwise'.")]
    public void DueRows_ThatCannotBeRead_AreRefused(string due, int column, string remedy) => Checked.OnlyError(
        $"volumes: {{ PV: {{}} }}\nbonuses:\n  - rebate: R\n    of: PV\n    rate: 5%\n    instalments: [{{ share: 100%, "
            + $"due: {due} }}]",
        6, column, "wrong-value", remedy);

    [Fact]
    public void CurrencyBy_UnknownAttribute_SuggestsTheNearest() => Checked.OnlyError(
        "attributes: { sellers: { paid in: [EUR] } }\npayout: { currency by: payd in }", 2, 24, "unknown-name",
            "Did you mean 'paid in'?");

    [Fact]
    public void CurrencyBy_ChoiceThatIsNoCurrencyOfThePlan_IsRefused() => Checked.OnlyError(
        "attributes: { sellers: { paid in: [EUR, GBP] } }\ncurrencies: { USD: {} }\npayout: { currency by: paid in }",
        3, 24, "unknown-name", "Known: EUR, USD.").Message.ShouldBe("'paid in' may be 'GBP', which is no currency of the "
            + "plan.");

    [Fact]
    public void DeductedFrom_UnknownVolume_SuggestsTheNearest() =>
        Checked.OnlyError("volumes: { QV: {} }\nrefunds: { deducted from: [QW] }", 2, 28, "unknown-name",
            "Did you mean 'QV'?");

    [Theory]
    [InlineData("volumes: { PV: {} }\nmeasures: { pv: 5 }", 2, 17,
        "Give each its own name; upper and lower case count as the same.")]
    [InlineData("volumes: { PV: {} }\nattributes: { orders: { PV: number } }", 2, 29,
        "Give each its own name; upper and lower case count as the same.")]
    [InlineData("measures: { rank: 5 }", 1, 19, "Use another name, such as 'own rank'.")]
    [InlineData("volumes: { and: {} }", 1, 17, "Use another name, such as 'own and'.")]
    [InlineData("attributes: { sellers: { not: flag } }", 1, 31, "Use another name, such as 'own not'.")]
    [InlineData("attributes: { orders: { first order: flag } }", 1, 38, "Use another name, such as 'own first order'.")]
    public void Names_ThatAreTaken_AreRefused(string lines, int line, int column, string remedy) =>
        Checked.OnlyError(lines, line, column, "name-taken", remedy);

    [Fact]
    public void MeasureOfALeg_InATreeWithoutLegs_IsRefused() => Checked.OnlyError(
        "volumes: { PV: {} }\nmeasures:\n  left: { sum: PV, leg: left }", 3, 25, "unknown-name", "None is declared.");

    [Fact]
    public void ToOwner_WithoutOwner_IsRefused() => Checked.OnlyError(
        "volumes: { PV: {} }\nbonuses:\n  - { rebate: R, of: PV, rate: 5%, to: owner }", 3, 40, "missing-key",
        "Name the attribute with 'owner' under 'payout'.");

    [Fact]
    public void ToAnAttribute_ThatIsNoSeller_IsRefused() => Checked.OnlyError(
        "attributes: { sellers: { host: number } }\nvolumes: { PV: {} }\nbonuses:\n  - { rebate: R, of: PV, rate: 5%, "
            + "to: host }", 4, 40,
        "wrong-value", "Give the attribute the type 'seller'.");

    [Fact]
    public void EachRank_WithoutRanks_IsRefused() => Checked.OnlyError(
        "bonuses:\n  - { advancement: A, amount: 50 }", 2, 5, "missing-key", "Add 'ranks' with a 'ladder'.");

    [Fact]
    public void MarginalBrackets_ByAnotherQuantity_AreRefused() => Checked.OnlyError(
        "volumes: { PV: {}, CV: {} }\nbonuses:\n  - { rebate: R, of: CV, rate: { by: PV, brackets: marginal, from 0: 5%, "
            + "from 100: 6% } }", 3, 32, "marginal",
        "Let 'by' be the base itself, or use whole brackets.");

    [Fact]
    public void MarginalBrackets_ByTheBase_AreAccepted() => Checked.Findings(
        "volumes: { PV: {} }\nbonuses:\n  - { rebate: R, of: PV, rate: { by: PV, brackets: marginal, from 0: 5%, from "
            + "100: 6% } }").ShouldBeEmpty();

    [Fact]
    public void TwoTrees_WithLegsInOneColumn_AreRefused() => Checked.OnlyError(
        "trees:\n  enrolment: {}\n  one: { legs: [a, b] }\n  two: { legs: [c, d] }", 4, 8, "twice",
            "Give one of them a 'leg column' of its own.");

    [Theory]
    [InlineData("rate: [5%, -3%]", 39, "'-3%' is negative, which 'rate' cannot be.")]
    [InlineData("rate: 5%, depth: -1", 45, "'-1' is negative, which 'depth' cannot be.")]
    public void NegativeRatesAndDepths_AreRefused(string keys, int column, string message) => Checked.OnlyError(
        $"volumes: {{ PV: {{}} }}\nbonuses:\n  - {{ unilevel: U, of: PV, {keys} }}", 3, column, "wrong-value",
            "Write zero or more.").Message.ShouldBe(message);

    // Two decimals more than they are written with leave the 64 bits.
    [Theory]
    [InlineData("rate: { by: PV, from 0: 5%, from 999999999999999999: 6% }", "wrong-value", 33,
        "Write 'from' and a number, 'above' and a number, or 'otherwise'.")]
    [InlineData("rate: 5%\n    each at most: 999999999999999999", "formula", 19,
        "A number has at most 18 digits, decimals included.")]
    [InlineData("rate: { by: 999999999999999999, from 0.01: 5% }", "formula", 17,
        "A number has at most 18 digits, decimals included.")]
    [InlineData("rate: 0.0000001 * 0.0000001", "formula", 21, "Write the product as one number.")]
    public void Numbers_TooLargeOrTooFine_AreRefused(string rate, string code, int column, string remedy) =>
        Checked.OnlyError(
        $"volumes: {{ PV: {{}} }}\nbonuses:\n  - rebate: R\n    of: PV\n    {rate}",
            rate.Contains('\n', StringComparison.Ordinal) ? 6 : 5,
        column, code, remedy);

    [Fact]
    public void Errors_AreAllReportedAtOnce()
    {
        var findings = Checked.Findings("""
            decimals: 12
            volumes: { PV: {}, or: {} }
            bonuses:
              - { rebate: R, of: PW, rate: -5% }
            payout: { minimum: x, wallets: { cash: 50% } }
            """);
        findings.Select(finding => finding.Code)
            .ShouldBe(["wrong-value", "name-taken", "unknown-name", "wrong-value", "wrong-value", "shares"]);
    }
}
