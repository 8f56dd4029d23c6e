using System.Globalization;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Rules.Calendars;

public sealed partial record PlanCalendar
{
    /// <summary>The most days that orders may still be recorded after a period's end.</summary>
    public const int MostCutoffDays = 366;

    /// <summary>Finds what is wrong in a calendar: a four-week calendar without an anchor, custom dates that do not ascend,
    /// keys that its kind does not use.</summary>
    /// <returns>The findings; with an error among them the document is no calendar.</returns>
    public static IReadOnlyList<Finding> Check(CalendarDocument document)
    {
        var findings = new List<Finding>();
        switch (document.Every)
        {
            case CalendarKind.FourWeeks:
                CheckAnchor(document, findings);
                break;
            case CalendarKind.Custom:
                CheckDates(document, findings);
                break;
        }

        CheckUnused(document, findings);
        return findings;
    }

    /// <summary>Reads a cut-off: <c>none</c>, or a number of days such as <c>14 days</c> (at most
    /// <see cref="MostCutoffDays"/>).</summary>
    public static bool TryParseCutoff(string text, out int days)
    {
        days = 0;
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["none"] => true,
            [var count, "day" or "days"] =>
                int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out days) && days <= MostCutoffDays,
            _ => false,
        };
    }

    private static void CheckAnchor(CalendarDocument document, List<Finding> findings)
    {
        if (document.Anchor is not { } anchor)
        {
            findings.Add(new Finding(Severity.Error, "calendar-anchor", document.At("every"),
                "A calendar of '4 weeks' needs an 'anchor': the weekday alone does not say in which week its periods start.",
                "Write the first day of one of the periods, such as 'anchor: 2026-01-05'."));
        }
        else if (!IsInRange(anchor))
        {
            findings.Add(OutOfRange(document.At("anchor"), "anchor", anchor));
        }
        else if (document.Has("starts on") && anchor.DayOfWeek != document.StartsOn)
        {
            findings.Add(new Finding(Severity.Error, "calendar-anchor", document.At("anchor"),
                $"'anchor: {Iso(anchor)}' is a {anchor.DayOfWeek}, but 'starts on' says {document.StartsOn}.",
                $"Leave out 'starts on', or write 'anchor: {Iso(anchor.Previous(document.StartsOn))}'."));
        }
    }

    private static void CheckDates(CalendarDocument document, List<Finding> findings)
    {
        var dates = document.Dates;
        if (dates.Count < 2)
        {
            findings.Add(new Finding(Severity.Error, "calendar-dates", document.At("dates"),
                $"A 'custom' calendar needs at least two 'dates'; it has {dates.Count}.",
                "Write the first day of each period, and at the end the day after the last one."));
        }

        foreach (var date in dates.Where(date => !IsInRange(date)))
        {
            findings.Add(OutOfRange(document.At("dates"), "dates", date));
        }

        for (var i = 1; i < dates.Count; i++)
        {
            if (dates[i] <= dates[i - 1])
            {
                findings.Add(new Finding(Severity.Error, "calendar-dates", document.At("dates"),
                    $"'dates' has {Iso(dates[i])} after {Iso(dates[i - 1])}.",
                    "Each date must be later than the one before it."));
            }
        }
    }

    private static void CheckUnused(CalendarDocument document, List<Finding> findings)
    {
        Unused("starts on", document.Every is CalendarKind.Week or CalendarKind.FourWeeks, "'week' and '4 weeks'");
        Unused("anchor", document.Every is CalendarKind.FourWeeks, "'4 weeks'");
        Unused("dates", document.Every is CalendarKind.Custom, "'custom'");

        void Unused(string key, bool used, string usedBy)
        {
            if (document.Has(key) && !used)
            {
                findings.Add(new Finding(Severity.Warning, "calendar-unused", document.At(key),
                    $"'{key}' has no effect on this kind of calendar.", $"Leave it out, or write 'every' as {usedBy}."));
            }
        }
    }

    private static Finding OutOfRange(Place place, string key, LocalDate date) => new(Severity.Error, "calendar-range", place,
        $"'{key}' has {Iso(date)}, which no calendar reaches.", $"Write a date of the years {FirstYear} to {LastYear}.");
}
