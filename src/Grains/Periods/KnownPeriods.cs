using Compensation.Rules.Calendars;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Periods;

/// <summary>Represents a plan's calendar together with where its periods stand.</summary>
/// <remarks>
/// Periods are opened without gaps, so a period after the newest one that is known opens when it is needed, and one that is not known but lies before it
/// is not open: it lies before the programme's first period, or was closed long ago.
/// </remarks>
public sealed class KnownPeriods
{
    private readonly Dictionary<string, PeriodStatus> statuses = [];
    private readonly Period? newest;

    /// <summary>The period that was last asked for: nearly all orders are of the same.</summary>
    private volatile Period? last;

    /// <summary>Notes where periods stand.</summary>
    /// <param name="calendar">The plan's calendar.</param>
    /// <param name="periods">The periods that were ever opened; of long closed ones as few as one likes, but always the newest.</param>
    public KnownPeriods(PlanCalendar calendar, IEnumerable<(Period Period, PeriodStatus Status)> periods)
    {
        Calendar = calendar;
        foreach (var (period, status) in periods)
        {
            statuses[period.Name] = status;
            newest = newest is null || newest.Start < period.Start ? period : newest;
        }
    }

    /// <summary>The plan's calendar.</summary>
    public PlanCalendar Calendar { get; }

    /// <summary>The calendar's period that an instant lies in; null where it has none.</summary>
    public Period? Containing(Instant instant)
    {
        // What threads do here at the same time is no matter: periods tile time, so that whichever is remembered is right for its instants.
        if (last is not { } known || !known.Contains(instant))
        {
            last = known = Calendar.Containing(instant);
        }

        return known;
    }

    /// <summary>Whether orders may count in a period: it is open, or opens when it is needed.</summary>
    public bool TakesOrders(Period period) => statuses.TryGetValue(period.Name, out var status)
        ? status == PeriodStatus.Open
        : newest is null || period.Start > newest.Start;
}
