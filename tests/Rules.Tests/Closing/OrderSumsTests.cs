using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>What orders bring their sellers: each volume by itself, though two are added in one go.</summary>
public class OrderSumsTests
{
    /// <summary>The largest volume in 64 bits, of two decimals.</summary>
    private const string Most = "92233720368547758.07";

    private const string OneVolume = """
        volumes:
          PV:
        measures:
          own PV: { sum: PV, over: self }

        """;

    private const string TwoVolumes = """
        volumes:
          PV:
          CV:
        measures:
          own PV: { sum: PV, over: self }
          own CV: { sum: CV, over: self }

        """;

    private const string ThreeVolumes = """
        volumes:
          PV:
          CV:
          QV:
        measures:
          own PV: { sum: PV, over: self }
          own CV: { sum: CV, over: self }

        """;

    [Theory]
    [InlineData(TwoVolumes)]
    [InlineData(ThreeVolumes)]
    public void Close_AnyOrders_AddsUpEachVolumeOfEachSeller(string plan)
    {
        var order = ArbMap.Default.ArbFor<(byte Seller, short First, short Second)>();
        Prop.ForAll(order.Array(), orders =>
        {
            string[] sellers = ["A", "B", "C"];
            var company = new Company(plan, "A(B, C)");
            for (var i = 0; i < orders.Length; i++)
            {
                company.Order($"{i}", sellers[orders[i].Seller % 3], $"{orders[i].First}", second: $"{orders[i].Second}");
            }

            var result = company.Close();
            for (var seller = 0; seller < sellers.Length; seller++)
            {
                var own = orders.Where(one => one.Seller % 3 == seller).ToList();
                Company.Measure(result, sellers[seller], "own PV").ShouldBe(own.Sum(one => one.First * 100L));
                Company.Measure(result, sellers[seller], "own CV").ShouldBe(own.Sum(one => one.Second * 100L));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(OneVolume, Most, null)]
    [InlineData(TwoVolumes, Most, "1")]
    [InlineData(TwoVolumes, "1", Most)]
    [InlineData(ThreeVolumes, "1", Most)]
    public void Close_OneCentMoreThan64Bits_Throws(string plan, string first, string? second)
    {
        Whole("0").Close().Sellers.Count.ShouldBe(1);
        Should.Throw<OverflowException>(() => Whole("0.01").Close());

        Company Whole(string more) => new Company(plan, "A").Order("1", "A", first, second: second).Order("2", "A", more, second: second is null ? null : more);
    }

    [Fact]
    public void Close_OneCentLessThan64Bits_Throws()
    {
        var company = new Company(TwoVolumes, "A").Order("1", "A", "0", second: "-" + Most).Order("2", "A", "0", second: "-0.01");
        company.Close().Sellers.Count.ShouldBe(1);
        Should.Throw<OverflowException>(() => company.Order("3", "A", "0", second: "-0.01").Close());
    }
}
