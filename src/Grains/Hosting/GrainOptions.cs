using System.ComponentModel.DataAnnotations;
using Compensation.Ledger.Books;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using NodaTime;

namespace Compensation.Grains.Hosting;

/// <summary>Represents what a silo's grains are set to.</summary>
public sealed record GrainOptions
{
    /// <summary>How many calls a grain may have, waiting and running; one more is answered as busy.</summary>
    /// <value>1,000 unless it is set.</value>
    [Range(1, 1_000_000)]
    public int MostCalls { get; init; } = 1_000;

    /// <summary>How many orders and other writes may wait for the ledger; one more is answered as busy.</summary>
    /// <value>8,192 unless it is set.</value>
    [Range(1, 1_000_000)]
    public int MostWaiting { get; init; } = 8_192;

    /// <summary>How many of those that wait are committed at once.</summary>
    /// <value>1,024 unless it is set.</value>
    [Range(1, 65_536)]
    public int MostInGroup { get; init; } = 1_024;

    /// <summary>What busy callers are told to wait, in milliseconds.</summary>
    /// <value>100 unless it is set.</value>
    [Range(0, 60_000)]
    public int RetryAfterMilliseconds { get; init; } = 100;

    /// <summary>How often the writer looks, with a second in between, whether a commit whose acknowledgement was lost has happened.</summary>
    /// <value>30 unless it is set.</value>
    [Range(1, 3_600)]
    public int LooksForOutcome { get; init; } = 30;

    /// <summary>How many threads a close and an explanation may use.</summary>
    /// <value>1 unless it is set.</value>
    [Range(1, 256)]
    public int Threads { get; init; } = 1;

    /// <summary>For which part of the time a close may read and write while orders queue: after each portion it rests for the remaining part. 1 lets it go
    /// on as if there were none.</summary>
    /// <value>0.25 unless it is set.</value>
    [Range(0.01, 1)]
    public double CloseShare { get; init; } = Pace.UsualShare;

    /// <summary>How many explained runs are kept in memory, each as large as its period.</summary>
    /// <value>2 unless it is set.</value>
    [Range(1, 100)]
    public int ExplainedRuns { get; init; } = 2;

    /// <summary>How many threads the live figures of one period may use.</summary>
    /// <value>1 unless it is set.</value>
    [Range(1, 256)]
    public int LiveThreads { get; init; } = 1;

    /// <summary>For which part of the time live figures may be computed: after each time they rest for the remaining part.</summary>
    /// <value>0.75 unless it is set.</value>
    [Range(0.01, 1)]
    public double LiveShare { get; init; } = LiveEffort.UsualShare;

    /// <summary>The folder in which the books of open periods are kept when the silo stops, so that it starts again faster.</summary>
    /// <value>Null unless it is set: no book is kept.</value>
    public string? Books { get; init; }

    /// <summary>The version of this program, which runs name.</summary>
    [Required]
    public string Engine { get; init; } = "";

    /// <summary>Called before and after each commit of a period's step, and between what is long.</summary>
    internal Action<string> AtStep { get; init; } = _ => { };

    internal LiveEffort Live => new(LiveThreads, LiveShare);

    internal LedgerWriterOptions Writer => new()
    {
        MostWaiting = MostWaiting,
        MostInGroup = MostInGroup,
        RetryAfter = Duration.FromMilliseconds(RetryAfterMilliseconds),
        LooksForOutcome = LooksForOutcome,
    };
}
