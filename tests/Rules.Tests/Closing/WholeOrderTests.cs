using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>Bonuses per order, where orders have several rows: what asks about the order sees all of it, what asks about rows sees rows.</summary>
public class WholeOrderTests
{
    private const string Shop = """
        attributes:
          orders:
            category: [Beauty, Home, Tech]
            host: seller
        volumes: { net: { money: yes } }
        bonuses:

        """;

    private static Result Close(string bonus, Action<Company> orders, string tree = "Root(A,Host)") => Built(bonus, orders, tree).Close();

    private static Company Built(string bonus, Action<Company> orders, string tree = "Root(A,Host)")
    {
        var company = new Company(Shop + bonus, tree);
        orders(company);
        return company;
    }

    [Fact]
    public void FixedSum_OrderOfSeveralRows_IsPaidOnce()
    {
        // Order 1 is 12 + 8 = 20: large enough, once 2.00. Order 2 is 19.99: too small. Order 3 is one row of 20: 2.00.
        var result = Close("  - { grant: Thanks, per: order, where: net >= 20, amount: 2.00 }", company => company
            .Row("1", "A", "12").Row("1", "A", "8").Row("2", "A", "10").Row("2", "A", "9.99").Row("3", "A", "20"));

        Company.Pay(result, "A").ShouldBe(4_00);
        result.Lines.Count.ShouldBe(2);
    }

    [Fact]
    public void RateByOrderSize_LooksAtTheWholeOrder()
    {
        // Order 1: 60 + 50 = 110, 10 %: 11.00. Order 2: 99.99, 5 %: 4.9995, that is 5.00. Order 3: 40 + 30.10 + 29.90 = 100, 10 %: 10.00.
        var result = Close("  - { grant: Size, per: order, of: net, rate: { by: order.net, from 0: 5%, from 100: 10% } }", company => company
            .Row("1", "A", "60").Row("3", "A", "40").Row("1", "A", "50").Row("2", "A", "99.99").Row("3", "A", "30.10").Row("3", "A", "29.90"));

        result.Lines.Amount.Order().ShouldBe([5_00, 10_00, 11_00]);
        Company.Pay(result, "A").ShouldBe(26_00);
    }

    [Fact]
    public void MarginalRate_OfTheOrder_DividesTheWholeOrder()
    {
        // 80 + 70 = 150: 5 % of the first 100 and 10 % of 50: 5.00 + 5.00.
        var result = Close("  - { grant: Steps, per: order, of: net, rate: { by: order.net, brackets: marginal, from 0: 5%, from 100: 10% } }",
            company => company.Row("1", "A", "80").Row("1", "A", "70"));

        Company.Pay(result, "A").ShouldBe(10_00);
    }

    [Fact]
    public void RateByCategory_RowsOfOneCategoryAreOneLine()
    {
        // Beauty 10.05 + 10.05 = 20.10 at 12 %: 2.412, that is 2.41 (row by row it would be 1.21 twice). Home 45.50 at 8 %: 3.64.
        var result = Close("  - { grant: Category, per: order, of: net, rate: { by: order.category, Beauty: 12%, otherwise: 8% } }", company => company
            .Row("1", "A", "10.05", "category=Beauty").Row("1", "A", "45.50", "category=Home").Row("1", "A", "10.05", "category=Beauty"));

        result.Lines.Amount.Order().ShouldBe([2_41, 3_64]);
    }

    [Fact]
    public void Where_OfRows_PicksRows_AndTheSizeStaysTheOrders()
    {
        // Only Beauty pays, 30.00; but the order of 30 + 80 = 110 reaches the row from 100: 10 % of 30.00.
        const string Bonus = """
              - grant: Beauty
                per: order
                of: net
                where: [category is Beauty, net >= 100]
                rate: { by: order.net, from 0: 5%, from 100: 10% }
            """;
        var result = Close(Bonus, company => company
            .Row("1", "A", "30", "category=Beauty").Row("1", "A", "80", "category=Tech").Row("2", "A", "90", "category=Beauty"));

        Company.Pay(result, "A").ShouldBe(3_00);
    }

    [Fact]
    public void RowPrefix_MeansTheSingleRow()
    {
        // Rows of at least 20: 25 and 40 of order 1, 5 % of 65.00 = 3.25; the 19 does not count.
        var result = Close("  - { grant: Items, per: order, of: net, where: row.net >= 20, rate: 5% }", company => company
            .Row("1", "A", "25").Row("1", "A", "19").Row("1", "A", "40"));

        result.Lines.Amount.ShouldBe([3_25]);
    }

    [Fact]
    public void OrderPrefixInOf_IsTheWholeOrder_WhateverRowsPay()
    {
        // One Beauty row opens the bonus, which then pays 1 % of the whole 150.00.
        var result = Close("  - { grant: Opened, per: order, of: order.net, where: category is Beauty, rate: 1% }", company => company
            .Row("1", "A", "30", "category=Beauty").Row("1", "A", "120", "category=Tech").Row("2", "A", "500", "category=Tech"));

        Company.Pay(result, "A").ShouldBe(1_50);
    }

