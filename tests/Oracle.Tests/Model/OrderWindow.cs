using NodaTime;

namespace Compensation.Oracle.Tests.Model;

/// <summary>A window of days or months over orders.</summary>
/// <param name="Holds">Whether an order of the second day counts for a seller who joined on the first.</param>
internal sealed record OrderWindow(Func<LocalDate, LocalDate, bool> Holds)
{
    /// <summary>Reads a window of a plan; null for one of periods.</summary>
    /// <param name="window">The window's text.</param>
    /// <param name="month">The month that is closed.</param>
    public static OrderWindow? Of(string window, int month) => window.Split(' ') switch
    {
        ["last", var days, "days"] => new((_, day) => day > Months.Last(month).PlusDays(-int.Parse(days, null))),
        [var days, "days", "from", "enrolled"] => new((joined, day) => day >= joined && day < joined.PlusDays(int.Parse(days, null))),
        [var months, "months", "from", "enrolled"] => new((joined, day) =>
            day >= Month(joined) && day < Month(joined).PlusMonths(int.Parse(months, null) + 1)),
        _ => null,
    };

    private static LocalDate Month(LocalDate day) => new(day.Year, day.Month, 1);
}
