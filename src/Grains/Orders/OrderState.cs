using NodaTime;

namespace Compensation.Grains.Orders;

/// <summary>Represents an order as its events have made it.</summary>
/// <remarks>Immutable. Whoever holds the events can make it again with <see cref="Of"/>.</remarks>
public sealed record OrderState
{
    /// <summary>An order that was never placed.</summary>
    public static OrderState Absent { get; } = new();

    /// <summary>The events, in order.</summary>
    public IReadOnlyList<OrderEvent> History { get; private init; } = [];

    /// <summary>When it was placed.</summary>
    public Instant PlacedAt { get; private init; }

    /// <summary>Whether it is paid.</summary>
    public bool IsPaid { get; private init; }

    /// <summary>Whether it is shipped.</summary>
    public bool IsShipped { get; private init; }

    /// <summary>Where it began to count; null as long as it does not.</summary>
    public Counted? Counted { get; private init; }

    /// <summary>Its lines with what refunds have left of their volumes.</summary>
    public IReadOnlyList<OrderLine> Left { get; private init; } = [];

    /// <summary>Where it stands.</summary>
    public OrderStatus Status => (History is [.., var last] ? last : null, IsPaid, IsShipped) switch
    {
        (null, _, _) => OrderStatus.Absent,
        (OrderEvent.Cancelled, _, _) => OrderStatus.Cancelled,
        (OrderEvent.Refunded { LeavesNothing: true }, _, _) => OrderStatus.Refunded,
        (_, true, true) => OrderStatus.Complete,
        (_, true, false) => OrderStatus.Paid,
        (_, false, true) => OrderStatus.Shipped,
        _ => OrderStatus.Placed,
    };

    /// <summary>The order that events have made.</summary>
    public static OrderState Of(IEnumerable<OrderEvent> events) => events.Aggregate(Absent, (state, happened) => state.Apply(happened));

    /// <summary>The order after one more event.</summary>
    /// <exception cref="InvalidOperationException">The event is not the order's next one.</exception>
    public OrderState Apply(OrderEvent happened)
    {
        if (happened.Number != History.Count + 1)
        {
            throw new InvalidOperationException($"Event {happened.Number} of order '{happened.Order}' does not follow event {History.Count}.");
        }

        OrderEvent[] history = [.. History, happened];
        return happened switch
        {
            OrderEvent.Placed placed => this with
            {
                History = history,
                PlacedAt = placed.Cause.At,
                IsPaid = placed.IsPaid,
                Left = placed.Lines,
                Counted = placed.Counted,
            },
            OrderEvent.Paid => this with { History = history, IsPaid = true, Counted = Counted ?? happened.Counted },
            OrderEvent.Shipped => this with { History = history, IsShipped = true, Counted = Counted ?? happened.Counted },
            OrderEvent.Refunded refunded => this with { History = history, Left = Less(Left, refunded.TakenBack) },
            _ => this with { History = history },
        };
    }

    /// <summary>The event that a request has caused.</summary>
    public OrderEvent? CausedBy(string request) => First(request, static (cause, request) => cause.Request == request);

    /// <summary>The event that a command of a content has caused.</summary>
    public OrderEvent? WithContent(string hash) => First(hash, static (cause, hash) => cause.Hash == hash);

    /// <summary>What is left of lines after something is taken back.</summary>
    internal static IReadOnlyList<OrderLine> Less(IReadOnlyList<OrderLine> lines, IReadOnlyList<OrderLine> takenBack) =>
        [.. lines.Select(line => takenBack.FirstOrDefault(taken => taken.Number == line.Number) is { } taken ? Less(line, taken) : line)];

    /// <summary>The first event whose cause has something.</summary>
    private OrderEvent? First(string sought, Func<Cause, string, bool> has)
    {
        for (var i = 0; i < History.Count; i++)
        {
            if (has(History[i].Cause, sought))
            {
                return History[i];
            }
        }

        return null;
    }

    private static OrderLine Less(OrderLine line, OrderLine taken) => line with
    {
        Values = [.. line.Values.Select((value, field) => taken.Units(field) == 0 ? value : value - taken.Units(field))],
    };
}
