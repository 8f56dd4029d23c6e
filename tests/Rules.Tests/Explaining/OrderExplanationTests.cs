using Compensation.Rules.Explaining;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Explaining;

/// <summary>Lines on orders of several rows: the sums of the whole order, and the rows that they are made of.</summary>
public class OrderExplanationTests
{
    private const string Shop = """
        attributes: { orders: { category: [Beauty, Home] } }
        volumes: { net: { money: yes } }
        bonuses:

        """;

    [Fact]
    public void Grant_ByOrderSize_TellsTheOrderAndItsRows()
    {
        // Beauty 20.10 of an order of 110.10: 10 % are 2.01.
        var company = new Company(Shop + """
              - grant: Beauty
                per: order
                of: net
                where: [category is Beauty, net >= 100]
                rate: { by: order.net, from 0: 5%, from 100: 10% }
            """, "R(A)").Row("o1", "A", "12.10", "category=Beauty").Row("o1", "A", "90", "category=Home").Row("o1", "A", "8", "category=Beauty");

        ExplanationText.Render(company.Explain().Line(1)).ShouldBe("""
            line 1: A gets 2.01 EUR by 'Beauty' of Test, version 3
            ├─ where category is Beauty and net >= 100
            │  └─ net of order o1 of 2026-01-10 = 110.10
            │     ├─ row 1 (Beauty): 8.00
            │     ├─ row 2 (Beauty): 12.10
            │     └─ row 3 (Home): 90.00
            ├─ base: net of A = 20.10
            │  └─ net of order o1 of 2026-01-10 = 20.10
            │     ├─ row 1 (Beauty): 8.00
            │     ├─ row 2 (Beauty): 12.10
            │     └─ 1 row of the order not in it: paid apart, or not at all
            ├─ rate: 10% because order.net is 110.10: the row from 100.00
            │  └─ order.net of order o1 of 2026-01-10 = 110.10
            │     ├─ row 1 (Beauty): 8.00
            │     ├─ row 2 (Beauty): 12.10
            │     └─ row 3 (Home): 90.00
            └─ 20.10 × 0.1 = 2.01 → 2.01 (half up)

            """);
    }

    [Fact]
    public void FixedSum_TellsThatTheOrderCountsOnce()
    {
        var company = new Company(Shop + "  - { grant: Thanks, per: order, amount: 2.00 }", "A").Row("o1", "A", "12").Row("o1", "A", "8");

        ExplanationText.Render(company.Explain().Line(1)).ShouldBe("""
            line 1: A gets 2.00 EUR by 'Thanks' of Test, version 3
            ├─ once for 2 rows of order o1 of 2026-01-10
            ├─ amount: 2 as the plan has it
            └─ 1 × 2 = 2 → 2.00 (half up)

            """);
    }

    [Fact]
    public void Walk_PerOrder_TellsTheRowsOfItsBase()
    {
        var company = new Company(Shop + "  - { unilevel: Up, per: order, of: net, rate: [5%] }", "R(A)").Row("o1", "A", "10.05").Row("o1", "A", "10.05");

        var line = company.Explain().Line(1);

        line.All().Where(reason => reason.Text.StartsWith("row ", StringComparison.Ordinal)).SelectMany(reason => reason.Facts)
            .Where(fact => fact.Name == "net").Sum(fact => fact.Units!.Value).ShouldBe(20_10);
        line.Because[0].Text.ShouldBe("base: net of A, order o1 of 2026-01-10 = 20.10");
    }
}
