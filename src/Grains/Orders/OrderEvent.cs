using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Orders;

/// <summary>Represents something that happened to an order: one row of the ledger.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Number">The event's number within the order, from 1; unique together with the order.</param>
/// <param name="Cause">The command that caused it.</param>
/// <param name="Recorded">When it became known, by the ledger's clock.</param>
/// <param name="Counted">What the event brings to a period or takes from it; null where it does neither.</param>
public abstract record OrderEvent(string Order, int Number, Cause Cause, Instant Recorded, Counted? Counted)
{
    /// <summary>The order was placed.</summary>
    /// <param name="Order">The order's id.</param>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Recorded">When it became known.</param>
    /// <param name="Seller">The seller whom it is credited to.</param>
    /// <param name="Customer">The customer; null where the seller bought.</param>
    /// <param name="Lines">Its lines.</param>
    /// <param name="IsPaid">Whether it was paid at once.</param>
    /// <param name="Counted">Set if it begins to count with this event.</param>
    public sealed record Placed(string Order, int Number, Cause Cause, Instant Recorded, string Seller, string? Customer,
        IReadOnlyList<OrderLine> Lines, bool IsPaid, Counted? Counted) : OrderEvent(Order, Number, Cause, Recorded, Counted);

    /// <summary>The order was paid.</summary>
    /// <param name="Order">The order's id.</param>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Recorded">When it became known.</param>
    /// <param name="Counted">Set if it begins to count with this event.</param>
    public sealed record Paid(string Order, int Number, Cause Cause, Instant Recorded, Counted? Counted)
        : OrderEvent(Order, Number, Cause, Recorded, Counted);

    /// <summary>The order was shipped.</summary>
    /// <param name="Order">The order's id.</param>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Recorded">When it became known.</param>
    /// <param name="Counted">Set if it begins to count with this event.</param>
    public sealed record Shipped(string Order, int Number, Cause Cause, Instant Recorded, Counted? Counted)
        : OrderEvent(Order, Number, Cause, Recorded, Counted);

    /// <summary>The order was cancelled before it counted; it never will.</summary>
    /// <param name="Order">The order's id.</param>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Recorded">When it became known.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Cancelled(string Order, int Number, Cause Cause, Instant Recorded, string Reason)
        : OrderEvent(Order, Number, Cause, Recorded, null);

    /// <summary>The order was refunded, in part or in whole.</summary>
    /// <param name="Order">The order's id.</param>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Recorded">When it became known.</param>
    /// <param name="TakenBack">What is taken back of each line's volumes, as positive units.</param>
    /// <param name="LeavesNothing">Whether nothing is left of the order.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Counted">Set if the order counted: where the refund takes effect.</param>
    public sealed record Refunded(string Order, int Number, Cause Cause, Instant Recorded, IReadOnlyList<OrderLine> TakenBack,
        bool LeavesNothing, string Reason, Counted? Counted) : OrderEvent(Order, Number, Cause, Recorded, Counted);
}

/// <summary>Represents what an event brings to a period, or takes from it.</summary>
/// <param name="Period">The period in which it counts.</param>
/// <param name="At">The instant that decides: for an order when it was placed, for a refund an instant in <paramref name="Period"/>,
/// or, in the period of an order that came late, the order's own.</param>
/// <param name="Lines">The values of all lines; for a refund what is taken back.</param>
public sealed record Counted(Period Period, Instant At, IReadOnlyList<OrderLine> Lines);
