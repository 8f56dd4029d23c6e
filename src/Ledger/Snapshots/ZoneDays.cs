using NodaTime;

namespace Compensation.Ledger.Snapshots;

/// <summary>Knows when each day begins in a zone; every day is resolved once.</summary>
/// <remarks>Safe from several threads: a day that two resolve at once gets the same value twice.</remarks>
internal sealed class ZoneDays
{
    private const int FirstDay = -25_567; // 1900-01-01
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly DateTimeZone zone;
    private readonly long[] starts = new long[110_000];

    /// <summary>Makes an empty table for a zone.</summary>
    public ZoneDays(DateTimeZone zone)
    {
        this.zone = zone;
        Array.Fill(starts, long.MinValue);
    }

    /// <summary>The first instant of a day, in milliseconds since 1970-01-01T00:00Z.</summary>
    /// <param name="day">Days since 1970-01-01, of a year that files may name.</param>
    public long StartOf(int day)
    {
        ref var start = ref starts[day - FirstDay];
        if (Volatile.Read(ref start) == long.MinValue)
        {
            Volatile.Write(ref start, zone.AtStartOfDay(Epoch.PlusDays(day)).ToInstant().ToUnixTimeMilliseconds());
        }

        return start;
    }
}
