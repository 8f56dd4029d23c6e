using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Rules.Calendars;

public sealed partial record PlanCalendar
{
    /// <summary>The period of a name, such as <c>2026-01</c> for months or <c>2026-Q1</c> for quarters
    /// (<see cref="CalendarKind"/>).</summary>
    /// <returns>The period, or null where this calendar has none of that name.</returns>
    public Period? Find(string name) => TryFind(name, out var period, out _) ? period : null;

    /// <summary>Looks up a period by its name.</summary>
    /// <param name="name">The name, written exactly as periods are named (<see cref="CalendarKind"/>).</param>
    /// <param name="period">The period.</param>
    /// <param name="why">Empty, or why there is no such period and what would be right.</param>
    /// <returns>Whether this calendar has a period of that name.</returns>
    public bool TryFind(string name, [NotNullWhen(true)] out Period? period, out string why)
    {
        period = DayNamed(name) is { } day ? Containing(day) : null;
        if (period?.Name == name)
        {
            why = "";
            return true;
        }

        period = null;
        why = WhyNot(name);
        return false;
    }

    private string WhyNot(string name)
    {
        var day = LocalDatePattern.Iso.Parse(name);
        if (day.Success && Containing(day.Value) is { } around)
        {
            return $"'{name}' is not the name of {AKind}; that day lies in '{around.Name}'.";
        }

        return Document.Every == CalendarKind.Custom
            ? $"'{name}' is not the name of {AKind}, which is its first day: '{Iso(Document.Dates[0])}' is the first of "
                + $"{Document.Dates.Count - 1}, and the last ends before {Iso(Document.Dates[^1])}."
            : $"'{name}' is not the name of {AKind}, which is named like '{Example}'.";
    }

    private string AKind => Document.Every switch
    {
        CalendarKind.Month => "a month",
        CalendarKind.Day => "a day",
        CalendarKind.Week => $"a week that starts on {Document.StartsOn}",
        CalendarKind.FourWeeks => "a four-week period",
        CalendarKind.HalfMonth => "a half month",
        CalendarKind.Quarter => "a quarter",
        CalendarKind.Year => "a year",
        CalendarKind.Custom => "a period of this calendar",
        _ => throw new InvalidOperationException($"Unknown kind of calendar {Document.Every}."),
    };

    private string Example => NameOf(FirstDayOf(OrdinalOf(Document.Anchor ?? new LocalDate(2026, 1, 10)))
        ?? throw new InvalidOperationException("The calendar has no period for its example."));

    private string NameOf(LocalDate first) => Document.Every switch
    {
        CalendarKind.Month => first.ToString("uuuu'-'MM", CultureInfo.InvariantCulture),
        CalendarKind.HalfMonth => first.ToString("uuuu'-'MM", CultureInfo.InvariantCulture) + (first.Day == 1 ? "-a" : "-b"),
        CalendarKind.Quarter => string.Create(CultureInfo.InvariantCulture, $"{first.Year:0000}-Q{(first.Month + 2) / 3}"),
        CalendarKind.Year => first.ToString("uuuu", CultureInfo.InvariantCulture),
        _ => Iso(first),
    };

    /// <summary>A day of the period that a name would stand for; the caller compares names, so that this may be
    /// generous.</summary>
    private LocalDate? DayNamed(string name) => Document.Every switch
    {
        CalendarKind.Month => MonthNamed(name),
        CalendarKind.HalfMonth => name.Length > 2 ? MonthNamed(name[..^2])?.PlusDays(name[^1] == 'b' ? 15 : 0) : null,
        CalendarKind.Quarter => name.Length == 7 && name[6] is >= '1' and <= '4'
            ? MonthNamed($"{name[..5]}{(name[6] - '1') * 3 + 1:00}")
            : null,
        CalendarKind.Year => MonthNamed(name + "-01"),
        _ => LocalDatePattern.Iso.Parse(name) is { Success: true, Value: var day } ? day : null,
    };

    private static LocalDate? MonthNamed(string name) =>
        YearMonthPattern.Iso.Parse(name) is { Success: true, Value: var month } ? month.OnDayOfMonth(1) : null;

    private static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
