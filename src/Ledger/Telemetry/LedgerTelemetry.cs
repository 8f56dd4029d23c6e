using System.Diagnostics;
using System.Diagnostics.Metrics;
using NodaTime;

namespace Compensation.Ledger.Telemetry;

/// <summary>What the ledger tells of itself to whoever watches. Where nobody does, each line of it is one comparison.</summary>
/// <remarks>docs/reference/telemetry.md says of each instrument what it means; a test holds the two together.</remarks>
internal static class LedgerTelemetry
{
    private const string Name = "Compensation.Ledger";

    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Activities = new(Name);

    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    private static readonly InstrumentAdvice<int> Entries = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] };

    private static readonly Counter<int> Orders = Meter.CreateCounter<int>(
        "compensation.ledger.order.events", "{event}", "Events of orders that were committed.");

    private static readonly Histogram<int> CommitEntries = Meter.CreateHistogram(
        "compensation.ledger.commit.entries", "{entry}", "Entries that were committed together.", advice: Entries);

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "compensation.ledger.commit.duration", "s", "From the beginning of a transaction of the writer to its end.", advice: Seconds);

    private static readonly UpDownCounter<int> Waiting = Meter.CreateUpDownCounter<int>(
        "compensation.ledger.writer.waiting", "{entry}", "Entries and writes that wait for the writer.");

    private static readonly Counter<int> Refused = Meter.CreateCounter<int>(
        "compensation.ledger.writer.refused", "{entry}", "Entries and writes that were refused because the queue was full.");

    private static readonly Counter<double> Resting = Meter.CreateCounter<double>(
        "compensation.close.rested", "s", "How long closes and restatements have rested while orders queued.");

    private static readonly Histogram<double> Recomputing = Meter.CreateHistogram(
        "compensation.live.recompute.duration", "s", "How long the live figures of a period took to compute.", advice: Seconds);

    /// <summary>Whether somebody wants to see single writes.</summary>
    public static bool IsTraced => Activities.HasListeners();

    /// <summary>Something began to wait for the writer.</summary>
    public static void Waits() => Waiting.Add(1);

    /// <summary>The writer has taken what waited.</summary>
    public static void Taken(int count) => Waiting.Add(-count);

    /// <summary>The queue was full.</summary>
    public static void Full() => Refused.Add(1);

    /// <summary>A transaction of the writer is over.</summary>
    /// <param name="began">The timestamp of its beginning.</param>
    /// <param name="entries">How many entries it was to write.</param>
    /// <param name="events">How many events of orders it has added.</param>
    public static void Committed(long began, int entries, int events)
    {
        Orders.Add(events);
        CommitEntries.Record(entries);
        if (CommitDuration.Enabled)
        {
            CommitDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }

    /// <summary>A close has let orders go first.</summary>
    public static void Rested(TimeSpan time) => Resting.Add(time.TotalSeconds);

    /// <summary>Live figures were computed.</summary>
    /// <param name="began">The timestamp of the beginning.</param>
    public static void Recomputed(long began)
    {
        if (Recomputing.Enabled)
        {
            Recomputing.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }

    /// <summary>Begins the trace of a transaction that several callers share: it belongs to the first one's, and is linked with those of the others.</summary>
    /// <param name="callers">What the callers do; those who are not traced are left out.</param>
    /// <param name="entries">How many entries it writes.</param>
    public static Activity? BeginCommit(IEnumerable<ActivityContext> callers, int entries)
    {
        if (!IsTraced || callers.Where(caller => caller.TraceId != default).ToList() is not [var first, .. var others])
        {
            return null;
        }

        return Activities.StartActivity("ledger.commit", ActivityKind.Internal, first, links: others.ConvertAll(caller => new ActivityLink(caller)))
            ?.SetTag("compensation.entries", entries);
    }

    /// <summary>Traces a write that is over.</summary>
    /// <param name="caller">What the caller does.</param>
    /// <param name="since">When it began to wait.</param>
    public static Activity? Written(ActivityContext caller, Instant since) =>
        Activities.StartActivity("ledger.write", ActivityKind.Internal, caller, startTime: since.ToDateTimeOffset());
}
