using System.Globalization;
using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Rules.Closing;

/// <summary>Reads rows such as <c>from 1: 30 this month, from 16: 15 next month</c>: the pay day by the day of the month on which a period ends.</summary>
internal static class PayDay
{
    /// <summary>The pay date of a period that ends on <paramref name="last"/>, or null where no row fits.</summary>
    /// <remarks>A day that the month does not have is its last day (30 in February).</remarks>
    public static LocalDate? Of(Table table, LocalDate last)
    {
        var row = table.Rows.Where(row => row.Kind == RowKind.Otherwise || Day(row.Key) <= last.Day)
            .OrderBy(row => row.Kind == RowKind.Otherwise ? 0 : Day(row.Key)).LastOrDefault();
        if (row?.Then.Value is not { } text || !TryParse(text.Text, out var day, out var nextMonth))
        {
            return null;
        }

        var month = nextMonth ? last.PlusMonths(1) : last;
        return new LocalDate(month.Year, month.Month, Math.Min(day, month.Calendar.GetDaysInMonth(month.Year, month.Month)));
    }

    /// <summary>Reads <c>30 this month</c> or <c>15 next month</c>.</summary>
    public static bool TryParse(string text, out int day, out bool nextMonth)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        nextMonth = words is [_, "next", "month"];
        day = 0;
        return words is [_, "this" or "next", "month"]
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out day) && day is >= 1 and <= 31;
    }

    private static int Day(string key) => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var day) ? day : 0;
}
