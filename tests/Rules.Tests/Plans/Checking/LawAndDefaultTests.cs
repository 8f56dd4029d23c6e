using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Checking;

/// <summary>Pay for recruiting, the laws of markets, and defaults that decide money.</summary>
public class LawAndDefaultTests
{
    private const string Head = "attributes: { sellers: { package: [S, L] } }\nvolumes: { PV: {} }\nranks: { ladder: [{ "
        + "rank: A, needs: PV >= 1 }] }\nbonuses:\n";

    private static string Bonus(string bonus) => $"{Head}  - {{ {bonus} }}\n";

    [Theory]
    [InlineData("grant: G, of: count of recruits where new, rate: 50.00")]
    [InlineData("grant: G, amount: 50.00, receives: at least 1 recruits where package = L")]
    [InlineData("grant: G, amount: 50.00, receives: [PV >= 100, at least 1 recruits where new]")]
    [InlineData("sponsor: G, of: 1, amount: { by: source.package, S: 10, L: 20 }, where: new")]
    [InlineData("board: G, enters: new, pays: 500")]
    public void Bonus_ForPeopleWithoutSales_PaysForRecruiting(string bonus) => Checked.OnlyWarning(
        Bonus(bonus), 5, 5, "pays-for-recruiting", "Pay on volume, or ask for it: 'at least 1 recruits where PV >= 100'.")
        .Message.ShouldBe("'G' pays for people who join: no sale stands behind it.");

    [Theory]
    [InlineData("grant: G, of: PV, rate: 5%")]
    [InlineData("grant: G, amount: 50.00, receives: at least 1 recruits where PV >= 100")]
    [InlineData("advancement: G, amount: { by: title, A: 50.00 }")]
    [InlineData("sponsor: G, of: PV, amount: 10, where: new")]
    [InlineData("board: G, enters: new and PV >= 100, pays: 500")]
    public void Bonus_WithSalesBehindIt_DoesNotPayForRecruiting(string bonus) =>
        Checked.ShouldBeSilent(Bonus(bonus), "pays-for-recruiting");

    private static string Market(string market, string bonus) =>
        $"markets: [{market}]\nvolumes: {{ PV: {{}} }}\nbonuses:\n  - {{ {bonus} }}\n";

    [Theory]
    [InlineData("CN", "rebate: R, of: PV, rate: 31%",
        "CN: of 'PV' the plan can pay R 31%, but all pay is at most 30% of the seller's own sales")]
    [InlineData("CN", "unilevel: R, of: PV, rate: [5%]",
        "CN: 'R' pays on the sales of others, but a direct seller is paid for own sales only")]
    [InlineData("CN", "pool: R, fund: 2% * company PV, by: 1", "CN: 'R' pays on the sales of others")]
    [InlineData("CN", "grant: R, of: frontline(PV), rate: 5%", "CN: 'R' pays on the sales of others")]
    [InlineData("VN", "unilevel: R, of: PV, rate: [30%, 11%]",
        "VN: of 'PV' the plan can pay R 41%, but all pay of a year is at most 40%")]
    [InlineData("KR", "unilevel: R, of: PV, rate: [30%, 6%]",
        "KR: of 'PV' the plan can pay R 36%, but all pay is at most 35%")]
    [InlineData("DE", "grant: R, of: count of recruits where new, rate: 50.00",
        "DE: 'R' pays for recruiting, but pay mainly for introducing others")]
    [InlineData("CA", "grant: R, of: count of recruits where new, rate: 50.00",
        "CA: 'R' pays for recruiting, but pay for recruiting is pyramid selling")]
    public void Bonus_ThatAMarketForbids_IsFound(string market, string bonus, string message)
    {
        var finding = Checked.Findings(Market(market, bonus)).Where(found => found.Code == "market-law")
            .ShouldHaveSingleItem();
        finding.Message.ShouldStartWith(message);
        finding.Place.Line.ShouldBe(9);
        finding.Place.Column.ShouldBe(5);
    }

