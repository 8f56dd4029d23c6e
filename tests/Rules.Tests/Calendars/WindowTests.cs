using Compensation.Rules.Calendars;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using Shouldly;
using Xunit;
using static Compensation.Rules.Tests.Calendars.Calendar;

namespace Compensation.Rules.Tests.Calendars;

public class WindowTests
{
    public static TheoryData<string, Window> Written => new()
    {
        { "this period", new Window.ThisPeriod() },
        { "previous period", new Window.PreviousPeriod() },
        { "last 3 periods", new Window.LastPeriods(3) },
        { "last 1 period", new Window.LastPeriods(1) },
        { "since joining", new Window.SinceJoining() },
        { "month to date", new Window.MonthToDate() },
        { "quarter to date", new Window.QuarterToDate() },
        { "year to date", new Window.YearToDate() },
        { "last 30 days", new Window.LastDays(30) },
        { "60 days from enrolled", new Window.DaysFrom(60, "enrolled") },
        { "1 day from first order", new Window.DaysFrom(1, "first order") },
        { "2 months from enrolled", new Window.MonthsFrom(2, "enrolled") },
        { "0 months from Upgraded On", new Window.MonthsFrom(0, "Upgraded On") },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void TryParse_AWindow_ReadsAndWritesItself(string text, Window expected)
    {
        Window.TryParse(text, out var window).ShouldBeTrue();
        window.ShouldBe(expected);
        window.ToString().ShouldBe(text);
        Window.TryParse("  " + text.Replace(" ", "  ", StringComparison.Ordinal), out var spaced).ShouldBeTrue();
        spaced.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this")]
    [InlineData("This period")]
    [InlineData("last periods")]
    [InlineData("last 0 periods")]
    [InlineData("last -1 periods")]
    [InlineData("last 1.5 periods")]
    [InlineData("last 10000 periods")]
    [InlineData("last 99999999999 days")]
    [InlineData("last 3 months")]
    [InlineData("0 days from enrolled")]
    [InlineData("60 days from")]
    [InlineData("60 days after enrolled")]
    [InlineData("60 weeks from enrolled")]
    [InlineData("year to date and more")]
    public void TryParse_AnythingElse_IsRefused(string text)
    {
        Window.TryParse(text, out var window).ShouldBeFalse();
        window.ShouldBeNull();
    }

    [Theory]
    [InlineData(CalendarKind.Month, "2026-05", "this period", 0, 0)]
    [InlineData(CalendarKind.Month, "2026-05", "previous period", 1, 1)]
    [InlineData(CalendarKind.Month, "2026-05", "last 3 periods", 0, 2)]
    [InlineData(CalendarKind.Month, "2026-05", "since joining", 0, int.MaxValue)]
    [InlineData(CalendarKind.HalfMonth, "2026-02-b", "month to date", 0, 1)]
    [InlineData(CalendarKind.Week, "2026-03-02", "month to date", 0, 1)] // 23 February to 1 March is March's first
    [InlineData(CalendarKind.Month, "2026-05", "month to date", 0, 0)]
    [InlineData(CalendarKind.Month, "2026-05", "quarter to date", 0, 1)] // April and May
    [InlineData(CalendarKind.Month, "2026-04", "quarter to date", 0, 0)]
    [InlineData(CalendarKind.Month, "2026-12", "year to date", 0, 11)]
    [InlineData(CalendarKind.Quarter, "2026-Q3", "quarter to date", 0, 0)]
    [InlineData(CalendarKind.Quarter, "2026-Q3", "year to date", 0, 2)]
    [InlineData(CalendarKind.Year, "2026", "quarter to date", 0, 0)]
    [InlineData(CalendarKind.HalfMonth, "2026-02-b", "year to date", 0, 3)]
    [InlineData(CalendarKind.Day, "2028-03-01", "year to date", 0, 60)] // 31 + 29 days before it
    [InlineData(CalendarKind.Week, "2025-12-29", "year to date", 0, 0)] // ends on 4 January: the new year's first
    [InlineData(CalendarKind.Week, "2025-12-22", "year to date", 0, 51)] // 5 January to 28 December in steps of 7
    [InlineData(CalendarKind.Week, "2026-04-06", "quarter to date", 0, 1)] // 30 March to 5 April is the quarter's first
    public void AgesOf_WindowInPeriods_CountsBackFromThePeriod(CalendarKind kind, string name, string text, int newest,
        int oldest)
    {
        var calendar = Of(kind);
        Window.TryParse(text, out var window).ShouldBeTrue();
        calendar.AgesOf(window, calendar.Find(name).ShouldNotBeNull()).ShouldBe(new PeriodAges(newest, oldest));
    }

    [Fact]
    public void AgesOf_YearBeganBeforeTheCustomCalendar_CountsFromItsFirstPeriod()
    {
        var calendar = Of(CalendarKind.Custom, dates: ["2026-01-22", "2026-02-12", "2026-03-05"]);
        calendar.AgesOf(new Window.YearToDate(), calendar.Find("2026-02-12").ShouldNotBeNull()).ShouldBe(new PeriodAges(0, 1));
    }

    [Theory]
    [InlineData("last 30 days")]
    [InlineData("60 days from enrolled")]
    [InlineData("2 months from enrolled")]
    public void AgesOf_WindowInDaysOrMonths_IsNotCountedInPeriods(string text)
    {
        var calendar = Of(CalendarKind.Month);
        Window.TryParse(text, out var window).ShouldBeTrue();
        calendar.AgesOf(window, calendar.Find("2026-05").ShouldNotBeNull()).ShouldBeNull();
    }

    [Fact]
    public void LastDays_ThirtyDays_EndWithThePeriod()
    {
        var calendar = Of(CalendarKind.Month);
        // 30 days up to 31 March are the 2nd to the 31st; summer time began on the 29th.
        calendar.LastDays(calendar.Find("2026-03").ShouldNotBeNull(), 30)
            .ShouldBe(new Interval(At("2026-03-01T23:00:00Z"), At("2026-03-31T22:00:00Z")));
    }

    [Fact]
    public void DaysFrom_SixtyDaysFromEnrolment_StartWithTheLocalDay()
    {
        // Enrolled on 1 January, 00:30 in Berlin: 31 days of January, 28 of February and 1 March.
        Of(CalendarKind.Month).DaysFrom(At("2025-12-31T23:30:00Z"), 60)
            .ShouldBe(new Interval(At("2025-12-31T23:00:00Z"), At("2026-03-01T23:00:00Z")));
    }

    [Fact]
    public void MonthsFrom_EnrolmentMonthAndTwoMore_EndWithTheThirdMonth()
    {
        // Enrolled on 31 December in Berlin: December, January, February of a leap year.
        Of(CalendarKind.Month).MonthsFrom(At("2027-12-31T22:59:59Z"), 2)
            .ShouldBe(new Interval(At("2027-11-30T23:00:00Z"), At("2028-02-29T23:00:00Z")));
        Of(CalendarKind.Week).MonthsFrom(Day("2026-01-31"), 0)
            .ShouldBe(new Interval(At("2025-12-31T23:00:00Z"), At("2026-01-31T23:00:00Z")));
    }
}
