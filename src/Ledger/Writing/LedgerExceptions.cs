using NodaTime;

namespace Compensation.Ledger.Writing;

/// <summary>The writer's queue is full: nothing was written.</summary>
public sealed class LedgerBusyException(Duration retryAfter) : Exception($"The ledger is busy; ask again after {retryAfter.TotalMilliseconds:0} ms.")
{
    /// <summary>After how long to ask again.</summary>
    public Duration RetryAfter { get; } = retryAfter;
}

/// <summary>The database was lost during a commit and has not come back: nobody knows whether it has happened.</summary>
/// <remarks>The same request again, once the database is back, is answered with what it came to.</remarks>
public sealed class LedgerOutcomeUnknownException(Exception lost)
    : Exception("The ledger's database was lost while it committed, so the outcome is unknown. Send the same request again.", lost);
