using System.Numerics;
using Compensation.Rules.Numbers;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Numbers;

public class RoundingTests
{
    // Amounts published in the tests of chocoalano/mlm-engine: six decimals in, six out.
    [Theory]
    [InlineData(Rounding.HalfEven, "150.000005", "0.1", "15")] // 15.0000005
    [InlineData(Rounding.HalfEven, "150.000005", "0.05", "7.5")] // 7.50000025
    [InlineData(Rounding.HalfEven, "150.000005", "0.000001", "0.00015")] // 0.000150000005
    [InlineData(Rounding.HalfEven, "0.4", "0.000002", "0.000001")] // 0.0000008
    [InlineData(Rounding.HalfEven, "0.4", "0.000001", "0")] // 0.0000004
    [InlineData(Rounding.HalfUp, "1.234567", "2.345678", "2.895897")] // 2.895896651426
    [InlineData(Rounding.HalfUp, "0.7", "0.000005", "0.000004")] // 0.0000035
    public void Multiply_PublishedAmounts_AreReproduced(Rounding rounding, string volume, string rate, string amount)
    {
        Fixed.TryParse(volume, 6, out var units).ShouldBeTrue();
        Rate.TryParse(rate, out var exact).ShouldBeTrue();
        Fixed.TryParse(amount, 6, out var expected).ShouldBeTrue();
        rounding.Multiply(units, 6, exact, 6).ShouldBe(expected);
    }

    [Theory]
    [InlineData(Rounding.HalfUp, 3, -3, 4, 2, 3)]
    [InlineData(Rounding.HalfEven, 2, -2, 4, 2, 3)]
    [InlineData(Rounding.HalfDown, 2, -2, 3, 2, 3)]
    [InlineData(Rounding.TowardZero, 2, -2, 3, 2, 2)]
    [InlineData(Rounding.AwayFromZero, 3, -3, 4, 3, 3)]
    public void Divide_HalvesAndThirds_GoWhereTheRuleSays(
        Rounding rounding, long twoAndAHalf, long minusTwoAndAHalf, long threeAndAHalf, long twoAndAThird, long twoAndTwoThirds)
    {
        rounding.Divide(5, 2).ShouldBe(twoAndAHalf);
        rounding.Divide(-5, 2).ShouldBe(minusTwoAndAHalf);
        rounding.Divide(5, -2).ShouldBe(minusTwoAndAHalf);
        rounding.Divide(7, 2).ShouldBe(threeAndAHalf);
        rounding.Divide(7, 3).ShouldBe(twoAndAThird);
        rounding.Divide(8, 3).ShouldBe(twoAndTwoThirds);
        rounding.Divide(-6, 3).ShouldBe(-2);
    }

    [Fact]
    public void Divide_AnyNumbers_AgreesWithBigIntegers()
    {
        var cases = from rounding in Gen.Elements(Enum.GetValues<Rounding>())
                    from dividend in Some.Int128
                    from divisor in Some.Int128
                    where divisor != 0 && dividend != Int128.MinValue && divisor != Int128.MinValue
                    select (rounding, dividend, divisor);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var expected = Slowly(c.rounding, c.dividend, c.divisor);
            AgreesOrOverflows(() => c.rounding.Divide(c.dividend, c.divisor), expected);
        }).Check(5000);
    }

    [Fact]
    public void Divide_NearHalves_AgreesWithBigIntegers()
    {
        // Random pairs are hardly ever close to a half: build the dividend as quotient and a half, more or less by one.
        var cases = from rounding in Gen.Elements(Enum.GetValues<Rounding>())
                    from quotient in Gen.Choose(-1000, 1000)
                    from half in Some.Int128
                    from off in Gen.Choose(-1, 1)
                    let divisor = Int128.Abs(half / 4096) * 2
                    where divisor > 0
                    select (rounding, dividend: (quotient * divisor) + (divisor / 2) + off, divisor);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            AgreesOrOverflows(() => c.rounding.Divide(c.dividend, c.divisor), Slowly(c.rounding, c.dividend, c.divisor));
        }).Check(5000);
    }

    [Fact]
    public void Multiply_AnyUnitsAndRate_AgreesWithBigIntegers()
    {
        var cases = from rounding in Gen.Elements(Enum.GetValues<Rounding>())
                    from units in Some.Int64
                    from decimals in Gen.Choose(0, 12)
                    from rate in Some.Rate
                    from resultDecimals in Gen.Choose(0, 12)
                    select (rounding, units, decimals, rate, resultDecimals);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var expected = Slowly(
                c.rounding,
                (BigInteger)c.units * c.rate.Numerator * BigInteger.Pow(10, c.resultDecimals),
                c.rate.Denominator * BigInteger.Pow(10, c.decimals));
            AgreesOrOverflows(() => c.rounding.Multiply(c.units, c.decimals, c.rate, c.resultDecimals), expected);
        }).Check(10000);
    }

    [Fact]
    public void Divide_HugeDivisor_DoesNotOverflowOnTheWay()
    {
        // 0.75 of a unit, with a divisor above 2^126: twice the remainder would not fit 128 bits.
        var divisor = Int128.MaxValue - 3;
        Rounding.HalfUp.Divide(divisor / 4 * 3, divisor).ShouldBe(1);
        Rounding.TowardZero.Divide(divisor / 4 * 3, divisor).ShouldBe(0);
    }

    [Fact]
    public void Divide_ByZero_Throws()
    {
        Should.Throw<DivideByZeroException>(() => Rounding.HalfUp.Divide(1, 0));
        Should.Throw<DivideByZeroException>(() => Rounding.HalfUp.Divide(Int128.MaxValue, 0));
    }

    [Fact]
    public void Divide_QuotientBeyond64Bits_ThrowsInsteadOfWrapping()
    {
        Should.Throw<OverflowException>(() => Rounding.HalfUp.Divide((Int128)long.MaxValue + 1, 1));
        Should.Throw<OverflowException>(() => Rounding.HalfUp.Divide((Int128)long.MinValue, -1));
        Rounding.HalfUp.Divide(long.MinValue, 1).ShouldBe(long.MinValue);
    }

    /// <summary>The rounding rules in their school form: the quotient below and above, and the distance to each.</summary>
    private static BigInteger Slowly(Rounding rounding, BigInteger dividend, BigInteger divisor)
    {
        var negative = dividend.Sign * divisor.Sign < 0;
        var size = BigInteger.Abs(dividend);
        var by = BigInteger.Abs(divisor);
        var down = size / by;
        var toDown = size - (down * by);
        var toUp = ((down + 1) * by) - size;
        var up = toDown != 0 && rounding switch
        {
            Rounding.HalfUp => toUp <= toDown,
            Rounding.HalfDown => toUp < toDown,
            Rounding.HalfEven => toUp < toDown || (toUp == toDown && !down.IsEven),
            Rounding.TowardZero => false,
            _ => true,
        };
        var rounded = up ? down + 1 : down;
        return negative ? -rounded : rounded;
    }

    private static void AgreesOrOverflows(Func<long> actual, BigInteger expected)
    {
        if (expected >= long.MinValue && expected <= long.MaxValue)
        {
            actual().ShouldBe((long)expected);
        }
        else
        {
            Should.Throw<OverflowException>(() => actual());
        }
    }
}
