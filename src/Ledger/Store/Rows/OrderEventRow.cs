namespace Compensation.Ledger.Store;

/// <summary>Represents one event of an order.</summary>
public sealed class OrderEventRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }

    /// <summary>The order's id in the storefront's words.</summary>
    public required string OrderId { get; init; }

    /// <summary>Which of the order's events it is, from 1 without gaps; unique together with the order's id.</summary>
    public required int Event { get; init; }

    /// <summary>What happened.</summary>
    public required OrderEventKind Kind { get; init; }

    /// <summary>The storefront that sent it.</summary>
    public required int Storefront { get; init; }

    /// <summary>The request that caused it (a refund's own id), unique per storefront; null for orders that were imported.</summary>
    public string? RequestId { get; init; }

    /// <summary>The SHA-256 of that request: the same id with another hash is a conflict.</summary>
    public byte[]? RequestHash { get; init; }

    /// <summary>The seller credited.</summary>
    public required int Seller { get; init; }

    /// <summary>The customer who bought; null where the seller did.</summary>
    public int? Customer { get; init; }

    /// <summary>When it happened.</summary>
    public required long At { get; init; }

    /// <summary>When the ledger learned of it.</summary>
    public required long Recorded { get; init; }

    /// <summary>The instant that decides the period, on the event with which the order begins to count and on refunds of it; else null.</summary>
    public long? Counts { get; init; }

    /// <summary>Since when it is known that it counts, which is held against the cut-off: the ledger's clock, or what an imported file says. Null exactly
    /// where <see cref="Counts"/> is.</summary>
    public long? Known { get; init; }

    /// <summary>The period that the values belong to; null exactly where <see cref="Counts"/> is.</summary>
    public int? Period { get; init; }

    /// <summary>How many lines the values speak of; 0 for a refund of everything that is left.</summary>
    public required int Lines { get; init; }

    /// <summary>The lines' values, one line after another, each by field number: <c>Values.Length / Lines</c> values a line, null where a line
    /// has none. For a refund: what is taken back, as positive units, from the order's first line on.</summary>
    public required long?[] Values { get; init; }
}

/// <summary>What can happen to an order.</summary>
public enum OrderEventKind
{
    /// <summary>It was placed.</summary>
    Placed = 1,

    /// <summary>It was paid.</summary>
    Paid = 2,

    /// <summary>It was shipped.</summary>
    Shipped = 3,

    /// <summary>It was cancelled before it counted, or as a whole.</summary>
    Cancelled = 4,

    /// <summary>Some or all of it was refunded.</summary>
    Refunded = 5,
}
