using Compensation.Rules.Calendars;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using Shouldly;
using Xunit;
using static Compensation.Rules.Tests.Calendars.Calendar;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Rules.Tests.Calendars;

public class PlanCalendarTests
{
    [Theory]
    [InlineData(CalendarKind.Month, "2026-01-31", "2026-01", "2026-01-01", "2026-01-31")]
    [InlineData(CalendarKind.Month, "2028-02-03", "2028-02", "2028-02-01", "2028-02-29")]
    [InlineData(CalendarKind.Month, "2100-02-03", "2100-02", "2100-02-01", "2100-02-28")] // a century is no leap year
    [InlineData(CalendarKind.Month, "2000-02-29", "2000-02", "2000-02-01", "2000-02-29")] // every fourth is
    [InlineData(CalendarKind.Day, "2028-02-29", "2028-02-29", "2028-02-29", "2028-02-29")]
    [InlineData(CalendarKind.HalfMonth, "2026-01-15", "2026-01-a", "2026-01-01", "2026-01-15")]
    [InlineData(CalendarKind.HalfMonth, "2026-01-16", "2026-01-b", "2026-01-16", "2026-01-31")]
    [InlineData(CalendarKind.HalfMonth, "2028-02-29", "2028-02-b", "2028-02-16", "2028-02-29")]
    [InlineData(CalendarKind.Quarter, "2026-03-31", "2026-Q1", "2026-01-01", "2026-03-31")]
    [InlineData(CalendarKind.Quarter, "2026-10-01", "2026-Q4", "2026-10-01", "2026-12-31")]
    [InlineData(CalendarKind.Year, "2028-12-31", "2028", "2028-01-01", "2028-12-31")]
    [InlineData(CalendarKind.Year, "0800-12-25", "0800", "0800-01-01", "0800-12-31")]
    public void Containing_LocalDate_GivesNameAndEnds(CalendarKind kind, string day, string name, string first, string last)
    {
        var period = Of(kind).Containing(Day(day)).ShouldNotBeNull();
        (period.Name, period.First, period.Last).ShouldBe((name, Day(first), Day(last)));
    }

    // The first of January 2026 is a Thursday; 22 November 2026 is a Sunday; 1 January 1970, where days are counted from, is
    // a Thursday.
    [Theory]
    [InlineData(IsoDayOfWeek.Monday, "2026-01-01", "2025-12-29", "2026-01-04")]
    [InlineData(IsoDayOfWeek.Monday, "2026-11-22", "2026-11-16", "2026-11-22")]
    [InlineData(IsoDayOfWeek.Saturday, "2026-11-22", "2026-11-21", "2026-11-27")]
    [InlineData(IsoDayOfWeek.Saturday, "2026-01-01", "2025-12-27", "2026-01-02")]
    [InlineData(IsoDayOfWeek.Sunday, "2026-11-22", "2026-11-22", "2026-11-28")]
    [InlineData(IsoDayOfWeek.Thursday, "2026-01-01", "2026-01-01", "2026-01-07")]
    [InlineData(IsoDayOfWeek.Friday, "1970-01-01", "1969-12-26", "1970-01-01")]
    public void Containing_Week_StartsOnThePlansWeekday(IsoDayOfWeek startsOn, string day, string first, string last)
    {
        var week = Of(CalendarKind.Week, startsOn: startsOn).Containing(Day(day)).ShouldNotBeNull();
        (week.Name, week.First, week.Last).ShouldBe((first, Day(first), Day(last)));
    }

    [Theory]
    [InlineData("2026-03-16", "2026-03-16", "2026-04-12")]
    [InlineData("2026-04-12", "2026-03-16", "2026-04-12")]
    [InlineData("2026-04-13", "2026-04-13", "2026-05-10")]
    [InlineData("2026-03-15", "2026-02-16", "2026-03-15")] // before the anchor
    [InlineData("2025-12-22", "2025-12-22", "2026-01-18")] // three times 28 days before it
    public void Containing_FourWeeks_CountsFromTheAnchorBothWays(string day, string first, string last)
    {
        var period = Of(CalendarKind.FourWeeks, anchor: "2026-03-16").Containing(Day(day)).ShouldNotBeNull();
        (period.Name, period.First, period.Last).ShouldBe((first, Day(first), Day(last)));
    }

    [Fact]
    public void Period_MonthInBerlin_EndsAtLocalMidnight()
    {
        var january = Of(CalendarKind.Month).Find("2026-01").ShouldNotBeNull();
        january.Start.ShouldBe(At("2025-12-31T23:00:00Z"));
        january.End.ShouldBe(At("2026-01-31T23:00:00Z"));
        january.Cutoff.ShouldBe(january.End);
    }

    [Fact]
    public void Period_FourWeeksAcrossClockChange_AreAnHourShort()
    {
        var period = Of(CalendarKind.FourWeeks, anchor: "2026-03-16").Find("2026-03-16").ShouldNotBeNull();
        period.Start.ShouldBe(At("2026-03-15T23:00:00Z"));
        period.End.ShouldBe(At("2026-04-12T22:00:00Z")); // summer time since 29 March
        (period.End - period.Start).ShouldBe(Duration.FromHours((28 * 24) - 1));
    }

    [Fact]
    public void Period_CutoffFourteenDays_JanuaryClosesAtTheEndOf14February()
    {
        // Be Infinity: January closes on 14 February, 23:59 Eastern time.
        var january = Of(CalendarKind.Month, "America/New_York", cutoffDays: 14).Find("2026-01").ShouldNotBeNull();
        january.End.ShouldBe(At("2026-02-01T05:00:00Z"));
        january.Cutoff.ShouldBe(At("2026-02-15T05:00:00Z"));
    }

