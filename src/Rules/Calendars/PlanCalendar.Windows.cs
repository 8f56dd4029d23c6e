using NodaTime;

namespace Compensation.Rules.Calendars;

public sealed partial record PlanCalendar
{
    /// <summary>Which periods a window takes in, seen from a period; null for windows that are counted in days or
    /// months.</summary>
    /// <remarks>
    /// A period belongs to the month, quarter and year in which its last day lies, so a week across New Year is the new year's first.
    /// The fiscal quarter is the calendar's.
    /// </remarks>
    public PeriodAges? AgesOf(Window window, Period period) => window switch
    {
        Window.ThisPeriod => new PeriodAges(0, 0),
        Window.PreviousPeriod => new PeriodAges(1, 1),
        Window.LastPeriods last => new PeriodAges(0, last.Count - 1),
        Window.SinceJoining => new PeriodAges(0, int.MaxValue),
        Window.MonthToDate => new PeriodAges(0, AgeOf(new LocalDate(period.Last.Year, period.Last.Month, 1), period)),
        Window.QuarterToDate => new PeriodAges(0, AgeOf(QuarterStart(period.Last), period)),
        Window.YearToDate => new PeriodAges(0, AgeOf(new LocalDate(period.Last.Year, 1, 1), period)),
        _ => null,
    };

    /// <summary>The last so many local days up to the period's end: <c>last 30 days</c>.</summary>
    public Interval LastDays(Period period, int days) => new(StartOf(period.Last.PlusDays(1 - days)), period.End);

    /// <summary>So many local days from an event, its own day being the first: <c>60 days from enrolled</c>.</summary>
    public Interval DaysFrom(LocalDate day, int days) => new(StartOf(day), StartOf(day.PlusDays(days)));

    /// <inheritdoc cref="DaysFrom(LocalDate, int)"/>
    public Interval DaysFrom(Instant instant, int days) => DaysFrom(DayOf(instant), days);

    /// <summary>The calendar month of an event and so many after it: <c>2 months from enrolled</c> has three.</summary>
    public Interval MonthsFrom(LocalDate day, int months)
    {
        var first = new LocalDate(day.Year, day.Month, 1);
        return new Interval(StartOf(first), StartOf(first.PlusMonths(months + 1)));
    }

    /// <inheritdoc cref="MonthsFrom(LocalDate, int)"/>
    public Interval MonthsFrom(Instant instant, int months) => MonthsFrom(DayOf(instant), months);

    /// <summary>The local date of an instant in the plan's zone.</summary>
    public LocalDate DayOf(Instant instant) => instant.InZone(Zone).Date;

    /// <summary>How many periods before <paramref name="period"/> a date lies; a date before the calendar's first period
    /// counts as in that.</summary>
    private int AgeOf(LocalDate date, Period period) =>
        PeriodsBetween(Containing(date) ?? FirstFrom(date) ?? period, period);

    private static LocalDate QuarterStart(LocalDate date) => new(date.Year, date.Month - ((date.Month - 1) % 3), 1);
}
