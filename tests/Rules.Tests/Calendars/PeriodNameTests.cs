using Compensation.Rules.Plans.Documents;
using Shouldly;
using Xunit;
using static Compensation.Rules.Tests.Calendars.Calendar;

namespace Compensation.Rules.Tests.Calendars;

public class PeriodNameTests
{
    [Theory]
    [InlineData(CalendarKind.Month, "2026-13", "'2026-13' is not the name of a month, which is named like '2026-01'.")]
    [InlineData(CalendarKind.Month, "2026-1", "'2026-1' is not the name of a month, which is named like '2026-01'.")]
    [InlineData(CalendarKind.Month, "2026-01-15", "'2026-01-15' is not the name of a month; that day lies in '2026-01'.")]
    [InlineData(CalendarKind.Day, "2026-02-30", "'2026-02-30' is not the name of a day, which is named like '2026-01-10'.")]
    [InlineData(CalendarKind.Week, "2026-01-07",
        "'2026-01-07' is not the name of a week that starts on Monday; that day lies in '2026-01-05'.")]
    [InlineData(CalendarKind.Week, "2026-W02",
        "'2026-W02' is not the name of a week that starts on Monday, which is named like '2026-01-05'.")]
    [InlineData(CalendarKind.HalfMonth, "2026-01-c",
        "'2026-01-c' is not the name of a half month, which is named like '2026-01-a'.")]
    [InlineData(CalendarKind.HalfMonth, "2026-01", "'2026-01' is not the name of a half month, which is named like '2026-01-a'.")]
    [InlineData(CalendarKind.HalfMonth, "2026-01-20",
        "'2026-01-20' is not the name of a half month; that day lies in '2026-01-b'.")]
    [InlineData(CalendarKind.Quarter, "2026-Q5", "'2026-Q5' is not the name of a quarter, which is named like '2026-Q1'.")]
    [InlineData(CalendarKind.Quarter, "2026-q1", "'2026-q1' is not the name of a quarter, which is named like '2026-Q1'.")]
    [InlineData(CalendarKind.Year, "26", "'26' is not the name of a year, which is named like '2026'.")]
    [InlineData(CalendarKind.Year, "9999", "'9999' is not the name of a year, which is named like '2026'.")]
    [InlineData(CalendarKind.Year, "-2026", "'-2026' is not the name of a year, which is named like '2026'.")]
    [InlineData(CalendarKind.Month, "", "'' is not the name of a month, which is named like '2026-01'.")]
    public void TryFind_NoSuchPeriod_SaysWhatWouldBeRight(CalendarKind kind, string name, string expected)
    {
        var calendar = Of(kind);
        calendar.TryFind(name, out var period, out var why).ShouldBeFalse();
        period.ShouldBeNull();
        why.ShouldBe(expected);
        calendar.Find(name).ShouldBeNull();
    }

    [Theory]
    [InlineData("2026-04-01", "'2026-04-01' is not the name of a four-week period; that day lies in '2026-03-16'.")]
    [InlineData("spring", "'spring' is not the name of a four-week period, which is named like '2026-03-16'.")]
    public void TryFind_NoFourWeekPeriod_NamesOneFromTheAnchor(string name, string expected)
    {
        Of(CalendarKind.FourWeeks, anchor: "2026-03-16").TryFind(name, out _, out var why).ShouldBeFalse();
        why.ShouldBe(expected);
    }

    [Theory]
    [InlineData("2026-01-05", "'2026-01-05' is not the name of a period of this calendar; that day lies in '2026-01-01'.")]
    [InlineData("2026-02-12", "'2026-02-12' is not the name of a period of this calendar, which is its first day: "
        + "'2026-01-01' is the first of 2, and the last ends before 2026-02-12.")]
    public void TryFind_NoCustomPeriod_NamesTheCalendarsEnds(string name, string expected)
    {
        var calendar = Of(CalendarKind.Custom, dates: ["2026-01-01", "2026-01-22", "2026-02-12"]);
        calendar.TryFind(name, out _, out var why).ShouldBeFalse();
        why.ShouldBe(expected);
    }

    [Fact]
    public void TryFind_NullCharactersAndLongNames_AreOnlyUnknown()
    {
        string[] names = ["\0", "-", "--", "-a", "2026-Q", "2026-Q\0", "٢٠٢٦-٠١", new string('9', 10_000), "2026-01-a ", " 2026"];
        foreach (var kind in Enum.GetValues<CalendarKind>())
        {
            foreach (var name in names)
            {
                Any(kind, "UTC").Find(name).ShouldBeNull($"{kind} {name}");
            }
        }
    }
}
