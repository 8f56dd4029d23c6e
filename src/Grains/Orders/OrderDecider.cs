namespace Compensation.Grains.Orders;

/// <summary>Decides what becomes of a command about an order. Pure: no clock, no I/O.</summary>
/// <remarks>
/// <para>What is looked at, and so which refusal wins, in this order: the request id, the ids, whether the same was done before, the order's state, the
/// command's own values, its instant, the seller, the period.</para>
/// <para>A request that was carried out is answered with its event again; with another content it is a conflict. The same content under another request
/// id is answered in the same way, save for refunds: two equal refunds are two.</para>
/// </remarks>
public static class OrderDecider
{
    /// <summary>Decides.</summary>
    /// <param name="state">The order so far.</param>
    /// <param name="command">What is asked for; about the same order.</param>
    /// <param name="context">What else is known.</param>
    /// <returns>One event, the event that did it before, or a refusal.</returns>
    public static Decision<OrderEvent> Decide(OrderState state, OrderCommand command, OrderContext context)
    {
        var hash = command.ContentHash();
        if (state.CausedBy(command.Request) is { } caused)
        {
            return caused.Cause.Hash == hash ? new Decision<OrderEvent>.Repeated(caused) : Refusals.OfRequest(caused.Cause);
        }

        if (OfIds(command) is { } noId)
        {
            return noId;
        }

        if (command is not OrderCommand.Refund && state.WithContent(hash) is { } same)
        {
            return new Decision<OrderEvent>.Repeated(same);
        }

        return OfState(state, command) is { } refusal
            ? refusal
            : new OrderStep(state, command, context, new Cause(command.Request, hash, command.Storefront, command.At)).Decide();
    }

    private static Refusal? OfIds(OrderCommand command)
    {
        var refusal = OutsideIds.Refuse("order", command.Order) ?? OutsideIds.Refuse("request", command.Request)
            ?? OutsideIds.Refuse("storefront", command.Storefront);
        return refusal is null && command is OrderCommand.Place place
            ? OutsideIds.Refuse("seller", place.Seller) ?? (place.Customer is null ? null : OutsideIds.Refuse("customer", place.Customer))
            : refusal;
    }

    /// <summary>Refuses what the order's state does not allow.</summary>
    private static Refusal? OfState(OrderState state, OrderCommand command) => (state.Status, command) switch
    {
        (OrderStatus.Absent, OrderCommand.Place) => null,
        (_, OrderCommand.Place) => Refuse(command, RefusalCode.OrderExists,
            "An order with this id was placed before, with another content.", "Give each order an id of its own; to change one, refund or cancel it."),
        (OrderStatus.Absent, _) => Refuse(command, RefusalCode.UnknownOrder, "This order was never placed.", "Place it first."),
        (OrderStatus.Cancelled, _) => Refuse(command, RefusalCode.Cancelled, "This order was cancelled.", "Place a new one."),
        (OrderStatus.Refunded, _) => Refuse(command, RefusalCode.Refunded,
            "Nothing is left of this order: it was refunded.", "Place a new one."),
        (_, OrderCommand.Pay) when state.IsPaid => Refuse(command, RefusalCode.AlreadyPaid,
            "This order is paid, from another instant on.", "Leave the payment out."),
        (_, OrderCommand.Ship) when state.IsShipped => Refuse(command, RefusalCode.AlreadyShipped,
            "This order is shipped, from another instant on.", "Leave the shipment out; an order is shipped once, however many parcels it has."),
        (_, OrderCommand.Refund) when !state.IsPaid && state.Counted is null => Refuse(command, RefusalCode.NotPaid,
            "This order is not paid and does not count, so there is nothing to refund.", "Cancel it, and place what is wanted as a new order."),
        _ => null,
    };

    private static Refusal Refuse(OrderCommand command, RefusalCode code, string message, string remedy) =>
        new(code, "order", command.Order, message, remedy);
}
