using Compensation.Rules.Calendars;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Rules.Tests.Calendars;

/// <summary>Short ways to write calendars, dates and instants in tests.</summary>
internal static class Calendar
{
    /// <summary>Zones with a past: midnights that do not exist or come twice, days that were skipped, odd offsets, clocks
    /// changed at short notice.</summary>
    public static IReadOnlyList<string> NastyZones { get; } =
    [
        "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/St_Johns", "America/Havana", "America/Asuncion",
        "America/Caracas", "Asia/Beirut", "Asia/Kathmandu", "Asia/Tehran", "Asia/Amman", "Asia/Pyongyang", "Africa/Cairo",
        "Africa/Casablanca", "Africa/Juba", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kwajalein", "Pacific/Kiritimati",
        "Pacific/Chatham", "Antarctica/Troll",
    ];

    public static PlanCalendar Of(CalendarKind kind, string zone = "Europe/Berlin", int cutoffDays = 0, string? anchor = null,
        IsoDayOfWeek startsOn = IsoDayOfWeek.Monday, params string[] dates) => new(
            new CalendarDocument
            {
                Every = kind,
                StartsOn = startsOn,
                Anchor = anchor is null ? null : Day(anchor),
                Dates = [.. dates.Select(Day)],
            },
            DateTimeZoneProviders.Tzdb[zone],
            cutoffDays);

    /// <summary>A calendar of a kind, with an anchor and with custom dates every 23 days from 1993 to 2030 where the kind
    /// asks for them.</summary>
    public static PlanCalendar Any(CalendarKind kind, string zone, int cutoffDays = 14) => Of(
        kind, zone, cutoffDays, "2003-05-05", IsoDayOfWeek.Saturday,
        [.. Enumerable.Range(0, 588).Select(i => LocalDatePattern.Iso.Format(new LocalDate(1993, 1, 1).PlusDays(23 * i)))]);

    public static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;

    public static Instant At(string text) => InstantPattern.General.Parse(text).Value;
}