    [Theory]
    [InlineData("CN", "rebate: R, of: PV, rate: 30%")]
    [InlineData("VN", "unilevel: R, of: PV, rate: [30%, 10%]")]
    [InlineData("KR", "unilevel: R, of: PV, rate: [30%, 5%]")]
    [InlineData("DE", "unilevel: R, of: PV, rate: [50%, 20%]")]
    public void Bonus_ThatAMarketAllows_IsFine(string market, string bonus) =>
        Checked.ShouldBeSilent(Market(market, bonus), "market-law");

    [Fact]
    public void China_PaysAtLeastMonthly() =>
        Checked.OnlyWarning("calendar: { every: quarter }\n" + Market("CN", "rebate: R, of: PV, rate: 30%"), 1, 20,
        "market-law",
        "Change the plan for CN, or take CN out of its markets.");

    [Fact]
    public void UnitedStates_APlanThatNeverAsksWhoBought_IsFound()
    {
        Checked.OnlyWarning(Market("US", "rebate: R, of: PV, rate: 30%"), 1, 10, "market-law",
            "Use 'buyer is customer' in a volume's 'where', or count 'customers', where it decides who is paid.");
        Checked.ShouldBeSilent(Market("US", "rebate: R, of: PV, rate: 30%, receives: at least 2 customers where PV >= 50"),
            "market-law");
    }

    private const string Legs = "volumes: { PV: {} }\ntrees: { enrolment: {}, placement: { legs: [l, r] } }\nbonuses:\n";

    [Theory]
    [InlineData("differential: B, of: PV, receives: PV >= 9, rate: 5%",
        "Write 'counting: everyone' or 'counting: receivers'.")]
    [InlineData("unilevel: B, of: PV, receives: PV >= 9, rate: [5%, 3%]",
        "Write 'levels: always' for that, or say who opens a level, such as 'levels: active' (compression).")]
    [InlineData("generations: B, of: PV, receives: PV >= 9, rate: [5%, 3%], generation: { ends at: PV >= 99 }",
        "Write 'ineligible: ends it', 'invisible' or 'uses number' under 'generation'.")]
    [InlineData("binary: B, of: PV, percent: 5%", "Write 'unused: carried' or 'unused: flushed'.")]
    [InlineData("binary: B, of: PV, percent: 5%, unused: carried, receives: PV >= 9",
        "Write 'not received: kept', 'consumed' or 'flushed'.")]
    [InlineData("binary: B, of: PV, percent: 5%, unused: carried, cap: 500", "Write 'on cap: keep' or 'on cap: flush'.")]
    [InlineData("binary: B, of: PV, unused: carried, cycles: [{ takes: [200, 100], pays: 5 }]",
        "Write 'strong leg: before each cycle' or 'strong leg: once'.")]
    public void Default_ThatDecidesMoney_IsFound(string bonus, string remedy) =>
        Checked.OnlyWarning(Legs + $"  - {{ {bonus} }}", 4, 5, "default-decides", remedy);

    [Theory]
    [InlineData("differential: B, of: PV, rate: 5%")]
    [InlineData("unilevel: B, of: PV, rate: [5%, 3%]")]
    [InlineData("unilevel: B, of: PV, receives: PV >= 9, rate: [5%]")]
    [InlineData("unilevel: B, of: PV, receives: PV >= 9, levels: always, rate: [5%, 3%]")]
    [InlineData("binary: B, of: PV, unused: carried, cycles: [{ takes: [100, 100], pays: 5 }]")]
    public void Default_ThatMakesNoDifference_IsNot(string bonus) =>
        Checked.ShouldBeSilent(Legs + $"  - {{ {bonus} }}", "default-decides");

    [Fact]
    public void TitleRule_WhereABonusGoesByTheTitle_MustBeWritten()
    {
        Checked.OnlyWarning(Bonus("rebate: R, of: PV, rate: { by: title, A: 5% }"), 5, 5, "default-decides",
            "Write 'title: kept for life', 'follows rank' or 'demoted' under 'ranks'.");
        Checked.ShouldBeSilent(Bonus("rebate: R, of: PV, rate: { by: title, A: 5% }")
            .Replace("{ ladder", "{ title: kept for life, ladder", StringComparison.Ordinal),
            "default-decides");
    }
}
