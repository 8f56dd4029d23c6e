using Compensation.Rules.Calendars;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using Shouldly;
using Xunit;
using static Compensation.Rules.Tests.Calendars.Calendar;

namespace Compensation.Rules.Tests.Calendars;

public class CalendarCheckTests
{
    [Fact]
    public void Check_EveryKindWrittenInFull_FindsNothing()
    {
        PlanCalendar.Check(new CalendarDocument()).ShouldBeEmpty();
        PlanCalendar.Check(Written(CalendarKind.Week, "starts on")).ShouldBeEmpty();
        PlanCalendar.Check(Written(CalendarKind.FourWeeks, "anchor")).ShouldBeEmpty();
        PlanCalendar.Check(Written(CalendarKind.Custom, "dates")).ShouldBeEmpty();
    }

    [Fact]
    public void Check_FourWeeksWithoutAnchor_IsAnErrorAtTheKind()
    {
        var document = new CalendarDocument { Every = CalendarKind.FourWeeks, Places = { ["every"] = new Place("p", 7, 3) } };
        var finding = PlanCalendar.Check(document).ShouldHaveSingleItem();
        (finding.Severity, finding.Code, finding.Place).ShouldBe((Severity.Error, "calendar-anchor", new Place("p", 7, 3)));
        finding.Message.ShouldContain("'anchor'");
    }

    [Fact]
    public void Check_AnchorOnAnotherWeekday_NamesBothAndTheNearest()
    {
        var document = Written(CalendarKind.FourWeeks, "anchor", "starts on"); // 16 March 2026 is a Monday
        PlanCalendar.Check(document).ShouldBeEmpty();
        document.StartsOn = IsoDayOfWeek.Saturday;
        var finding = PlanCalendar.Check(document).ShouldHaveSingleItem();
        finding.Place.ShouldBe(document.At("anchor"));
        finding.Message.ShouldBe("'anchor: 2026-03-16' is a Monday, but 'starts on' says Saturday.");
        finding.Remedy.ShouldBe("Leave out 'starts on', or write 'anchor: 2026-03-14'.");
    }

    [Fact]
    public void Check_CustomDatesNotAscending_FindsEveryPair()
    {
        var document = Written(CalendarKind.Custom, "dates");
        document.Dates = [Day("2026-02-01"), Day("2026-01-01"), Day("2026-03-01"), Day("2026-03-01")];
        var findings = PlanCalendar.Check(document);
        findings.Select(finding => finding.Message).ShouldBe(
            ["'dates' has 2026-01-01 after 2026-02-01.", "'dates' has 2026-03-01 after 2026-03-01."]);
        findings.ShouldAllBe(finding =>
            finding.Severity == Severity.Error && finding.Code == "calendar-dates" && finding.Place == document.At("dates"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Check_FewerThanTwoCustomDates_IsAnError(int count)
    {
        var document = Written(CalendarKind.Custom, "dates");
        document.Dates = [.. document.Dates.Take(count)];
        PlanCalendar.Check(document).ShouldHaveSingleItem().Message
            .ShouldBe($"A 'custom' calendar needs at least two 'dates'; it has {count}.");
    }

    [Fact]
    public void Check_DatesThatNoCalendarReaches_AreErrors()
    {
        var custom = Written(CalendarKind.Custom, "dates");
        custom.Dates = [Day("2026-01-01"), Day("9999-01-01")];
        PlanCalendar.Check(custom).ShouldHaveSingleItem().Code.ShouldBe("calendar-range");
        var fourWeeks = Written(CalendarKind.FourWeeks, "anchor");
        fourWeeks.Anchor = Day("9999-01-04");
        PlanCalendar.Check(fourWeeks).ShouldHaveSingleItem().Code.ShouldBe("calendar-range");
    }

    [Fact]
    public void Check_KeysThatTheKindDoesNotUse_AreWarnings()
    {
        var findings = PlanCalendar.Check(Written(CalendarKind.Month, "starts on", "anchor", "dates"));
        findings.Count.ShouldBe(3);
        findings.ShouldAllBe(finding => finding.Severity == Severity.Warning && finding.Code == "calendar-unused");
        PlanCalendar.Check(Written(CalendarKind.Week, "anchor")).ShouldHaveSingleItem().Remedy
            .ShouldBe("Leave it out, or write 'every' as '4 weeks'.");
    }

    [Theory]
    [InlineData("none", true, 0)]
    [InlineData("14 days", true, 14)]
    [InlineData("1 day", true, 1)]
    [InlineData("366 days", true, 366)]
    [InlineData("367 days", false, null)]
    [InlineData("-1 days", false, null)]
    [InlineData("14", false, null)]
    [InlineData("two weeks", false, null)]
    [InlineData("", false, null)]
    public void TryParseCutoff_Text_IsNoneOrDays(string text, bool read, int? days)
    {
        PlanCalendar.TryParseCutoff(text, out var found).ShouldBe(read);
        (days is null || found == days).ShouldBeTrue();
    }

    private static CalendarDocument Written(CalendarKind kind, params string[] keys)
    {
        var document = new CalendarDocument
        {
            Every = kind,
            Anchor = keys.Contains("anchor") ? Day("2026-03-16") : null,
            Dates = keys.Contains("dates") ? [Day("2026-01-01"), Day("2026-01-22"), Day("2026-02-12")] : [],
        };
        foreach (var (key, line) in keys.Select((key, index) => (key, index + 3)))
        {
            document.Places[key] = new Place("plan.yaml", line, 5);
        }

        return document;
    }
}
