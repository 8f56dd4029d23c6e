using Compensation.Ledger.Store;

namespace Compensation.Ledger.Writing;

/// <summary>Represents an order's event that is to be written, in the words of whoever sends it: the writer finds the numbers.</summary>
public sealed record OrderEntry
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The order's id.</summary>
    public required string Order { get; init; }

    /// <summary>Which of the order's events it is: the one after the last that its decision knew.</summary>
    public required int Event { get; init; }

    /// <summary>What happened. A first event of kind <see cref="OrderEventKind.Paid"/> is an order that was paid at once.</summary>
    public required OrderEventKind Kind { get; init; }

    /// <summary>The storefront's name.</summary>
    public required string Storefront { get; init; }

    /// <summary>The id of the storefront's request.</summary>
    public required string Request { get; init; }

    /// <summary>The SHA-256 of the request.</summary>
    public required byte[] RequestHash { get; init; }

    /// <summary>The seller's number.</summary>
    public required int Seller { get; init; }

    /// <summary>The customer's id; one that is new is added. Null where the seller bought.</summary>
    public string? Customer { get; init; }

    /// <summary>When it happened, as milliseconds since 1970-01-01T00:00Z, like the other instants here.</summary>
    public required long At { get; init; }

    /// <summary>The instant that decides the period; null where the event brings nothing to a period and takes nothing from one.</summary>
    public long? Counts { get; init; }

    /// <summary>Since when it is known that it counts; null exactly where <see cref="Counts"/> is.</summary>
    public long? Known { get; init; }

    /// <summary>The period's number; null exactly where <see cref="Counts"/> is.</summary>
    public int? Period { get; init; }

    /// <summary>How many lines the values speak of.</summary>
    public required int Lines { get; init; }

    /// <summary>The lines' values, see <see cref="OrderEventRow.Values"/>.</summary>
    public required long?[] Values { get; init; }

    /// <summary>Why, where somebody said so.</summary>
    public string? Reason { get; init; }

    internal OrderEventRow ToRow(long sequence, int storefront, int? customer, long recorded) => new()
    {
        Programme = Programme,
        Sequence = sequence,
        OrderId = Order,
        Event = Event,
        Kind = Kind,
        Storefront = storefront,
        RequestId = Request,
        RequestHash = RequestHash,
        Seller = Seller,
        Customer = customer,
        At = At,
        Recorded = recorded,
        Counts = Counts,
        Known = Known,
        Period = Period,
        Lines = Lines,
        Values = Values,
        Reason = Reason,
    };
}
