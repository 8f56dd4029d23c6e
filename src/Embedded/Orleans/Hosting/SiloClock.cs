namespace Orleans.Runtime;

/// <summary>The silo's time: timestamps of the host's <see cref="TimeProvider"/>, which tests may move by hand.</summary>
internal sealed class SiloClock(TimeProvider provider)
{
    public TimeProvider Provider { get; } = provider;

    /// <summary>The timestamp of this moment.</summary>
    public long Now => Provider.GetTimestamp();

    /// <summary>The timestamp so much later; an infinite time later is never.</summary>
    public long After(long timestamp, TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan || time >= TimeSpan.FromDays(short.MaxValue))
        {
            return long.MaxValue;
        }

        return timestamp + (long)((Int128)time.Ticks * Provider.TimestampFrequency / TimeSpan.TicksPerSecond);
    }
}
