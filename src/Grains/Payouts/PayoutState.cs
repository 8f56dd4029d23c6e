namespace Compensation.Grains.Payouts;

/// <summary>Represents a payout as its events have made it.</summary>
public sealed record PayoutState
{
    /// <summary>A payout that is not prepared.</summary>
    public static PayoutState Absent { get; } = new();

    /// <summary>The events, in order.</summary>
    public IReadOnlyList<PayoutEvent> History { get; private init; } = [];

    /// <summary>Where it stands.</summary>
    public PayoutStatus Status => History is [.., var last] ? last.Status : PayoutStatus.Absent;

    /// <summary>The payout that events have made.</summary>
    public static PayoutState Of(IEnumerable<PayoutEvent> events) => events.Aggregate(Absent, (state, happened) => state.Apply(happened));

    /// <summary>The payout after one more event.</summary>
    /// <exception cref="InvalidOperationException">The event is not the payout's next one.</exception>
    public PayoutState Apply(PayoutEvent happened) => happened.Number == History.Count + 1
        ? new PayoutState { History = [.. History, happened] }
        : throw new InvalidOperationException($"Event {happened.Number} of a payout does not follow event {History.Count}.");
}