    [Fact]
    public void HostReward_GoesByThePartysTotal()
    {
        // Each guest is a row. Party 1: 120 + 90 + 300 = 510, 12 %: 61.20. Party 2: 120 + 70 = 190, below 200: nothing.
        const string Bonus = "  - { grant: Host credit, per: order, of: net, to: host, rate: { by: order.net, from 200: 10%, from 500: 12%, otherwise: 0 } }";
        var result = Close(Bonus, company => company
            .Row("P1", "A", "120", "host=Host").Row("P1", "A", "90", "host=Host").Row("P1", "A", "300", "host=Host")
            .Row("P2", "A", "120", "host=Host").Row("P2", "A", "70", "host=Host"));

        Company.Pay(result, "Host").ShouldBe(61_20);
        result.Lines.Count.ShouldBe(1);
    }

    [Fact]
    public void Walk_PerOrder_PaysOneLineForTheWholeOrder()
    {
        // 10.05 + 10.05 = 20.10 at 5 % is 1.005, half up 1.01; row by row it would be 0.50 twice.
        var result = Close("  - { unilevel: Up, per: order, of: net, rate: [5%] }", company => company.Row("1", "A", "10.05").Row("1", "A", "10.05"));

        result.Lines.Amount.ShouldBe([1_01]);
    }

    [Fact]
    public void Order_CreditedToTwoSellers_IsAsLargeAsItIs_AndPaysEachTheirPart()
    {
        // 70 + 50 = 120 reaches 10 %: A 7.00, Host 5.00.
        var result = Close("  - { grant: Size, per: order, of: net, rate: { by: order.net, from 0: 5%, from 100: 10% } }", company => company
            .Row("1", "A", "70").Row("1", "Host", "50"));

        Company.Pay(result, "A").ShouldBe(7_00);
        Company.Pay(result, "Host").ShouldBe(5_00);
    }

    [Fact]
    public void Order_OfEarlierRows_IsAsLargeAsInThePeriod()
    {
        // The same id in December and January: each period has its own order. 60 in January are below 100: 5 %.
        var company = Built("  - { grant: Size, per: order, of: net, rate: { by: order.net, from 0: 5%, from 100: 10% } }",
            built => built.Order("1", "A", "90", "2025-12-20").Order("1", "A", "60", "2026-01-03"));

        Company.Pay(company.Close(), "A").ShouldBe(3_00);
    }

    [Fact]
    public void Where_AndRate_KnowMeasuresAndRanks()
    {
        // Only A, who sells 100 or more in the month, is paid on orders of at least 50: 10 % of 60.00 as Star; B sells 90.
        const string Plan = """
            volumes: { net: {} }
            measures: { month: net }
            ranks: { ladder: [{ rank: Star, needs: net >= 100 }] }
            bonuses:
              - grant: Orders
                per: order
                of: net
                where: [month >= 90, rank >= Star, source.net >= 100, net >= 50]
                rate: { by: month, from 0: 1%, from 100: 10% }
            """;
        var result = new Company(Plan, "Root(A,B)").Order("1", "A", "60").Order("2", "A", "40").Order("3", "B", "90").Close();

        Company.Pay(result, "A").ShouldBe(6_00);
        Company.Pay(result, "B").ShouldBe(0);
    }

    [Fact]
    public void FirstOrder_OfSeveralRows_IsOneFirstOrder()
    {
        // Mia's first order has two rows: 5.00 once. Her second is none.
        var result = Close("  - { grant: New customer, per: order, where: [buyer is customer, first order], amount: 5.00 }", company => company
            .Order("1", "A", "10", "2026-01-03", "Mia").Order("1", "A", "20", "2026-01-03", "Mia").Order("2", "A", "30", "2026-01-09", "Mia"));

        Company.Pay(result, "A").ShouldBe(5_00);
    }

    [Fact]
    public void VolumeFormula_MayAskForTheWholeOrder()
    {
        // Orders below 50 carry no points: 30 + 25 = 55 count, 49 do not.
        var result = new Company("volumes:\n  net: {}\n  points: { is: net, where: order.net >= 50 }\nbonuses: [{ rebate: R, of: points, rate: 10% }]", "A")
            .Order("1", "A", "30").Order("1", "A", "25").Order("2", "A", "49").Close();

        Company.Pay(result, "A").ShouldBe(5_50);
    }

    [Fact]
    public void RefundInThePeriod_ComesOffItsOwnRow()
    {
        // Home's 50 come back at once: Beauty's 12 % of 40 stay 4.80, and the order of 40 is below 80: no 2.00.
        const string Bonuses = """
              - { grant: Beauty, per: order, of: net, where: category is Beauty, rate: 12% }
              - { grant: Large, per: order, where: net >= 80, amount: 2.00 }
            """;
        var company = Built(Bonuses, built => built.Row("1", "A", "40", "category=Beauty").Row("1", "A", "50", "category=Home"));
        company.Refunds = [new Refund(1, Company.Millisecond("2026-01-20"), null, "R")];

        Company.Pay(company.Close(), "A").ShouldBe(4_80);
    }

