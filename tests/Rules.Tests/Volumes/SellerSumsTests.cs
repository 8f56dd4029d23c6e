using Compensation.Rules.Closing;
using Compensation.Rules.Volumes;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Volumes;

/// <summary>Two volumes that share a number: their sums are right, or known not to fit.</summary>
public class SellerSumsTests
{
    private const int Sellers = 37;
    private const int Most = SellerSums.MostInHalf;

    [Fact]
    public void Add_AnyOrdersInHalves_IsTheSumOfEachVolumeOrTooLarge()
    {
        int[] units = [0, 1, -1, 2, 5_000, -5_000, Most / 2, -Most / 2, Most - 1, 1 - Most, Most, -Most];
        var order =
            from seller in Gen.Choose(0, Sellers - 1)
            from first in Gen.Elements(units)
            from second in Gen.Elements(units)
            select (Seller: seller, First: first, Second: second);
        var (own, others) = (order.ListOf().ToArbitrary(), order.ListOf().ToArbitrary());
        Prop.ForAll(own, others, (some, more) =>
        {
            var sums = Add([.. some]);
            sums.Add(Add([.. more]), new Workers(1));
            var (first, second) = (Exact(some.Concat(more), one => one.First), Exact(some.Concat(more), one => one.Second));
            if (!sums.AreTooLarge)
            {
                Copied(sums, 0).ShouldBe(first);
                Copied(sums, 1).ShouldBe(second);
            }

            // No order of the additions can leave the halves then.
            if (some.Concat(more).Sum(one => Math.Abs((long)one.First)) < Most && some.Concat(more).Sum(one => Math.Abs((long)one.Second)) < Most)
            {
                sums.AreTooLarge.ShouldBeFalse();
            }
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Either part fits; both together do or do not, in the upper half or the lower one, wherever the seller stands among the others.</summary>
    [Theory]
    [InlineData(Most, 0, 2, 0, true)]
    [InlineData(-Most, 0, -2, 0, true)]
    [InlineData(0, Most, 0, 1, true)]
    [InlineData(0, -Most, 0, -2, true)]
    [InlineData(Most, -1, 1, 0, false)]
    [InlineData(Most, -Most, -Most, Most, false)]
    [InlineData(Most, 5, 0, -6, false)]
    [InlineData(-Most, -5, 0, 6, false)]
    public void Add_OtherSums_AreTooLargeTogether(int first, int second, int otherFirst, int otherSecond, bool areTooLarge)
    {
        for (var seller = 0; seller < Sellers; seller++)
        {
            var (sums, others) = (Add([(seller, first, second)]), Add([(seller, otherFirst, otherSecond)]));
            (sums.AreTooLarge, others.AreTooLarge).ShouldBe((false, false));
            sums.Add(others, new Workers(2, smallest: 4));
            sums.AreTooLarge.ShouldBe(areTooLarge);
            if (!areTooLarge)
            {
                (Copied(sums, 0)[seller], Copied(sums, 1)[seller]).ShouldBe(((long)first + otherFirst, (long)second + otherSecond));
            }
        }
    }

    [Fact]
    public void Add_SumsThatAreTooLarge_AreTooLarge()
    {
        var sums = Add([]);
        sums.Add(Add([(0, Most, 0), (0, 2, 0)]), new Workers(1));
        sums.AreTooLarge.ShouldBeTrue();
    }

    private static SellerSums Add((int Seller, int First, int Second)[] orders)
    {
        var sums = new SellerSums(Sellers, volumes: 2, inHalves: true);
        sums.Add(Array.ConvertAll(orders, one => one.Seller),
            [Array.ConvertAll(orders, one => (long)one.First), Array.ConvertAll(orders, one => (long)one.Second)]);
        return sums;
    }

    private static long[] Copied(SellerSums sums, int volume)
    {
        var values = new long[Sellers];
        sums.CopyTo(volume, [.. Enumerable.Range(0, Sellers)], values);
        return values;
    }

    private static long[] Exact(IEnumerable<(int Seller, int First, int Second)> orders, Func<(int Seller, int First, int Second), int> units)
    {
        var sums = new long[Sellers];
        foreach (var one in orders)
        {
            sums[one.Seller] += units(one);
        }

        return sums;
    }
}
