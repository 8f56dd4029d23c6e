using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Rules.Calendars;

/// <summary>Represents the periods of a plan in its zone.</summary>
/// <param name="Document">The calendar as it was written.</param>
/// <param name="Zone">The plan's zone.</param>
/// <param name="CutoffDays">How many days after a period's end its orders may still be recorded.</param>
public sealed partial record PlanCalendar(CalendarDocument Document, DateTimeZone Zone, int CutoffDays);
