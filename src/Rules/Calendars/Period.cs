using NodaTime;

namespace Compensation.Rules.Calendars;

/// <summary>Represents one period of a plan's calendar, with its ends resolved to instants once.</summary>
/// <param name="Name">The period's name, such as <c>2026-01</c>.</param>
/// <param name="First">Its first local date.</param>
/// <param name="Last">Its last local date.</param>
/// <param name="Start">The instant at which it begins: the start of <paramref name="First"/> in the plan's zone.</param>
/// <param name="End">The instant at which it has ended: the start of the day after <paramref name="Last"/>.</param>
/// <param name="Cutoff">Until when its orders may be recorded; not before <paramref name="End"/>.</param>
public sealed record Period(string Name, LocalDate First, LocalDate Last, Instant Start, Instant End, Instant Cutoff)
{
    /// <summary>Whether an instant lies in the period.</summary>
    public bool Contains(Instant instant) => instant >= Start && instant < End;
}
