using System.Numerics;
using Compensation.Rules.Numbers;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Numbers;

public class SharesTests
{
    [Theory]
    // 100.00 among three: 33.33 each, the cent left over goes to the first.
    [InlineData(10000, new long[] { 1, 1, 1 }, new long[] { 3334, 3333, 3333 })]
    // 10 by 5:3:1 is 5.56, 3.33, 1.11: 9 dealt, and .56 is the largest remainder.
    [InlineData(10, new long[] { 5, 3, 1 }, new long[] { 6, 3, 1 })]
    // 7 by 1:2:4 is exact.
    [InlineData(7, new long[] { 1, 2, 4 }, new long[] { 1, 2, 4 })]
    // One cent among many goes to the heaviest, not to the first: .1, .3, .6.
    [InlineData(1, new long[] { 1, 3, 6 }, new long[] { 0, 0, 1 })]
    [InlineData(5, new long[] { 0, 2, 0 }, new long[] { 0, 5, 0 })]
    [InlineData(0, new long[] { 1, 2 }, new long[] { 0, 0 })]
    [InlineData(5, new long[] { 0, 0 }, new long[] { 0, 0 })]
    [InlineData(5, new long[0], new long[0])]
    [InlineData(long.MaxValue, new long[] { long.MaxValue, long.MaxValue },
        new long[] { (long.MaxValue / 2) + 1, long.MaxValue / 2 })]
    public void Deal_AFund_GivesLeftOversToTheLargestRemainders(long whole, long[] weights, long[] expected)
    {
        var parts = Enumerable.Repeat(-1L, weights.Length).ToArray();
        Shares.Deal(whole, weights, parts);
        parts.ShouldBe(expected);
    }

    [Fact]
    public void Deal_AnyWeights_SumsToTheWholeAndStaysWithinAUnitOfTheExactShare()
    {
        var cases = from whole in Some.Int64.Where(units => units >= 0)
                    from weights in Some.Int64.Where(weight => weight >= 0).NonEmptyListOf()
                    where weights.Any(weight => weight > 0)
                    select (whole, weights: weights.ToArray());
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var parts = new long[c.weights.Length];
            Shares.Deal(c.whole, c.weights, parts);
            var total = c.weights.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight);
            parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part).ShouldBe(c.whole);
            for (var i = 0; i < parts.Length; i++)
            {
                // |part − whole × weight ÷ total| < 1
                BigInteger.Abs((parts[i] * total) - ((BigInteger)c.whole * c.weights[i])).ShouldBeLessThan(total);
                (c.weights[i] == 0 && parts[i] != 0).ShouldBeFalse("nobody without weight gets anything");
            }
        }).Check(2000);
    }

    [Fact]
    public void Deal_HeavierPart_NeverGetsLess()
    {
        var cases = from whole in Gen.Choose(0, 1000)
                    from weights in Gen.Choose(0, 50).NonEmptyListOf()
                    select (whole, weights: weights.ToArray());
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var parts = new long[c.weights.Length];
            Shares.Deal(c.whole, [.. c.weights.Select(weight => (long)weight)], parts);
            var byWeight = c.weights.Zip(parts, (weight, part) => (weight, part)).Order().Select(pair => pair.part).ToList();
            byWeight.ShouldBe(byWeight.Order().ToList());
        }).Check(1000);
    }

    [Fact]
    public void Deal_BadInput_Throws()
    {
        Should.Throw<ArgumentException>(() => Shares.Deal(-1, [1], new long[1]));
        Should.Throw<ArgumentException>(() => Shares.Deal(1, [1, -1], new long[2]));
        Should.Throw<ArgumentException>(() => Shares.Deal(1, [1, 1], new long[1]));
    }
}