    [Fact]
    public void LateRefund_OfOneCategory_TakesBackThatCategorysLine()
    {
        // January paid Beauty 12 % of 30.00 = 3.60 and Home 8 % of 50.00 = 4.00. Half of Home comes back: 2.00.
        var company = Built("  - { grant: Category, per: order, of: net, rate: { by: order.category, Beauty: 12%, otherwise: 8% } }", built => built
            .Row("1", "A", "30", "category=Beauty").Row("1", "A", "50", "category=Home"));
        company.Prior = company.Remembered(company.Close());
        company.Refunds = [new Refund(1, Company.Millisecond("2026-02-10"), [25_00], "R")];

        Company.Pay(company.Close("2026-02"), "A").ShouldBe(-2_00);
    }

    [Theory]
    [InlineData(0, -3_60)]
    [InlineData(1, 0)]
    [InlineData(2, -4_00)]
    public void LateRefund_WhereOneCategoryHasNoLine_FindsTheOthersByTheirBases(int row, long taken)
    {
        // Beauty 12 % of 30.00 = 3.60, Home nothing of 20.00, Tech 10 % of 40.00 = 4.00.
        const string Bonus = "  - { grant: Category, per: order, of: net, rate: { by: order.category, Beauty: 12%, Home: 0%, Tech: 10% } }";
        var company = Built(Bonus, built => built
            .Row("1", "A", "30", "category=Beauty").Row("1", "A", "20", "category=Home").Row("1", "A", "40", "category=Tech"));
        company.Prior = company.Remembered(company.Close());
        company.Refunds = [new Refund(row, Company.Millisecond("2026-02-10"), null, "R")];

        Company.Pay(company.Close("2026-02"), "A").ShouldBe(taken);
    }

    [Fact]
    public void LateRefund_WhereNeitherOrderNorBaseTells_TakesItsShareOfTheOrdersLines()
    {
        // Beauty 12 % of 30.00 = 3.60, Home nothing of 30.00 (either may be the line), Tech 10 % of 40.00 = 4.00: 7.60 on 70.00.
        // All of Home's 30.00 come back: 7.60 × 30 / 70 = 3.257, cut off 3.25.
        const string Bonus = "  - { grant: Category, per: order, of: net, rate: { by: order.category, Beauty: 12%, Home: 0%, Tech: 10% } }";
        var company = Built(Bonus, built => built
            .Row("1", "A", "30", "category=Beauty").Row("1", "A", "30", "category=Home").Row("1", "A", "40", "category=Tech"));
        company.Prior = company.Remembered(company.Close());
        company.Refunds = [new Refund(1, Company.Millisecond("2026-02-10"), null, "R")];

        Company.Pay(company.Close("2026-02"), "A").ShouldBe(-3_25);
    }

    [Fact]
    public void Orders_WhoseRowsStandInTurn_AreBroughtTogether()
    {
        // 40 orders of three rows 5 + 6 + 7 = 18.00 at 10 %: 1.80 each, 72.00 in all, from rows that stand in turn.
        var company = Built("  - { grant: Size, per: order, of: net, rate: { by: order.net, from 0: 5%, from 18: 10% } }", built =>
        {
            foreach (var number in Enumerable.Range(0, 120))
            {
                built.Row($"o{number % 40}", "A", $"{5 + (number / 40)}");
            }
        });

        var result = company.Close();
        result.Lines.Count.ShouldBe(40);
        Company.Pay(result, "A").ShouldBe(72_00);
    }

    [Fact]
    public void LateRefund_OfARowThatPaidNothing_TakesNothingBack()
    {
        var company = Built("  - { grant: Beauty, per: order, of: net, where: category is Beauty, rate: 12% }", built => built
            .Row("1", "A", "30", "category=Beauty").Row("1", "A", "50", "category=Home"));
        company.Prior = company.Remembered(company.Close());
        company.Refunds = [new Refund(1, Company.Millisecond("2026-02-10"), null, "R")];

        Company.Pay(company.Close("2026-02"), "A").ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, -2_00)]
    public void LateRefund_OfAFixedSum_WaitsUntilNothingIsLeftOfTheOrder(int rows, long taken)
    {
        var company = Built("  - { grant: Thanks, per: order, amount: 2.00 }", built => built.Row("1", "A", "12").Row("1", "A", "8"));
        company.Prior = company.Remembered(company.Close());
        company.Refunds = [.. Enumerable.Range(0, rows).Select(row => new Refund(row, Company.Millisecond("2026-02-10"), null, "R"))];

        Company.Pay(company.Close("2026-02"), "A").ShouldBe(taken);
    }
}
