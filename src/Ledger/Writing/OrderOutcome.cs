using Compensation.Ledger.Store;
using NodaTime;

namespace Compensation.Ledger.Writing;

/// <summary>Represents what became of an order's event that was to be written. Each event gets its own, whatever becomes of those beside it.</summary>
public abstract record OrderOutcome
{
    private OrderOutcome()
    {
    }

    /// <summary>It is in the ledger, durably.</summary>
    /// <param name="Sequence">Its place in the programme's order.</param>
    /// <param name="Recorded">When the ledger learned of it.</param>
    public sealed record Committed(long Sequence, Instant Recorded) : OrderOutcome;

    /// <summary>The order has other events than its decision knew, so nothing was written: read them, and decide again.</summary>
    public sealed record Outdated : OrderOutcome;

    /// <summary>The storefront has sent a request of this id before, so nothing was written.</summary>
    /// <param name="Order">The order that it was about.</param>
    public sealed record RequestTaken(string Order) : OrderOutcome;

    /// <summary>The ledger takes no such row, so nothing was written.</summary>
    /// <param name="Refusal">The rule that it breaks, such as <see cref="LedgerRule.ClosedPeriod"/>.</param>
    public sealed record Refused(LedgerRefusal Refusal) : OrderOutcome;

    /// <summary>The database failed, or was lost during the commit.</summary>
    /// <param name="Error">What was thrown: a <see cref="LedgerOutcomeUnknownException"/> where nobody knows whether it is in the ledger; else nothing was
    /// written.</param>
    public sealed record Failed(Exception Error) : OrderOutcome;

    /// <summary>The queue is full, so nothing was written: ask again.</summary>
    /// <param name="RetryAfter">After how long.</param>
    public sealed record Busy(Duration RetryAfter) : OrderOutcome;
}
