using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Tests.Numbers;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Xunit;
using static Compensation.Rules.Tests.Calendars.Calendar;

namespace Compensation.Rules.Tests.Calendars;

public class CalendarPropertyTests
{
    private static readonly LocalDate From = new(1994, 1, 1);
    private static readonly LocalDate To = new(2028, 1, 1);

    public static TheoryData<CalendarKind> Kinds => [.. Enum.GetValues<CalendarKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Periods_ThirtyYearsInNastyZones_TileTime(CalendarKind kind)
    {
        foreach (var zone in NastyZones)
        {
            var calendar = Any(kind, zone);
            var first = calendar.Containing(From).ShouldNotBeNull();
            var count = 0;
            for (var period = first; period.First < To; count++)
            {
                var next = calendar.Next(period).ShouldNotBeNull();
                // One comparison for all: a Shouldly call each would take most of the time.
                var tiles = next.Start == period.End
                    && next.First == period.Last.PlusDays(1)
                    && period.End >= period.Start
                    && period.Cutoff > period.End
                    && calendar.Previous(next) == period
                    && calendar.Find(period.Name) == period
                    && calendar.PeriodsBetween(first, period) == count;
                (tiles ? "" : $"{zone}: {period}, then {next}").ShouldBe("");
                period = next;
            }
        }
    }

    [Fact]
    public void StartOf_EveryDayOfThirtyYears_IsTheFirstInstantThatReachesTheDate()
    {
        foreach (var calendar in NastyZones.Select(zone => Any(CalendarKind.Day, zone)))
        {
            for (var day = From; day < To; day = day.PlusDays(1))
            {
                var start = calendar.StartOf(day);
                var first = calendar.DayOf(start - Duration.Epsilon) < day && calendar.DayOf(start) >= day;
                (first ? "" : $"{calendar.Zone}: {day} at {start}").ShouldBe("");
            }
        }
    }

    [Fact]
    public void Containing_AnyInstant_ContainsIt()
    {
        // Half of the instants lie within a day of a change of clocks.
        var cases = from zone in Gen.Elements<string>(NastyZones)
                    from kind in Gen.Elements(Enum.GetValues<CalendarKind>())
                    from instant in Gen.OneOf(Anywhere, NearAChange(zone))
                    select (zone, kind, instant);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var calendar = Any(c.kind, c.zone);
            var period = calendar.Containing(c.instant).ShouldNotBeNull();
            period.Contains(c.instant).ShouldBeTrue();
            calendar.Containing(period.First).ShouldBe(period);
            calendar.Containing(period.Last).ShouldBe(period);
        }).Check(5000);
    }

    [Fact]
    public void PeriodsBack_AnyCount_IsUndoneByTheSameCountForward()
    {
        var cases = from kind in Gen.Elements(Enum.GetValues<CalendarKind>())
                    from day in Gen.Choose(0, 4000)
                    from count in Gen.Choose(-30, 30)
                    select (kind, day: new LocalDate(2004, 1, 1).PlusDays(day), count);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var calendar = Any(c.kind, "America/Sao_Paulo");
            var period = calendar.Containing(c.day).ShouldNotBeNull();
            if (calendar.PeriodsBack(period, c.count) is { } other)
            {
                calendar.PeriodsBetween(other, period).ShouldBe(c.count);
                calendar.PeriodsBack(other, -c.count).ShouldBe(period);
            }
            else
            {
                // Only the custom calendar has ends, 23 days apart from 1993 to 2030.
                c.kind.ShouldBe(CalendarKind.Custom);
                c.day.PlusDays(-23 * (c.count - 1)).ShouldBeGreaterThan(new LocalDate(2029, 12, 1));
            }
        }).Check(2000);
    }

    private static FsCheck.Gen<Instant> Anywhere { get; } =
        from day in Gen.Choose(0, 12_000)
        from second in Gen.Choose(0, 86_399)
        select From.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant() + Duration.FromDays(day) + Duration.FromSeconds(second);

    private static FsCheck.Gen<Instant> NearAChange(string zone)
    {
        var changes = DateTimeZoneProviders.Tzdb[zone]
            .GetZoneIntervals(Instant.FromUtc(1994, 1, 1, 0, 0), Instant.FromUtc(2028, 1, 1, 0, 0))
            .Where(interval => interval.HasStart && interval.Start > Instant.FromUtc(1994, 2, 1, 0, 0))
            .Select(interval => interval.Start).DefaultIfEmpty(Instant.FromUtc(2026, 1, 1, 0, 0)).ToArray();
        return from change in Gen.Elements(changes)
               from minutes in Gen.Choose(-26 * 60, 26 * 60)
               select change + Duration.FromMinutes(minutes);
    }
}
