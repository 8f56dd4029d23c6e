using System.Numerics;
using Compensation.Rules.Numbers;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Numbers;

public class RateTests
{
    [Theory]
    [InlineData("5%", 1, 20)]
    [InlineData("12.5%", 1, 8)]
    [InlineData("12.5 %", 1, 8)]
    [InlineData("0.05", 1, 20)]
    [InlineData("1/3", 1, 3)]
    [InlineData(" 2 / 6 ", 1, 3)]
    [InlineData("0.5/1.5", 1, 3)]
    [InlineData("1/-3", -1, 3)]
    [InlineData("20.00", 20, 1)]
    [InlineData("-7.5%", -3, 40)]
    [InlineData("+1", 1, 1)]
    [InlineData("0%", 0, 1)]
    [InlineData("0.000000000001", 1, 1_000_000_000_000)]
    [InlineData("0.000000000001%", 1, 100_000_000_000_000)]
    public void Rate_AsAPlanWritesIt_IsExact(string text, long numerator, long denominator)
    {
        Rate.TryParse(text, out var rate).ShouldBeTrue();
        rate.Numerator.ShouldBe(numerator);
        rate.Denominator.ShouldBe(denominator);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("five")]
    [InlineData("5%%")]
    [InlineData("1/0")]
    [InlineData("1/0.00")]
    [InlineData("/3")]
    [InlineData("3/")]
    [InlineData("1/2/3")]
    [InlineData("1/3%")] // a third of a percent, or one over three percent?
    [InlineData("1e-3")]
    [InlineData("1,5%")]
    [InlineData("- 5%")]
    [InlineData("0.0000000000001")] // 13 decimals
    [InlineData("9223372036854775808")]
    [InlineData("0.000000000001/9223372036854775807")]
    public void Rate_AnythingElse_IsRefused(string text) => Rate.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Rate_EveryZero_IsTheSameZero()
    {
        new Rate(0, 7).ShouldBe(Rate.Zero);
        new Rate(0, 7).GetHashCode().ShouldBe(default(Rate).GetHashCode());
        Rate.FromFixed(0, 2).ShouldBe(default);
        default(Rate).Denominator.ShouldBe(1);
        (Rate.One - Rate.One).ShouldBe(Rate.Zero);
        Rate.Zero.IsZero.ShouldBeTrue();
    }

    [Fact]
    public void Rate_AtTheEndsOf64Bits_IsReducedOrRefused()
    {
        new Rate(long.MinValue, long.MinValue).ShouldBe(Rate.One);
        new Rate(long.MinValue, 2).Numerator.ShouldBe(long.MinValue / 2);
        Should.Throw<OverflowException>(() => new Rate(long.MinValue, -1));
        Should.Throw<OverflowException>(() => new Rate(1, long.MinValue));
        Should.Throw<DivideByZeroException>(() => new Rate(1, 0));
    }

    [Fact]
    public void Add_SumFitsOnlyWhenReduced_IsExact() =>
        (new Rate(long.MaxValue, 2) + new Rate(long.MaxValue, 2)).ShouldBe(new Rate(long.MaxValue, 1));

    [Fact]
    public void Arithmetic_AnyTwoRates_AgreesWithBigIntegers()
    {
        var pairs = from left in Some.Rate from right in Gen.OneOf(Some.Rate, Gen.Constant(left)) select (left, right);
        Prop.ForAll(pairs.ToArbitrary(), pair =>
        {
            var (left, right) = pair;
            BigInteger a = left.Numerator, b = left.Denominator, c = right.Numerator, d = right.Denominator;
            ShouldBe(() => left + right, (a * d) + (c * b), b * d);
            ShouldBe(() => left - right, (a * d) - (c * b), b * d);
            ShouldBe(() => left * right, a * c, b * d);
            left.CompareTo(right).ShouldBe((a * d).CompareTo(c * b));
            (left < right).ShouldBe(a * d < c * b);
            (left > right).ShouldBe(a * d > c * b);
            (left <= right).ShouldBe(a * d <= c * b);
            (left >= right).ShouldBe(a * d >= c * b);
            Rate.Min(left, right).ShouldBe(a * d <= c * b ? left : right);
            Rate.Max(left, right).ShouldBe(a * d >= c * b ? left : right);
        }).Check(3000);
    }

    [Fact]
    public void ToString_AnyRate_ReadsBackAsTheSame()
    {
        Prop.ForAll(Some.Rate.ToArbitrary(), rate =>
        {
            Rate.TryParse(rate.ToString(), out var read).ShouldBeTrue(rate.ToString());
            read.ShouldBe(rate);
        }).Check(3000);
    }

    [Theory]
    [InlineData("12.5%", "0.125")]
    [InlineData("1/3", "1/3")]
    [InlineData("-2/6", "-1/3")]
    [InlineData("40/2", "20")]
    public void ToString_Rate_IsADecimalWhereItHasOne(string text, string shown)
    {
        Rate.TryParse(text, out var rate).ShouldBeTrue();
        rate.ToString().ShouldBe(shown);
    }

    private static void ShouldBe(Func<Rate> actual, BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        var (upper, lower) = (numerator / divisor, denominator / divisor);
        if (upper >= long.MinValue && upper <= long.MaxValue && lower <= long.MaxValue)
        {
            var rate = actual();
            ((BigInteger)rate.Numerator, (BigInteger)rate.Denominator).ShouldBe((upper, lower));
        }
        else
        {
            Should.Throw<OverflowException>(() => actual());
        }
    }
}