    [Theory]
    [InlineData("America/Sao_Paulo", "2017-10-14", "2017-10-14T03:00:00Z", "2017-10-15T03:00:00Z")]
    [InlineData("America/Sao_Paulo", "2017-10-15", "2017-10-15T03:00:00Z", "2017-10-16T02:00:00Z")] // 23 hours
    [InlineData("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z", "2022-03-27T21:00:00Z")] // 00:00 became 01:00
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z")] // the day that never was
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z")]
    [InlineData("America/St_Johns", "2010-11-06", "2010-11-06T02:30:00Z", "2010-11-07T02:30:00Z")]
    [InlineData("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z")] // 00:01 became 23:01
    [InlineData("America/Havana", "2023-11-05", "2023-11-05T04:00:00Z", "2023-11-06T05:00:00Z")] // 01:00 became 00:00
    public void Period_DayWithoutAnOrdinaryMidnight_BeginsWhereTheDayBeforeEnds(string zone, string day, string start, string end)
    {
        var period = Of(CalendarKind.Day, zone).Find(day).ShouldNotBeNull();
        (period.Start, period.End).ShouldBe((At(start), At(end)));
    }

    [Theory]
    [InlineData("America/St_Johns", "2010-11-07T02:29:59Z", "2010-11-06")]
    [InlineData("America/St_Johns", "2010-11-07T02:30:30Z", "2010-11-07")]
    [InlineData("America/St_Johns", "2010-11-07T02:45:00Z", "2010-11-07")] // clocks show 23:15 of the 6th, again
    [InlineData("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29")]
    [InlineData("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31")]
    public void Containing_InstantNearAnOddMidnight_IsThePeriodWithoutGapOrOverlap(string zone, string instant, string day) =>
        Of(CalendarKind.Day, zone).Containing(At(instant)).ShouldNotBeNull().Name.ShouldBe(day);

    [Fact]
    public void Neighbours_Months_CrossTheYear()
    {
        var calendar = Of(CalendarKind.Month);
        var january = calendar.Find("2026-01").ShouldNotBeNull();
        calendar.Previous(january)?.Name.ShouldBe("2025-12");
        calendar.Next(january)?.Name.ShouldBe("2026-02");
        var before = calendar.PeriodsBack(january, 14).ShouldNotBeNull();
        before.Name.ShouldBe("2024-11");
        calendar.PeriodsBetween(before, january).ShouldBe(14);
        calendar.PeriodsBetween(january, before).ShouldBe(-14);
    }

    [Fact]
    public void Custom_CataloguePeriods_HaveAFirstAndALast()
    {
        var calendar = Of(CalendarKind.Custom, dates: ["2026-01-01", "2026-01-22", "2026-02-12"]);
        var first = calendar.Containing(Day("2026-01-21")).ShouldNotBeNull();
        (first.Name, first.Last).ShouldBe(("2026-01-01", Day("2026-01-21")));
        var last = calendar.Next(first).ShouldNotBeNull();
        (last.Name, last.Last).ShouldBe(("2026-01-22", Day("2026-02-11")));
        calendar.Next(last).ShouldBeNull();
        calendar.Previous(first).ShouldBeNull();
        calendar.Containing(Day("2025-12-31")).ShouldBeNull();
        calendar.Containing(Day("2026-02-12")).ShouldBeNull();
        calendar.Containing(At("2026-02-11T22:59:59Z")).ShouldBe(last);
        calendar.Containing(At("2026-02-11T23:00:00Z")).ShouldBeNull();
    }

    [Theory]
    [InlineData("2026-01-01", "2026-01")]
    [InlineData("2026-01-02", "2026-02")]
    public void FirstFrom_EffectiveDate_IsTheFirstPeriodThatStartsThenOrLater(string day, string name) =>
        Of(CalendarKind.Month).FirstFrom(Day(day)).ShouldNotBeNull().Name.ShouldBe(name);

    [Fact]
    public void FirstFrom_CustomDates_BeginsAtTheFirstAndEndsAtTheLast()
    {
        var calendar = Of(CalendarKind.Custom, dates: ["2026-01-01", "2026-01-22", "2026-02-12"]);
        calendar.FirstFrom(Day("2020-01-01")).ShouldNotBeNull().Name.ShouldBe("2026-01-01");
        calendar.FirstFrom(Day("2026-01-23")).ShouldBeNull();
    }

    [Fact]
    public void Containing_TheEndsOfTime_IsNoPeriod()
    {
        foreach (var kind in Enum.GetValues<CalendarKind>())
        {
            var calendar = Any(kind, "Pacific/Kiritimati", PlanCalendar.MostCutoffDays);
            foreach (var instant in new[] { Instant.MinValue, Instant.MaxValue })
            {
                calendar.Containing(instant).ShouldBeNull();
            }

            foreach (var date in new[] { LocalDate.MinIsoValue, LocalDate.MaxIsoValue })
            {
                calendar.Containing(date).ShouldBeNull();
            }

            var period = calendar.Containing(Day("2026-01-01")).ShouldNotBeNull();
            calendar.PeriodsBack(period, int.MaxValue).ShouldBeNull();
            calendar.PeriodsBack(period, int.MinValue).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(CalendarKind.Month)]
    [InlineData(CalendarKind.Year)]
    [InlineData(CalendarKind.Day)]
    [InlineData(CalendarKind.Week)]
    public void Next_OfTheLastYear_IsNoPeriod(CalendarKind kind)
    {
        var calendar = Any(kind, "Pacific/Kiritimati", PlanCalendar.MostCutoffDays);
        Period? last = calendar.Containing(Day("9989-12-01"));
        for (var steps = 0; last is not null && steps < 1000; steps++)
        {
            last = calendar.Next(last);
        }

        last.ShouldBeNull();
    }
}
