using NodaTime;

namespace Compensation.Grains.Orders;

/// <summary>Represents what a storefront asks for about an order.</summary>
/// <param name="Order">The order's id, given by the storefront and unique in the programme.</param>
/// <param name="Request">The storefront's id of this request; the same again gives the first answer again.</param>
/// <param name="Storefront">Which storefront asks.</param>
/// <param name="At">When it happened, by the storefront's word; finer than a millisecond is cut off.</param>
public abstract record OrderCommand(string Order, string Request, string Storefront, Instant At)
{
    /// <summary>The SHA-256 of everything but the request id: two commands of the same content have the same.</summary>
    public string ContentHash()
    {
        var bytes = new CanonicalBytes(GetType().Name).Text(Order).Text(Storefront).Moment(At);
        Write(bytes);
        return bytes.Hash();
    }

    private protected virtual void Write(CanonicalBytes bytes)
    {
    }

    /// <summary>Places an order. <see cref="At"/> decides its period.</summary>
    /// <param name="Order">The order's id.</param>
    /// <param name="Request">The request's id.</param>
    /// <param name="Storefront">Which storefront asks.</param>
    /// <param name="At">When it was placed.</param>
    /// <param name="Seller">The id of the seller whom it is credited to.</param>
    /// <param name="Customer">The customer's id; null where the seller bought.</param>
    /// <param name="Lines">Its lines, in any order.</param>
    /// <param name="IsPaid">Whether it is paid at once.</param>
    public sealed record Place(string Order, string Request, string Storefront, Instant At, string Seller, string? Customer,
        IReadOnlyList<OrderLine> Lines, bool IsPaid) : OrderCommand(Order, Request, Storefront, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Seller).Text(Customer).Lines(Lines).Flag(IsPaid);
    }

    /// <summary>Says that an order is paid.</summary>
    /// <inheritdoc cref="OrderCommand"/>
    public sealed record Pay(string Order, string Request, string Storefront, Instant At) : OrderCommand(Order, Request, Storefront, At);

    /// <summary>Says that an order is shipped.</summary>
    /// <inheritdoc cref="OrderCommand"/>
    public sealed record Ship(string Order, string Request, string Storefront, Instant At) : OrderCommand(Order, Request, Storefront, At);

    /// <summary>Cancels an order. One that counts already is refunded with all that is left of it.</summary>
    /// <param name="Order">The order's id.</param>
    /// <param name="Request">The request's id.</param>
    /// <param name="Storefront">Which storefront asks.</param>
    /// <param name="At">When it was cancelled.</param>
    /// <param name="Reason">Why; may be empty.</param>
    public sealed record Cancel(string Order, string Request, string Storefront, Instant At, string Reason)
        : OrderCommand(Order, Request, Storefront, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Reason);
    }

    /// <summary>Refunds an order.</summary>
    /// <remarks>Two refunds of the same content with different request ids are two refunds.</remarks>
    /// <param name="Order">The order's id.</param>
    /// <param name="Request">The request's id.</param>
    /// <param name="Storefront">Which storefront asks.</param>
    /// <param name="At">When it was refunded.</param>
    /// <param name="Lines">What is taken back of each volume, as positive units; null takes back all that is left.</param>
    /// <param name="Reason">Why; may be empty.</param>
    public sealed record Refund(string Order, string Request, string Storefront, Instant At, IReadOnlyList<OrderLine>? Lines, string Reason)
        : OrderCommand(Order, Request, Storefront, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Lines(Lines).Text(Reason);
    }
}
