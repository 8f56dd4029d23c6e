using Orleans;

namespace Compensation.Grains.Orders;

/// <summary>Represents what a storefront asks for about an order.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.order-request")]
public abstract record OrderRequest
{
    /// <summary>The storefront's id of this request; the same again gives the first answer again.</summary>
    [Id(0)]
    public required string Request { get; init; }

    /// <summary>The storefront's name.</summary>
    [Id(1)]
    public required string Storefront { get; init; }

    /// <summary>When it happened, by the storefront's word, as milliseconds since 1970-01-01T00:00Z.</summary>
    [Id(2)]
    public required long At { get; init; }
}

/// <summary>Places an order.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.place-order")]
public sealed record PlaceRequest : OrderRequest
{
    /// <summary>The id of the seller whom it is credited to.</summary>
    [Id(0)]
    public required string Seller { get; init; }

    /// <summary>The customer's id; null where the seller bought.</summary>
    [Id(1)]
    public string? Customer { get; init; }

    /// <summary>Its lines, in any order.</summary>
    [Id(2)]
    public required IReadOnlyList<OrderLine> Lines { get; init; }

    /// <summary>Whether it is paid at once.</summary>
    [Id(3)]
    public bool IsPaid { get; init; }
}

/// <summary>Says that an order is paid.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.pay-order")]
public sealed record PayRequest : OrderRequest;

/// <summary>Says that an order is shipped.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.ship-order")]
public sealed record ShipRequest : OrderRequest;

/// <summary>Cancels an order.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.cancel-order")]
public sealed record CancelRequest : OrderRequest
{
    /// <summary>Why; may be empty.</summary>
    [Id(0)]
    public string Reason { get; init; } = "";
}

/// <summary>Refunds an order.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.refund-order")]
public sealed record RefundRequest : OrderRequest
{
    /// <summary>What is taken back of each volume, as positive units; null takes back all that is left.</summary>
    [Id(0)]
    public IReadOnlyList<OrderLine>? Lines { get; init; }

    /// <summary>Why; may be empty.</summary>
    [Id(1)]
    public string Reason { get; init; } = "";
}
