using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Rules.Calendars;

/// <summary>Represents the periods of a plan in its zone.</summary>
/// <remarks>
/// Periods tile time: each begins at the very instant at which the one before has ended. A local day begins at its midnight;
/// where the
/// clocks skip midnight it begins at the skip, and where they show midnight twice it begins with the first. A day that a
/// zone skipped
/// altogether (Samoa, 30 December 2011) is a period without any instant in it.
/// A calendar of custom dates has a first and a last period, and every calendar keeps to the years 1 to 9990: beyond, there
/// is no period (null).
/// Immutable and safe to share between threads.
/// </remarks>
/// <param name="Document">The calendar as it was written, free of what <see cref="Check"/> finds.</param>
/// <param name="Zone">The plan's zone.</param>
/// <param name="CutoffDays">How many days after a period's end its orders may still be recorded.</param>
public sealed partial record PlanCalendar(CalendarDocument Document, DateTimeZone Zone, int CutoffDays)
{
    private const int MonthsOfYear = 12;
    private const int FirstYear = 1;
    private const int LastYear = 9990;

    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>The period that a local date lies in.</summary>
    public Period? Containing(LocalDate date) => At(OrdinalOf(date));

    /// <summary>The period that an instant lies in.</summary>
    public Period? Containing(Instant instant)
    {
        if (!IsInRange(instant.InUtc().Date))
        {
            return null;
        }

        // Where clocks went back across midnight, an instant after a day's first beginning may show the date before it again.
        var ordinal = OrdinalOf(instant.InZone(Zone).Date);
        while (FirstDayOf(ordinal + 1) is { } next && instant >= StartOf(next))
        {
            ordinal++;
        }

        return At(ordinal);
    }

    /// <summary>The period after a period.</summary>
    public Period? Next(Period period) => PeriodsBack(period, -1);

    /// <summary>The period before a period.</summary>
    public Period? Previous(Period period) => PeriodsBack(period, 1);

    /// <summary>The period that lies so many periods before a period; with a negative count, after it.</summary>
    public Period? PeriodsBack(Period period, int count) => At((long)OrdinalOf(period.First) - count);

    /// <summary>How many periods the later one lies after the earlier one; 0 for the same period, negative the other way
    /// round.</summary>
    public int PeriodsBetween(Period earlier, Period later) => OrdinalOf(later.First) - OrdinalOf(earlier.First);

    /// <summary>The first period that begins on a local date or after it: the first one under a plan that is effective from
    /// that date.</summary>
    public Period? FirstFrom(LocalDate date)
    {
        var ordinal = OrdinalOf(date);
        return At(FirstDayOf(ordinal) == date ? ordinal : ordinal + 1L);
    }

    /// <summary>The instant at which a local day begins in the plan's zone.</summary>
    /// <remarks>Unlike <c>DateTimeZone.AtStartOfDay</c> it has an answer for a day that was skipped: the skip itself.</remarks>
    public Instant StartOf(LocalDate day)
    {
        var midnight = Zone.MapLocal(day.AtMidnight());
        return midnight.Count == 0 ? midnight.LateInterval.Start : midnight.First().ToInstant();
    }

    private Period? At(long ordinal)
    {
        if (FirstDayOf(ordinal) is not { } first || FirstDayOf(ordinal + 1) is not { } next)
        {
            return null;
        }

        var cutoff = next.PlusDays(CutoffDays);
        return new Period(NameOf(first), first, next.PlusDays(-1), StartOf(first), StartOf(next), StartOf(cutoff));
    }

    /// <summary>Numbers the periods in order, so that the one after <c>n</c> is <c>n + 1</c>.</summary>
    private int OrdinalOf(LocalDate date) => Document.Every switch
    {
        CalendarKind.Month => MonthNumber(date),
        CalendarKind.HalfMonth => (2 * MonthNumber(date)) + (date.Day > 15 ? 1 : 0),
        CalendarKind.Quarter => MonthNumber(date) / 3,
        CalendarKind.Year => date.Year,
        CalendarKind.Custom => LastDateUpTo(date),
        _ => FloorDivide(DayNumber(date) - DayOrigin, DayLength),
    };

    private LocalDate? FirstDayOf(long ordinal) => Document.Every switch
    {
        CalendarKind.Month => FirstDayOfMonth(ordinal),
        CalendarKind.HalfMonth => FirstDayOfMonth(ordinal >> 1)?.PlusDays((ordinal & 1) == 0 ? 0 : 15),
        CalendarKind.Quarter => FirstDayOfMonth(ordinal * 3),
        CalendarKind.Year => FirstDayOfMonth(ordinal * MonthsOfYear),
        CalendarKind.Custom => ordinal >= 0 && ordinal < Document.Dates.Count ? Document.Dates[(int)ordinal] : null,
        _ => DayOf((ordinal * DayLength) + DayOrigin),
    };

    private int DayLength => Document.Every switch
    {
        CalendarKind.Day => 1,
        CalendarKind.Week => 7,
        CalendarKind.FourWeeks => 28,
        _ => throw new InvalidOperationException($"Periods of kind {Document.Every} have no fixed number of days."),
    };

    private int DayOrigin => Document.Every switch
    {
        CalendarKind.Week => Document.StartsOn - Epoch.DayOfWeek,
        CalendarKind.FourWeeks => DayNumber(Document.Anchor
            ?? throw new InvalidOperationException("Four-week periods need an anchor; checking the calendar finds that.")),
        _ => 0,
    };

    /// <summary>The position of the last custom date that is not after <paramref name="date"/>, or -1.</summary>
    private int LastDateUpTo(LocalDate date)
    {
        var (low, high) = (0, Document.Dates.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Document.Dates[middle] <= date ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    private static int MonthNumber(LocalDate date) => (date.Year * MonthsOfYear) + date.Month - 1;

    private static LocalDate? FirstDayOfMonth(long month) =>
        month is >= FirstYear * MonthsOfYear and < (LastYear + 1) * MonthsOfYear
            ? new LocalDate((int)month / MonthsOfYear, ((int)month % MonthsOfYear) + 1, 1)
            : null;

    private static int DayNumber(LocalDate date) => NodaTime.Period.DaysBetween(Epoch, date);

    private static LocalDate? DayOf(long dayNumber) =>
        dayNumber is > int.MinValue / 2 and < int.MaxValue / 2
        && dayNumber >= DayNumber(new LocalDate(FirstYear, 1, 1)) && dayNumber <= DayNumber(new LocalDate(LastYear, 12, 31))
            ? Epoch.PlusDays((int)dayNumber)
            : null;

    private static bool IsInRange(LocalDate date) => date.Year is >= FirstYear and <= LastYear;

    private static int FloorDivide(int dividend, int divisor) =>
        (dividend / divisor) - (dividend % divisor < 0 ? 1 : 0);
}
