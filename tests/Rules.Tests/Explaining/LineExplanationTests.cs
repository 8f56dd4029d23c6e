using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Explaining;

/// <summary>Lines derived down to orders, path, table row and arithmetic.</summary>
public class LineExplanationTests
{
    private const string Volumes = """
        attributes:
          sellers:
            given: { is: rank, column: rank }
            active: { is: flag, default: yes }
        volumes: { CV: {} }
        ranks: { given by: given, ladder: [Silver, Gold] }

        """;

    private static string Text(Explainer explainer, int line) => ExplanationText.Render(explainer.Line(line));

    [Fact]
    public void Unilevel_Compressed_TellsOrdersPathRowAndArithmetic()
    {
        // 80.05 + 20 = 100.05; 10 % = 10.005, half up 10.01.
        var company = new Company(Volumes + """
            bonuses:
              - unilevel: Levels
                of: CV
                rate: [10%, 5%]
                levels: active
            """, "R(M(S))").Order("o1", "S", "80.05").Order("o2", "S", "20", "2026-01-20").Set("M", "active", "no").Set("R", "given", "Gold");

        Text(company.Explain(), 1).ShouldBe("""
            line 1: R (Gold) gets 10.01 EUR from S on level 1 by 'Levels' of Test, version 3
            ├─ base: CV of S = 100.05
            │  └─ CV of S = 100.05
            │     ├─ order o1 of 2026-01-10: 80.05
            │     └─ order o2 of 2026-01-20: 20
            ├─ path: up from S in the tree 'enrolment'
            │  ├─ M: passed over, no level, active: no, not met
            │  └─ R (Gold): level 1, receives
            ├─ rate: 10% on level 1
            └─ 100.05 × 0.1 = 10.005 → 10.01 (half up)

            """);
    }

    [Fact]
    public void Differential_RateGrantedBelow_IsTakenOff()
    {
        // M takes 6 %, R has 10 % less 6 %: 4 % of 200.
        var company = new Company(Volumes + """
            bonuses:
              - differential: Difference
                of: CV
                rate: { by: rank, Silver: 6%, Gold: 10% }
            """, "R(M(S))").Order("o1", "S", "200").Set("M", "given", "Silver").Set("R", "given", "Gold");

        var explainer = company.Explain();

        Text(explainer, 2).ShouldContain("rate: 10% because rank is Gold\n");
        Text(explainer, 2).ShouldContain("├─ less: 6% was granted below\n│  └─ M (Silver): level 1, receives\n");
        Text(explainer, 2).ShouldContain("└─ 200.00 × 0.04 = 8 → 8.00 (half up)\n");
    }

    [Fact]
    public void Rebate_OverAGroup_ListsContributorsDownToOrders()
    {
        // A group of 300 + 50: the row from 300 pays 5 % of 350 = 17.50.
        var company = new Company("""
            volumes: { CV: {} }
            measures:
              group CV: { sum: CV }
            bonuses:
              - rebate: Rebate
                of: group CV
                rate: { by: group CV, from 100: 2%, from 300: 5% }
            """, "R(A)").Order("o1", "A", "300").Order("o2", "R", "50");

        Text(company.Explain(), 1).ShouldBe("""
            line 1: R gets 17.50 EUR by 'Rebate' of Test, version 3
            ├─ base: group CV of R = 350.00
            │  └─ group CV of R = 350
            │     ├─ CV of A = 300
            │     │  └─ order o1 of 2026-01-10: 300
            │     └─ CV of R = 50
            │        └─ order o2 of 2026-01-10: 50
            ├─ rate: 5% because group CV is 350: the row from 300
            └─ 350.00 × 0.05 = 17.5 → 17.50 (half up)

            """);
    }

    [Fact]
    public void Binary_Legs_TellCarriedNewConsumedAndLeft()
    {
        // Weaker leg 40: 10 % are 4.00; 60 of the stronger leg stay.
        var company = new Company("""
            volumes: { CV: {} }
            trees:
              placement: { parent: placement, legs: [left, right] }
            bonuses:
              - binary: Pairs
                of: CV
                percent: 10%
                unused: carried
            """, "R(A,B)").Order("o1", "A", "100").Order("o2", "B", "40");

        Text(company.Explain(), 1).ShouldBe("""
            line 1: R gets 4.00 EUR by 'Pairs' of Test, version 3
            ├─ legs in the tree 'placement', by CV
            │  ├─ left: 0.00 carried + 100.00 new, 40.00 consumed, 60.00 left
            │  │  └─ CV of A = 100
            │  │     └─ order o1 of 2026-01-10: 100
            │  └─ right: 0.00 carried + 40.00 new, 40.00 consumed, 0.00 left
            │     └─ CV of B = 40
            │        └─ order o2 of 2026-01-10: 40
            ├─ matched: 40.00 at 10%
            └─ 40.00 × 0.1 = 4 → 4.00 (half up)

            """);
    }

