using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>Carried values say how many decimals they have, so that a new version of a plan may count more finely or less so.</summary>
public class CarryDecimalsTests
{
    private const string Plan = """
        volumes:
          BV: { decimals: DECIMALS }
        trees:
          placement: { legs: [left, right] }
        measures:
          two months: { sum: BV, window: last 2 periods }
        bonuses:
          - binary: Team
            of: BV
            percent: 10%
            unused: carried
        """;

    private static Company Legs(int decimals) => new(Plan.Replace("DECIMALS", $"{decimals}", StringComparison.Ordinal), "A(B,C)");

    [Theory]
    // January: left 300.50, right 100: 100 is matched, 200.50 is carried. February brings 500 on the right: 10% of 200.50 = 20.05, and of 201 = 20.10, for
    // half a unit is rounded up.
    [InlineData(2, 20_05)]
    [InlineData(4, 20_05)]
    [InlineData(0, 20_10)]
    public void Carry_OtherDecimalsInTheNextPeriod_IsTheSameVolume(int decimals, long pays)
    {
        var january = Legs(2).Order("1", "B", "300.50").Order("2", "C", "100").Close();

        var february = Legs(decimals).Order("3", "C", "500", "2026-02-10").Close("2026-02", january.Carry);

        Company.Pay(february, "A").ShouldBe(pays);
        Company.Measure(february, "C", "two months").ShouldBe(600 * (long)Math.Pow(10, decimals));
    }

    [Fact]
    public void Carry_OfVolumesAndOfCounts_SaysItsDecimals()
    {
        var items = Legs(4).Order("1", "B", "300.50").Close().Carry.Items;

        items.Single(item => item.Name == "Team/left").ShouldSatisfyAllConditions(
            item => item.Decimals.ShouldBe(4), item => item.Value.ShouldBe([3_005_000]));
    }
}
