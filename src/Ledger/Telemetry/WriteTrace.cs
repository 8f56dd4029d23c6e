using System.Diagnostics;
using NodaTime;

namespace Compensation.Ledger.Telemetry;

/// <summary>Represents what is traced of a write that waits for the writer.</summary>
/// <param name="Caller">What its caller does.</param>
/// <param name="Since">When it began to wait.</param>
internal sealed record WriteTrace(ActivityContext Caller, Instant Since)
{
    /// <summary>A write begins to wait; null where nobody wants to see it.</summary>
    public static WriteTrace? Begin(IClock clock) =>
        LedgerTelemetry.IsTraced && Activity.Current is { } doing ? new WriteTrace(doing.Context, clock.GetCurrentInstant()) : null;

    /// <summary>The write is over.</summary>
    /// <param name="outcome">What became of it.</param>
    public void End(string outcome)
    {
        if (Caller != default)
        {
            using var write = LedgerTelemetry.Written(Caller, Since);
            write?.SetTag("compensation.outcome", outcome);
        }
    }
}
