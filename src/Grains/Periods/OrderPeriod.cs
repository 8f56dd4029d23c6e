using System.Diagnostics.CodeAnalysis;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Periods;

/// <summary>Represents the one period in which an order, or a refund, counts.</summary>
/// <remarks>
/// It is the period in which the order was placed if the order became known before that period's cut-off, and else the period in which it became known.
/// A close reads its orders by the same rule from two instants, so each order is counted by exactly one period: no period is closed before its cut-off.
/// </remarks>
/// <param name="Period">The period.</param>
/// <param name="At">The instant in that period at which it takes effect: its own, or when it became known.</param>
public sealed record OrderPeriod(Period Period, Instant At)
{
    /// <summary>Finds the period in which something counts.</summary>
    /// <param name="periods">The calendar and which periods are open.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="recorded">When it became known, by the ledger's clock.</param>
    /// <param name="found">The period.</param>
    /// <param name="refusal">Why there is none: it is not open, or the calendar ends before.</param>
    /// <returns>Whether there is a period.</returns>
    public static bool TryFind(KnownPeriods periods, Instant at, Instant recorded,
        [NotNullWhen(true)] out OrderPeriod? found, [NotNullWhen(false)] out Refusal? refusal)
    {
        var own = periods.Containing(at);
        found = own is not null && recorded < own.Cutoff
            ? new OrderPeriod(own, at)
            : periods.Containing(recorded) is { } known ? new OrderPeriod(known, recorded) : null;
        refusal = found is null ? OutsideCalendar(recorded) : periods.TakesOrders(found.Period) ? null : NotOpen(at, found.Period);
        found = refusal is null ? found : null;
        return found is not null;
    }

    private static Refusal OutsideCalendar(Instant recorded) => new(RefusalCode.NoPeriod, "at", Refusals.Show(recorded),
        "The plan's calendar has no period at this instant.", "Publish a version of the plan whose calendar goes on.");

    private static Refusal NotOpen(Instant at, Period period) => new(RefusalCode.PeriodNotOpen, "at", Refusals.Show(at),
        $"It would count in period {period.Name}, which is not open.",
        "Give an instant in an open period. What belongs to a period before the programme's first one comes in by import.");
}
