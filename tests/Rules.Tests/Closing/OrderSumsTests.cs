using Compensation.Rules.Closing;
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

    /// <summary>Orders enough for several who add up.</summary>
    private const int Many = 300_000;

    [Theory]
    [InlineData(OneVolume, 1)]
    [InlineData(OneVolume, 3)]
    [InlineData(TwoVolumes, 2)]
    [InlineData(TwoVolumes, 3)]
    [InlineData(ThreeVolumes, 2)]
    public void Close_ManyOrdersOnSeveralThreads_AddsUpAllOfThem(string text, int threads)
    {
        var plan = new Company(text, "A").Plan;
        var columns = plan.Volumes.Select((_, volume) => Enumerable.Range(0, Many).Select(row => ((row * 7L) + volume) % 10_007).ToArray()).ToArray();
        var sums = columns.Select(column => Enumerable.Range(0, Many).GroupBy(row => row % 3).Select(rows => rows.Sum(row => column[row])).ToArray()).ToArray();

        // A refund of all of it, of the last row, which is the third seller's (300,000 - 1 leaves 2).
        sums[0][2] -= columns[0][^1];
        for (var time = 0; time < 5; time++)
        {
            var result = PeriodClose.Close(plan, Snapshot(plan, columns), threads);
            result.Measures.Single(measure => measure.Name == "own PV").Values.ShouldBe(sums[0]);
        }
    }

    /// <summary>In their order no sum leaves its 64 bits; that of two parts which are not side by side may.</summary>
    [Fact]
    public void Close_SumsThatOnlyFitInTheirOrder_AreTheSameOnAnyNumberOfThreads()
    {
        const int part = 1 << 16;
        var plan = new Company(TwoVolumes, "A").Plan;
        var units = Enumerable.Range(0, 16 * part).Select(row => row / part % 2 == 0 ? 1L << 46 : -1L << 46).ToArray();
        for (var time = 0; time < 10; time++)
        {
            var snapshot = Snapshot(plan, [units, units], sellers: 1);
            PeriodClose.Close(plan, snapshot, 1 + (time % 3)).Measures.Single(measure => measure.Name == "own PV").Values.ShouldBe([0L]);
        }
    }

    /// <summary>Two volumes share a number while both fit into its halves, of 32 bits with a sign: here sums on both sides of what fits.</summary>
    [Theory]
    [InlineData(int.MaxValue, 0, 0, 0)]
    [InlineData(int.MaxValue, 1, 0, 0)]
    [InlineData(int.MaxValue, 1, -1, 0)]
    [InlineData(int.MinValue, -1, -1, 0)]
    [InlineData(int.MinValue + 1, -1, -1, 0)]
    [InlineData(int.MinValue, 0, 0, 0)]
    [InlineData(int.MinValue, -1, 0, 0)]
    [InlineData(int.MinValue, int.MinValue, int.MaxValue, int.MaxValue)]
    [InlineData(0, 0, int.MaxValue, 1)]
    [InlineData(-1, 1, int.MinValue, -1)]
    [InlineData(int.MaxValue, int.MinValue, int.MinValue, int.MaxValue)]
    [InlineData(int.MaxValue + 1L, -1, 5, -7)]
    [InlineData(7, -5, int.MinValue - 1L, 1)]
    public void Close_SumsThatFitIntoHalfANumberOrDoNot_AddsUpBoth(long first, long firstMore, long second, long secondMore)
    {
        var plan = new Company(TwoVolumes, "A").Plan;
        var result = PeriodClose.Close(plan, Snapshot(plan, [[first, firstMore], [second, secondMore]], sellers: 1));
        result.Measures.Single(measure => measure.Name == "own PV").Values.ShouldBe([first + firstMore]);
        result.Measures.Single(measure => measure.Name == "own CV").Values.ShouldBe([second + secondMore]);
    }

    private static Snapshot Snapshot(Rules.Plans.Plan plan, long[][] volumes, int sellers = 3)
    {
        var (period, count) = (plan.Calendar.Find("2026-01")!, volumes[0].Length);
        var start = period.Start.ToUnixTimeMilliseconds();
        return new Snapshot
        {
            Period = period,
            Sellers = new SellerColumns
            {
                Ids = new Ids(Enumerable.Range(0, sellers).Select(seller => $"s{seller}")),
                Enrolled = new long[sellers],
                Trees = [.. plan.RecordedTrees.Select(_ => new EdgeColumns([.. Enumerable.Repeat(-1, sellers)], [.. Enumerable.Repeat((sbyte)-1, sellers)]))],
                Attributes = [],
            },
            Orders = new OrderColumns
            {
                Ids = new Ids(Enumerable.Range(0, count).Select(row => $"o{row}")),
                Seller = [.. Enumerable.Range(0, count).Select(row => row % sellers)],
                Customer = null,
                Customers = new Ids([]),
                Placed = [.. Enumerable.Range(0, count).Select(row => start + row)],
                Volumes = [.. volumes.Select(column => NumberColumn.Of(column))],
                Attributes = [],
            },
            Refunds = sellers == 1 ? [] : [new Refund(count - 1, start + count, null, "r")],
        };
    }
}
