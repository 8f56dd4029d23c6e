using System.Diagnostics.CodeAnalysis;
using Compensation.Grains.Periods;
using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Grains.Orders;

/// <summary>One step of an order's life that its state allows: the values, the instant, the seller and the period are still to be checked.</summary>
internal readonly struct OrderStep(OrderState state, OrderCommand command, OrderContext context, Cause cause)
{
    private readonly Instant recorded = context.Recorded;

    private int Number => state.History.Count + 1;

    public Decision<OrderEvent> Decide() => command switch
    {
        OrderCommand.Place place => Place(place),
        OrderCommand.Pay => TryAdvance(isPaid: true, state.IsShipped, out var counted, out var refusal)
            ? Accept(new OrderEvent.Paid(command.Order, Number, cause, recorded, counted))
            : refusal,
        OrderCommand.Ship => TryAdvance(state.IsPaid, isShipped: true, out var counted, out var refusal)
            ? Accept(new OrderEvent.Shipped(command.Order, Number, cause, recorded, counted))
            : refusal,
        OrderCommand.Cancel cancel => state.Counted is null ? Cancel(cancel) : TakeBack(null, cancel.Reason),
        OrderCommand.Refund refund => TakeBack(refund.Lines, refund.Reason),
        _ => throw new InvalidOperationException($"Unknown command {command.GetType().Name}."),
    };

    private Decision<OrderEvent> Place(OrderCommand.Place place)
    {
        if (OrderLines.Check(place.Lines, context) is { } noLines)
        {
            return noLines;
        }

        if ((OfInstant() ?? OfSeller(place.Seller)) is { } noOrder)
        {
            return noOrder;
        }

        return TryCount(place.At, place.Lines, place.IsPaid, isShipped: false, out var counted, out var refusal)
            ? Accept(new OrderEvent.Placed(
                place.Order, Number, cause, recorded, place.Seller, place.Customer, place.Lines, place.IsPaid, counted))
            : refusal;
    }

    private bool TryAdvance(bool isPaid, bool isShipped, out Counted? counted, [NotNullWhen(false)] out Refusal? refusal)
    {
        counted = null;
        refusal = OfInstant();
        return refusal is null && TryCount(state.PlacedAt, state.Left, isPaid, isShipped, out counted, out refusal);
    }

    private Decision<OrderEvent> Cancel(OrderCommand.Cancel cancel) => OfInstant() is { } refusal
        ? refusal
        : Accept(new OrderEvent.Cancelled(cancel.Order, Number, cause, recorded, cancel.Reason));

    /// <summary>Lets the order begin to count where the plan says so and it does not yet.</summary>
    private bool TryCount(Instant placed, IReadOnlyList<OrderLine> lines, bool isPaid, bool isShipped,
        out Counted? counted, [NotNullWhen(false)] out Refusal? refusal)
    {
        (counted, refusal) = (null, null);
        var begins = context.OrdersCount switch
        {
            OrdersCount.WhenPlaced => true,
            OrdersCount.WhenPaid => isPaid,
            OrdersCount.WhenShipped => isShipped,
            _ => throw new InvalidOperationException($"Unknown rule {context.OrdersCount}."),
        };
        if (!begins || state.Counted is not null)
        {
            return true;
        }

        if (!OrderPeriod.TryFind(context.Periods, placed, recorded, out var found, out refusal))
        {
            return false;
        }

        counted = new Counted(found.Period, placed, lines);
        return true;
    }

    /// <summary>Takes back lines, or all that is left.</summary>
    private Decision<OrderEvent> TakeBack(IReadOnlyList<OrderLine>? lines, string reason)
    {
        var fields = context.Fields;
        if (lines is not null && OrderLines.CheckTakenBack(lines, state.Left, fields) is { } tooMuch)
        {
            return tooMuch;
        }

        if ((OfInstant() ?? OfRefundWindow()) is { } late)
        {
            return late;
        }

        var takenBack = lines ?? [.. state.Left.Select(line => OrderLines.VolumesOf(line, fields))];
        var leavesNothing = OrderState.Less(state.Left, takenBack)
            .All(line => OrderLines.VolumesOf(line, fields).Values.All(units => units is null or 0));
        var counted = (Counted?)null;
        if (state.Counted is { } order)
        {
            // An order that came late counts in a later period than it was placed in: nothing is taken back before that period.
            var earliest = Instant.Max(command.At, order.Period.Start);
            if (!OrderPeriod.TryFind(context.Periods, earliest, recorded, out var found, out var refusal))
            {
                return refusal;
            }

            // In the period of its order a refund makes the order smaller. A close knows that by an instant in the period in which the order was
            // placed, which for an order that came late is another one.
            counted = new Counted(found.Period, found.Period == order.Period && order.At < order.Period.Start ? order.At : found.At, takenBack);
        }

        return Accept(new OrderEvent.Refunded(command.Order, Number, cause, recorded, takenBack, leavesNothing, reason, counted));
    }

    private Refusal? OfInstant()
    {
        var latest = recorded + context.Limits.Ahead;
        if (command.At > latest)
        {
            return Refuse(RefusalCode.FarFuture, "This instant lies in the future.",
                $"Give an instant up to {Refusals.Show(latest)}; set the storefront's clock.");
        }

        if (command is not OrderCommand.Place)
        {
            return command.At >= state.PlacedAt
                ? null
                : Refuse(RefusalCode.BeforePlaced, "The order was not yet placed at this instant.",
                    $"Give an instant from {Refusals.Show(state.PlacedAt)} on.");
        }

        var first = recorded - context.Limits.Back;
        return command.At >= first
            ? null
            : Refuse(RefusalCode.FarPast, "This instant lies too far back.",
                $"Give an instant from {Refusals.Show(first)} on; older orders come in by import.");
    }

    private Refusal? OfSeller(string seller)
    {
        if (context.Enrolled is not { } enrolled)
        {
            return new Refusal(RefusalCode.UnknownSeller, "seller", seller, "This seller is not known.", "Enrol the seller first, or correct the id.");
        }

        return command.At >= enrolled
            ? null
            : Refuse(RefusalCode.BeforeEnrolment, $"The seller '{seller}' had not joined at this instant.",
                $"Give an instant from {Refusals.Show(enrolled)} on, or credit the order to another seller.");
    }

    private Refusal? OfRefundWindow()
    {
        var calendar = context.Periods.Calendar;
        var days = Period.DaysBetween(calendar.DayOf(state.PlacedAt), calendar.DayOf(command.At));
        return context.RefundsWithinDays == 0 || days <= context.RefundsWithinDays
            ? null
            : Refuse(RefusalCode.RefundTooLate, $"The order was placed {days} days before; the plan allows {context.RefundsWithinDays}.",
                "Give a manual adjustment instead.");
    }

    private Refusal Refuse(RefusalCode code, string message, string remedy) => new(code, "at", Refusals.Show(command.At), message, remedy);

    private static Decision<OrderEvent>.Accepted Accept(OrderEvent happened) => new([happened]);
}
