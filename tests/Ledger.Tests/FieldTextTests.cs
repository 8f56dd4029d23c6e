using System.Text;
using Compensation.Ledger.Csv;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Numbers;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests;

public sealed class FieldTextTests
{
    [Theory]
    [InlineData("12.50", 2, 1250)]
    [InlineData("12.5", 2, 1250)]
    [InlineData("12", 2, 1200)]
    [InlineData("-0.01", 2, -1)]
    [InlineData("+7", 0, 7)]
    [InlineData(".5", 2, 50)]
    [InlineData("5.", 2, 500)]
    [InlineData("1.50000", 2, 150)]
    [InlineData("9223372036854775807", 0, long.MaxValue)]
    [InlineData("0.000000000000", 0, 0)]
    public void Number_ThatFits_IsReadExactly(string text, int decimals, long expected)
    {
        FixedText.Parse(Encoding.UTF8.GetBytes(text), decimals, out var units).ShouldBe(NumberFault.None);
        units.ShouldBe(expected);
    }

    [Theory]
    [InlineData("", 2, NumberFault.NotANumber)]
    [InlineData("-", 2, NumberFault.NotANumber)]
    [InlineData(".", 2, NumberFault.NotANumber)]
    [InlineData("1.2.3", 2, NumberFault.NotANumber)]
    [InlineData("1,200", 2, NumberFault.NotANumber)]
    [InlineData("1e3", 2, NumberFault.NotANumber)]
    [InlineData("1O0", 2, NumberFault.NotANumber)]
    [InlineData("0.005", 2, NumberFault.TooManyDecimals)]
    [InlineData("1.1", 0, NumberFault.TooManyDecimals)]
    [InlineData("9223372036854775808", 0, NumberFault.TooLarge)]
    [InlineData("92233720368547758.08", 2, NumberFault.TooLarge)]
    [InlineData("92233720368547759", 2, NumberFault.TooLarge)]
    public void Number_ThatDoesNotFit_SaysWhy(string text, int decimals, object expected) =>
        FixedText.Parse(Encoding.UTF8.GetBytes(text), decimals, out _).ShouldBe(expected);

    [Fact]
    public void Number_Written_IsWhatTheRulesWrite()
    {
        var random = new Random(7);
        Span<byte> text = stackalloc byte[FixedText.MostBytes];
        for (var i = 0; i < 10_000; i++)
        {
            var units = random.NextInt64() >> random.Next(64);
            units = random.Next(2) == 0 ? units : -units;
            var decimals = random.Next(Fixed.MostDecimals + 1);
            Encoding.UTF8.GetString(text[..FixedText.Write(text, units, decimals)]).ShouldBe(Fixed.Format(units, decimals));
            FixedText.Parse(text[..FixedText.Write(text, units, decimals)], decimals, out var back).ShouldBe(NumberFault.None);
            back.ShouldBe(units);
        }

        Encoding.UTF8.GetString(text[..FixedText.Write(text, long.MinValue, 12)]).ShouldBe("-9223372.036854775808");
    }

    [Fact]
    public void Date_EveryDayOfEveryYear_IsWhatTheCalendarSays()
    {
        var epoch = new LocalDate(1970, 1, 1);
        for (var date = new LocalDate(1900, 1, 1); date.Year < 2200; date = date.PlusDays(1))
        {
            IsoText.TryDate(Encoding.UTF8.GetBytes($"{date:yyyy-MM-dd}"), out var days).ShouldBeTrue();
            days.ShouldBe(NodaTime.Period.DaysBetween(epoch, date));
        }
    }

    [Theory]
    [InlineData("2026-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("2026-00-01")]
    [InlineData("2026-01-00")]
    [InlineData("1899-12-31")]
    [InlineData("2200-01-01")]
    [InlineData("2026-1-1")]
    [InlineData("31.01.2026")]
    [InlineData("2026/01/31")]
    public void Date_ThatIsNone_IsRefused(string text) => IsoText.TryDate(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    // 2026-01-31T12:00:00Z is 1769860800 seconds after the epoch: 20,484 days × 86,400 + 43,200.
    [Theory]
    [InlineData("2026-01-31T12:00:00Z", 1_769_860_800_000)]
    [InlineData("2026-01-31T12:00Z", 1_769_860_800_000)]
    [InlineData("2026-01-31 12:00:00z", 1_769_860_800_000)]
    [InlineData("2026-01-31T13:00:00+01:00", 1_769_860_800_000)]
    [InlineData("2026-01-31T06:30:00-05:30", 1_769_860_800_000)]
    [InlineData("2026-01-31T12:00:00.5Z", 1_769_860_800_500)]
    [InlineData("2026-01-31T12:00:00.1239999Z", 1_769_860_800_123)]
    public void Instant_InIsoForm_IsReadToTheMillisecond(string text, long expected)
    {
        IsoText.TryInstant(Encoding.UTF8.GetBytes(text), out var milliseconds).ShouldBeTrue();
        milliseconds.ShouldBe(expected);
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00")]
    [InlineData("2026-01-31T12:00")]
    [InlineData("2026-01-31T24:00:00Z")]
    [InlineData("2026-01-31T12:60:00Z")]
    [InlineData("2026-01-31T12:00:60Z")]
    [InlineData("2026-01-31T12:00:00.Z")]
    [InlineData("2026-01-31T12:00:Z")]
    [InlineData("2026-01-31T12:00:00+1")]
    [InlineData("2026-01-31T12:00:00+19:00")]
    [InlineData("2026-01-31T12:00:00ZZ")]
    [InlineData("2026-01-31T1200Z")]
    public void Instant_ThatIsNone_IsRefused(string text) => IsoText.TryInstant(Encoding.UTF8.GetBytes(text), out _)
        .ShouldBeFalse();

    [Fact]
    public void IdTable_ManyIds_FindsEachByItsBytes()
    {
        var table = new IdTable();
        for (var i = 0; i < 50_000; i++)
        {
            table.Add(Encoding.UTF8.GetBytes($"id-{i * 7919 % 50_000}")).ShouldBe(i);
        }

        for (var i = 0; i < 50_000; i++)
        {
            var id = Encoding.UTF8.GetBytes($"id-{i * 7919 % 50_000}");
            table.Find(id).ShouldBe(i);
            table.Add(id).ShouldBe(i);
        }

        table.Find("id-50000"u8).ShouldBe(-1);
        table.Find(""u8).ShouldBe(-1);
        table.ToIds()[1].ShouldBe("id-7919");
    }
}
