using NodaTime;
using Orleans;

namespace Compensation.Grains.Orders;

/// <summary>What became of a request about an order.</summary>
[GenerateSerializer]
[Alias("compensation.order-answer-kind")]
public enum OrderAnswerKind
{
    /// <summary>It was carried out, durably.</summary>
    Done,

    /// <summary>It was carried out before; the answer is that of the first time.</summary>
    Repeated,

    /// <summary>It was refused and changed nothing.</summary>
    Refused,

    /// <summary>There was no room for it, and it changed nothing: ask again.</summary>
    Busy,
}

/// <summary>Represents the answer to a request about an order.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.order-answer")]
public sealed record OrderAnswer
{
    /// <summary>What became of it.</summary>
    [Id(0)]
    public required OrderAnswerKind Kind { get; init; }

    /// <summary>The place in the ledger of the event that it caused; 0 where it caused none.</summary>
    [Id(1)]
    public long Sequence { get; init; }

    /// <summary>Which of the order's events that is.</summary>
    [Id(2)]
    public int Event { get; init; }

    /// <summary>The period to which the event brings something, or from which it takes something; null for neither.</summary>
    [Id(3)]
    public string? Period { get; init; }

    /// <summary>Where the order stood afterwards.</summary>
    [Id(4)]
    public OrderStatus Status { get; init; }

    /// <summary>Why it was refused.</summary>
    [Id(5)]
    public Refusal? Refusal { get; init; }

    /// <summary>After how many milliseconds to ask again, where there was no room.</summary>
    [Id(6)]
    public long RetryAfter { get; init; }

    /// <summary>The answer to a request for which there was no room.</summary>
    internal static OrderAnswer Busy(Duration retryAfter, OrderStatus status) =>
        new() { Kind = OrderAnswerKind.Busy, RetryAfter = (long)Math.Ceiling(retryAfter.TotalMilliseconds), Status = status };
}

/// <summary>Represents an order as it stands.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.order-view")]
public sealed record OrderView
{
    /// <summary>Where it stands.</summary>
    [Id(0)]
    public required OrderStatus Status { get; init; }

    /// <summary>The id of the seller whom it is credited to.</summary>
    [Id(1)]
    public required string Seller { get; init; }

    /// <summary>The customer's id; null where the seller bought.</summary>
    [Id(2)]
    public string? Customer { get; init; }

    /// <summary>When it was placed, as milliseconds since 1970-01-01T00:00Z.</summary>
    [Id(3)]
    public required long PlacedAt { get; init; }

    /// <summary>The period in which it counts; null as long as it does not.</summary>
    [Id(4)]
    public string? Period { get; init; }

    /// <summary>Its lines with what refunds have left of their volumes.</summary>
    [Id(5)]
    public required IReadOnlyList<OrderLine> Left { get; init; }

    /// <summary>The place in the ledger of its last event.</summary>
    [Id(6)]
    public required long Sequence { get; init; }
}
