using Compensation.Silo.Generating;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Generating;

public sealed class OrderStreamTests
{
    private static readonly SyntheticCompany Company =
        SyntheticCompany.Generate(new CompanyOptions { Sellers = 20_000, Months = 2 });

    private static readonly List<SyntheticOrder> Orders = [.. Company.Orders()];

    [Fact]
    public void Orders_AreAsManyAsAskedFor_NumberedInTheOrderOfTime()
    {
        Orders.Count.ShouldBe(20_000 * 5 * 2);
        Orders.Select(order => order.Number).ShouldBe(Enumerable.Range(1, Orders.Count).Select(number => (long)number));
        Orders.Select(order => order.Placed).ShouldBeInOrder();
        Orders[0].Placed.ShouldBeGreaterThanOrEqualTo(Company.Growth.Start(0));
        Orders[99_999].Placed.ShouldBeLessThan(Company.Growth.Start(1));
        Orders[100_000].Placed.ShouldBeGreaterThanOrEqualTo(Company.Growth.Start(1));
        Orders[^1].Placed.ShouldBeLessThan(Company.Growth.Start(2));
    }

    [Fact]
    public void Orders_NobodyBuysBeforeJoining() =>
        Orders.ShouldAllBe(order => Company.Growth.Joined(order.Seller) <= order.Placed);

    [Fact]
    public void Orders_FortyPercentOfSellersHaveNone_AndAFewHaveVeryMany()
    {
        var perSeller = Orders.Where(order => order.Category < 4)
            .GroupBy(order => order.Seller).Select(own => own.Count()).ToList();
        var joinedBefore = Company.Growth.Members(0);

        // 60 % of those who were there from the start, and a few of the newcomers.
        (perSeller.Count * 100 / joinedBefore).ShouldBeInRange(58, 64);
        perSeller.Max().ShouldBeGreaterThan(200);
    }

    [Fact]
    public void Orders_AThirdIsBoughtByCustomers_WhoPayAQuarterMore()
    {
        (Orders.Count(order => order.Customer > 0) * 100 / Orders.Count).ShouldBeInRange(33, 36);

        // Nutrition has as much PV as its wholesale price.
        Orders.Where(order => order is { Category: 0, Customer: > 0 }).ShouldAllBe(order => order.Price == order.PV * 125 / 100);
        Orders.Where(order => order is { Category: 0, Customer: 0 }).ShouldAllBe(order => order.Price == order.PV);
        Orders.ShouldAllBe(order => order.CV * 100 >= (order.PV * 70) - 100 && order.CV * 100 <= order.PV * 90);
    }

    [Fact]
    public void Packages_EveryNewcomerWithOne_BuysItAsTheirFirstOrder()
    {
        var newcomers = Enumerable.Range(Company.Growth.Members(0), Company.Growth.Members(2) - Company.Growth.Members(0) - 1)
            .Where(seller => Company.Package(seller).Price > 0).ToList();
        var first = Orders.GroupBy(order => order.Seller).ToDictionary(own => own.Key, own => own.First());

        newcomers.Count.ShouldBeGreaterThan(500);
        newcomers.ShouldAllBe(seller => first[seller].Category == 4 && first[seller].PV == Company.Package(seller).Price);
        Orders.Where(order => order.Category == 4).ShouldAllBe(order => order.Seller >= Company.Growth.Members(0));
    }

    [Fact]
    public void Refunds_AreAboutOneInAHundred_AfterTheOrderAndBeforeTheEnd()
    {
        var refunded = Orders.Where(order => order.Refunded > 0).ToList();

        // A hundredth of 200,000; a fifth to a half of them would come after the last month and are left out.
        refunded.Count.ShouldBeInRange(1_000, 1_700);
        refunded.ShouldAllBe(order => order.Refunded > order.Placed && order.Refunded < Company.Growth.Start(2));
        refunded.ShouldContain(order => order.Placed < Company.Growth.Start(1) && order.Refunded >= Company.Growth.Start(1));
        refunded.Count(order => order.PartlyRefunded).ShouldBeInRange(refunded.Count / 6, refunded.Count / 3);
    }
}
