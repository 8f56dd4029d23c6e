using System.Numerics;
using Compensation.Rules.Numbers;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Numbers;

public class FixedTests
{
    [Theory]
    [InlineData("12.50", 1250, 2)]
    [InlineData("-1234.5", -12345, 1)]
    [InlineData("+7", 7, 0)]
    [InlineData(".5", 5, 1)]
    [InlineData("5.", 5, 0)]
    [InlineData("-0.00", 0, 2)]
    [InlineData("007", 7, 0)]
    [InlineData("0.123456789012", 123456789012, 12)]
    [InlineData("9223372036854775807", long.MaxValue, 0)]
    [InlineData("-9223372036854775808", long.MinValue, 0)]
    public void TryParseExact_ANumber_KeepsTheDecimalsWritten(string text, long units, int decimals)
    {
        Fixed.TryParseExact(text, out var readUnits, out var readDecimals).ShouldBeTrue();
        (readUnits, readDecimals).ShouldBe((units, decimals));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("+-1")]
    [InlineData("1-")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("١")] // an Arabic digit
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("99999999999999999999")]
    [InlineData("0.1234567890123")]
    public void TryParseExact_AnythingElse_IsRefused(string text) => Fixed.TryParseExact(text, out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("12.5", 2, 1250)]
    [InlineData("12.500", 2, 1250)] // zeros may be cut off, nothing else
    [InlineData("12", 0, 12)]
    [InlineData("12.000", 0, 12)]
    [InlineData("-0.01", 2, -1)]
    public void TryParse_FitsTheDecimals_IsBroughtToThem(string text, int decimals, long units)
    {
        Fixed.TryParse(text, decimals, out var read).ShouldBeTrue();
        read.ShouldBe(units);
    }

    [Theory]
    [InlineData("12.505", 2)]
    [InlineData("0.5", 0)]
    [InlineData("92233720368547758.08", 3)]
    [InlineData("9223372036854775807", 2)]
    [InlineData("-9223372036854775807", 8)]
    [InlineData("x", 2)]
    public void TryParse_WouldRoundOrOverflow_IsRefused(string text, int decimals) =>
        Fixed.TryParse(text, decimals, out _).ShouldBeFalse();

    [Theory]
    [InlineData(1250, 2, "12.50")]
    [InlineData(-5, 2, "-0.05")]
    [InlineData(0, 2, "0.00")]
    [InlineData(0, 0, "0")]
    [InlineData(-7, 0, "-7")]
    [InlineData(long.MinValue, 2, "-92233720368547758.08")]
    [InlineData(long.MinValue, 12, "-9223372.036854775808")]
    public void Format_Units_HasExactlyTheDecimals(long units, int decimals, string text) =>
        Fixed.Format(units, decimals).ShouldBe(text);

    [Fact]
    public void Format_AnyUnits_ReadsBackAsTheSame()
    {
        var cases = from units in Some.Int64 from decimals in Gen.Choose(0, Fixed.MostDecimals) select (units, decimals);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var text = Fixed.Format(c.units, c.decimals);
            Fixed.TryParseExact(text, out var units, out var decimals).ShouldBeTrue(text);
            (units, decimals).ShouldBe((c.units, c.decimals), text);
            Fixed.TryParse(text, c.decimals, out var same).ShouldBeTrue(text);
            same.ShouldBe(c.units, text);
        }).Check(3000);
    }

    [Fact]
    public void Rescale_MoreDecimals_IsExactOrOverflows()
    {
        var cases = from units in Some.Int64
                    from decimals in Gen.Choose(0, 12)
                    from more in Gen.Choose(0, 12)
                    select (units, decimals, more);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var expected = c.units * BigInteger.Pow(10, c.more);
            if (expected >= long.MinValue && expected <= long.MaxValue)
            {
                Fixed.Rescale(c.units, c.decimals, c.decimals + c.more).ShouldBe((long)expected);
            }
            else
            {
                Should.Throw<OverflowException>(() => Fixed.Rescale(c.units, c.decimals, c.decimals + c.more));
            }
        }).Check(2000);
    }

    [Theory]
    [InlineData(1249, 2, 1, 125)] // 12.49 → 12.5
    [InlineData(1245, 2, 1, 125)] // 12.45 → 12.5, the half goes up
    [InlineData(-1245, 2, 1, -125)]
    [InlineData(1244, 2, 1, 124)]
    [InlineData(long.MaxValue, 12, 0, 9223372)]
    public void Rescale_FewerDecimals_RoundsHalfUp(long units, int from, int to, long expected) =>
        Fixed.Rescale(units, from, to).ShouldBe(expected);
}