    [Fact]
    public void Pool_Part_TellsFundWeightAndRemainder()
    {
        // 10 % of 1,000 among three: 33.33 each and the unit over to who joined first.
        var company = new Company("""
            volumes: { CV: {} }
            bonuses:
              - pool: Pool
                fund: 10% * company CV
            """, "A(B(C))").Order("o1", "C", "1000");

        var explainer = company.Explain();

        explainer.Result.Lines.Amount.ShouldBe([3334, 3333, 3333]);
        Text(explainer, 1).ShouldContain("fund: 10% * company CV = 100");
        Text(explainer, 1).ShouldContain("order o1 of 2026-01-10: 1000");
        Text(explainer, 1).ShouldContain("weight: 1 of 3, 3 take part");
        Text(explainer, 1).ShouldContain("= 100/3 → 33.34 (rounded down, what is left over goes one unit each to the largest remainders)");
    }

    [Fact]
    public void Cap_OfABonus_TellsTotalLimitAndCut()
    {
        // 10 % of 100 twice is 20; the seller may have 15.
        var company = new Company("""
            volumes: { CV: {} }
            bonuses:
              - unilevel: Levels
                of: CV
                rate: [10%]
                cap: 15
            """, "R(A,B)").Order("o1", "A", "100").Order("o2", "B", "100");

        var reason = company.Explain().Line(3);

        reason.Text.ShouldContain("R is cut by a limit by -5.00 EUR");
        reason.Because.ShouldHaveSingleItem().Text.ShouldBe("limit of 'Levels' per seller: 20.00 EUR earned, 15.00 EUR allowed, 5.00 EUR cut");
    }

    [Fact]
    public void Cap_OfTheCompany_TellsWhoSharesTheCut()
    {
        // R has 10 % of 100 and M 10 % of 100; the company pays 15 of its 200: each gives 2.50.
        var company = new Company("""
            volumes: { CV: {} }
            bonuses:
              - unilevel: Levels
                of: CV
                rate: [10%]
            caps:
              - cap: Ceiling
                per: company
                at most: 7.5% * company CV
            """, "R(A),M(B)").Order("o1", "A", "100").Order("o2", "B", "100");

        var explainer = company.Explain();

        explainer.Result.Lines.Amount.ShouldBe([1000, 1000, -250, -250]);
        explainer.Line(4).Because.ShouldHaveSingleItem().Text.ShouldBe(
            "limit on 'Levels' per company: 20.00 EUR earned, 15.00 EUR allowed, 5.00 EUR cut, shared by 2, of which 2.50 EUR here");
    }

    [Fact]
    public void Clawback_OfAPartialRefund_TellsWhatItReverses()
    {
        // The line paid 10.00 on 100; 40 come back: 10 × 40 / 100 = 4.00.
        var company = new Company("""
            volumes: { CV: {} }
            bonuses:
              - unilevel: Levels
                of: CV
                rate: [10%]
            """, "R(S)").Order("o1", "S", "100", "2026-01-10");
        company.Refunds = [new Refund(0, Company.Millisecond("2026-02-05"), [4000], "r1")];
        company.Prior = [new PriorLine("2026-01", "Levels", company["R"], company["S"], -1, 1, 10000, 2, 1000)];

        var explainer = company.Explain("2026-02");

        explainer.Result.Lines.Amount.ShouldBe([-400]);
        Text(explainer, 1).ShouldBe("""
            line 1: R gives back -4.00 EUR from S on level 1 by 'Levels' of Test, version 3
            ├─ reverses: 10.00 EUR of 2026-01 by 'Levels' on a base of 100.00
            ├─ refund r1 of order o1 of 2026-01-10 returns 40.00, after 0.00 before
            └─ 10.00 × 40.00 / 100.00 less what was taken back for 0.00, each cut off → -4.00 EUR

            """);
    }

    [Fact]
    public void Adjustment_TellsItsReason()
    {
        var company = new Company("volumes: { CV: {} }\nbonuses:\n  - rebate: Rebate\n    of: CV\n    rate: 1%", "R");
        company.Adjustments = [new Adjustment(company["R"], 250, "", "a promise kept", "a1")];

        company.Explain().Line(1).Because.ShouldHaveSingleItem().Text.ShouldBe("adjustment a1: a promise kept");
    }

    [Fact]
    public void Accrual_HeldBack_TellsWhatItWaitsFor()
    {
        var company = new Company("""
            volumes: { CV: {} }
            bonuses:
              - rebate: Rebate
                of: CV
                rate: 10%
                payable when: CV >= 500
            """, "R").Order("o1", "R", "100");

        var reason = company.Explain().Line(2);

        reason.Text.ShouldContain("R has held back -10.00 EUR");
        reason.All().Select(step => step.Text).ShouldContain("CV >= 500: 100, 400 missing");
    }

    [Fact]
    public void Matching_OnAnEarlierBonus_NamesItsLines()
    {
        // M earns 10 % of 100; R matches 50 % of it.
        var company = new Company("""
            volumes: { CV: {} }
            bonuses:
              - unilevel: Levels
                of: CV
                rate: [10%]
              - matching: Match
                of: earnings from Levels
                rate: [50%]
            """, "R(M(S))").Order("o1", "S", "100");

        Text(company.Explain(), 2).ShouldContain("Levels of M = 10.00 EUR\n│     └─ line 1: 10.00 EUR from S");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Line_OutsideTheResult_IsRefused(int line)
    {
        var company = new Company("volumes: { CV: {} }\nbonuses:\n  - rebate: Rebate\n    of: CV\n    rate: 1%", "R").Order("o1", "R", "100");

        Should.Throw<ArgumentOutOfRangeException>(() => company.Explain().Line(line));
    }
}
