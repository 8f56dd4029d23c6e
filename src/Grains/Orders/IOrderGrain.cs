using Orleans;
using Orleans.Concurrency;

namespace Compensation.Grains.Orders;

/// <summary>Represents an order. Its key is <see cref="OrderKey.Of"/>.</summary>
/// <remarks>A command that is answered <see cref="OrderAnswerKind.Done"/> or <see cref="OrderAnswerKind.Repeated"/> is in the ledger. When a call fails, or
/// runs out of time, the outcome is unknown: the same request again is answered with what it came to.</remarks>
[Alias("compensation.order")]
public interface IOrderGrain : IGrainWithStringKey
{
    /// <summary>Places the order.</summary>
    [Alias("place")]
    Task<OrderAnswer> Place(PlaceRequest request);

    /// <summary>Says that the order is paid.</summary>
    [Alias("pay")]
    Task<OrderAnswer> Pay(PayRequest request);

    /// <summary>Says that the order is shipped.</summary>
    [Alias("ship")]
    Task<OrderAnswer> Ship(ShipRequest request);

    /// <summary>Cancels the order; one that counts is refunded with all that is left of it.</summary>
    [Alias("cancel")]
    Task<OrderAnswer> Cancel(CancelRequest request);

    /// <summary>Refunds the order.</summary>
    [Alias("refund")]
    Task<OrderAnswer> Refund(RefundRequest request);

    /// <summary>The order as it stands; null where it was never placed.</summary>
    [Alias("read")]
    [ReadOnly]
    Task<OrderView?> Read(CancellationToken cancellation = default);
}
