using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class TreeMomentTests
{
    private const string Unilevel = """
        volumes:
          CV: {}
        trees:
          enrolment: { as of: MOMENT }
        bonuses:
          - unilevel: Team
            of: CV
            rate: [10%]
        """;

    // B stands below A until 15 January and below X from then on: 100 before, 200 after.
    private static Company Moved(string moment) => new Company(Unilevel.Replace("MOMENT", moment, StringComparison.Ordinal), "Root(A(B),X)")
        .Move("B", "X", "2026-01-15").Order("1", "B", "100", "2026-01-10").Order("2", "B", "200", "2026-01-20");

    [Fact]
    public void Walk_TreeAsOfOrders_PaysWhoeverStoodAboveWhenTheOrderWasPlaced()
    {
        var result = Moved("order").Close();

        Company.Pay(result, "A").ShouldBe(10_00);
        Company.Pay(result, "X").ShouldBe(20_00);
    }

    [Fact]
    public void Walk_TreeAsOfPeriodEnd_PaysWhoeverStandsAboveAtTheEnd()
    {
        var result = Moved("period end").Close();

        Company.Pay(result, "A").ShouldBe(0);
        Company.Pay(result, "X").ShouldBe(30_00);
    }

    [Fact]
    public void Move_EffectiveAfterThePeriod_ChangesNothing()
    {
        var result = new Company(Unilevel.Replace("MOMENT", "order", StringComparison.Ordinal), "Root(A(B),X)")
            .Move("B", "X", "2026-02-01").Order("1", "B", "100").Close();

        Company.Pay(result, "A").ShouldBe(10_00);
    }

    [Fact]
    public void Seller_WhoJoinsAfterThePeriod_IsNotPartOfIt()
    {
        var result = new Company(Unilevel.Replace("MOMENT", "order", StringComparison.Ordinal), "Root(A,B)")
            .Join("B", "2026-02-03").Order("1", "A", "100").Order("2", "B", "100", "2026-02-04").Close();

        result.Sellers.Count.ShouldBe(2);
        Company.Pay(result, "Root").ShouldBe(10_00);
    }

    [Fact]
    public void Seller_WhoJoinsLaterButIsCreditedWithAnOrder_IsPartOfThePeriod()
    {
        var result = new Company(Unilevel.Replace("MOMENT", "order", StringComparison.Ordinal), "Root(A,B)")
            .Join("B", "2026-02-03").Order("2", "B", "100").Close();

        result.Sellers.Count.ShouldBe(3);
        Company.Pay(result, "Root").ShouldBe(10_00);
    }
}
