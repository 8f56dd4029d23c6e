using Compensation.Silo.Output;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Output;

public sealed class AmountsTests
{
    [Theory]
    [InlineData(0, 2, "0.00")]
    [InlineData(5, 2, "0.05")]
    [InlineData(-5, 2, "-0.05")]
    [InlineData(123456, 2, "1,234.56")]
    [InlineData(-123456789, 2, "-1,234,567.89")]
    [InlineData(1234567, 0, "1,234,567")]
    [InlineData(-1000, 0, "-1,000")]
    [InlineData(12345678, 8, "0.12345678")]
    [InlineData(long.MinValue, 2, "-92,233,720,368,547,758.08")]
    public void Format_GroupsThousandsAndKeepsAllDecimals(long units, int decimals, string expected) =>
        Amounts.Format(units, decimals).ShouldBe(expected);

    [Theory]
    [InlineData(1, 3, "33.3 %")]
    [InlineData(2, 3, "66.7 %")]
    [InlineData(-1, 8, "-12.5 %")]
    [InlineData(0, 5, "0.0 %")]
    [InlineData(7, 0, "–")]
    [InlineData(long.MaxValue, long.MaxValue, "100.0 %")]
    public void Percent_IsRoundedToATenth(long part, long whole, string expected) =>
        Amounts.Percent(part, whole).ShouldBe(expected);

    [Theory]
    [InlineData(8, 8, 3, "███")]
    [InlineData(4, 8, 3, "█▌")]
    [InlineData(1, 1_000_000, 3, "▏")]
    [InlineData(0, 8, 3, "")]
    [InlineData(-3, 8, 3, "")]
    [InlineData(9, 8, 3, "███")]
    public void Bar_IsAsLongAsItsShareOfTheLargest(long value, long largest, int width, string expected) =>
        Bar.Draw(value, largest, width).ShouldBe(expected);
}
