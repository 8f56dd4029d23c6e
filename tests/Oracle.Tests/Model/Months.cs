using NodaTime;

namespace Compensation.Oracle.Tests.Model;

/// <summary>The periods of the oracle's plans: months, counted from January 2026 as 1.</summary>
internal static class Months
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    public static LocalDate First(int month) => new LocalDate(2026, 1, 1).PlusMonths(month - 1);

    public static LocalDate Last(int month) => First(month + 1).PlusDays(-1);

    public static string Name(int month) => $"{First(month).Year}-{First(month).Month:00}";

    public static int Year(int month) => First(month).Year;

    /// <summary>The number of a month's quarter, counted through the years.</summary>
    public static int Quarter(int month) => (month + 2) / 3;

    /// <summary>The local day of an instant in milliseconds.</summary>
    public static LocalDate Day(long moment) => Instant.FromUnixTimeMilliseconds(moment).InZone(Zone).Date;

    public static long Start(LocalDate day) => day.AtStartOfDayInZone(Zone).ToInstant().ToUnixTimeMilliseconds();
}
