using NodaTime;

namespace Compensation.Ledger.Writing;

/// <summary>Represents the limits of a <see cref="LedgerWriter"/>.</summary>
public sealed record LedgerWriterOptions
{
    /// <summary>How many entries and writes may wait; one more is answered as busy.</summary>
    /// <value>8,192 unless it is set; at least 1.</value>
    public int MostWaiting { get; init; } = 8_192;

    /// <summary>How many of those that wait are taken at once.</summary>
    /// <value>1,024 unless it is set; at least 1.</value>
    public int MostInGroup { get; init; } = 1_024;

    /// <summary>What busy callers are told to wait.</summary>
    /// <value>100 ms unless it is set.</value>
    public Duration RetryAfter { get; init; } = Duration.FromMilliseconds(100);

    /// <summary>How often the writer looks, with a second in between, whether a commit whose acknowledgement was lost has happened.</summary>
    /// <value>30 unless it is set; at least 1.</value>
    public int LooksForOutcome { get; init; } = 30;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MostWaiting, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MostInGroup, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LooksForOutcome, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryAfter, Duration.Zero);
    }
}
