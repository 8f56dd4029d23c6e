using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Compensation.Rules.Calendars;

/// <summary>Represents the stretch of time that a measure looks at, as a plan writes it.</summary>
/// <remarks>
/// Some windows are counted in whole periods, whose values come from the carry (<see cref="PlanCalendar.AgesOf"/>); others
/// in days or
/// months, and are sums over orders (<see cref="PlanCalendar.LastDays"/>, <c>DaysFrom</c>, <c>MonthsFrom</c>).
/// <see cref="ToString"/> gives the text that a plan would have.
/// </remarks>
public abstract record Window
{
    /// <summary>The most periods, days or months that a window may have.</summary>
    public const int Most = 9999;

    /// <summary>The forms that <see cref="TryParse"/> reads, as a message would list them.</summary>
    public const string Forms = "this period, previous period, last N periods, since joining, month to date, quarter to date, "
        + "year to date, last N days, N days from <date>, N months from <date>";

    private Window()
    {
    }

    /// <summary>Reads a window.</summary>
    /// <param name="text">One of the <see cref="Forms"/>, lower case; the date's name is taken as it stands.</param>
    /// <param name="window">The window.</param>
    /// <returns>Whether the text is a window.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Window? window)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        window = words switch
        {
            ["this", "period"] => new ThisPeriod(),
            ["previous", "period"] => new PreviousPeriod(),
            ["since", "joining"] => new SinceJoining(),
            ["month", "to", "date"] => new MonthToDate(),
            ["quarter", "to", "date"] => new QuarterToDate(),
            ["year", "to", "date"] => new YearToDate(),
            ["last", var count, "period" or "periods"] when IsCount(count, 1, out var periods) => new LastPeriods(periods),
            ["last", var count, "day" or "days"] when IsCount(count, 1, out var days) => new LastDays(days),
            [var count, "day" or "days", "from", .. { Length: > 0 } name] when IsCount(count, 1, out var days) =>
                new DaysFrom(days, string.Join(' ', name)),
            [var count, "month" or "months", "from", .. { Length: > 0 } name] when IsCount(count, 0, out var months) =>
                new MonthsFrom(months, string.Join(' ', name)),
            _ => null,
        };
        return window is not null;
    }

    private static bool IsCount(string text, int least, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count >= least && count <= Most;

    private static string Counted(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>The period that is closed.</summary>
    public sealed record ThisPeriod : Window
    {
        /// <inheritdoc/>
        public override string ToString() => "this period";
    }

    /// <summary>The period before the one that is closed.</summary>
    public sealed record PreviousPeriod : Window
    {
        /// <inheritdoc/>
        public override string ToString() => "previous period";
    }

    /// <summary>The last so many periods, the one that is closed included.</summary>
    /// <param name="Count">How many, from 1.</param>
    public sealed record LastPeriods(int Count) : Window
    {
        /// <inheritdoc/>
        public override string ToString() => "last " + Counted(Count, "period");
    }

    /// <summary>Everything since the seller joined (lifetime).</summary>
    public sealed record SinceJoining : Window
    {
        /// <inheritdoc/>
        public override string ToString() => "since joining";
    }

    /// <summary>The periods of the calendar month so far.</summary>
    public sealed record MonthToDate : Window
    {
        /// <inheritdoc/>
        public override string ToString() => "month to date";
    }

    /// <summary>The periods of the calendar quarter so far.</summary>
    public sealed record QuarterToDate : Window
    {
        /// <inheritdoc/>
        public override string ToString() => "quarter to date";
    }

    /// <summary>The periods of the calendar year so far.</summary>
    public sealed record YearToDate : Window
    {
        /// <inheritdoc/>
        public override string ToString() => "year to date";
    }

    /// <summary>The last so many days up to the period's end (rolling).</summary>
    /// <param name="Days">How many, from 1.</param>
    public sealed record LastDays(int Days) : Window
    {
        /// <inheritdoc/>
        public override string ToString() => "last " + Counted(Days, "day");
    }

    /// <summary>So many days from a date of the seller's, that day included (fast start).</summary>
    /// <param name="Days">How many, from 1.</param>
    /// <param name="Event">The date's name: <c>enrolled</c> or a date attribute.</param>
    public sealed record DaysFrom(int Days, string Event) : Window
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Counted(Days, "day")} from {Event}";
    }

    /// <summary>The calendar month of a date of the seller's, and so many months after it.</summary>
    /// <param name="Months">How many after the month itself, from 0.</param>
    /// <param name="Event">The date's name: <c>enrolled</c> or a date attribute.</param>
    public sealed record MonthsFrom(int Months, string Event) : Window
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Counted(Months, "month")} from {Event}";
    }
}
