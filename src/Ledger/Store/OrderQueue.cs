namespace Compensation.Ledger.Store;

/// <summary>Represents what long work has to know of the orders that wait for this program's writer: whether they queue.</summary>
/// <remarks>Orders that are taken together have waited for one another. Where the machine has time for them, one or two are; many are where they come faster
/// than they are written.</remarks>
/// <param name="time">Tells how long it is ago that orders queued; null for the system's.</param>
internal sealed class OrderQueue(TimeProvider? time = null)
{
    /// <summary>So many orders together have queued.</summary>
    public const int Many = 8;

    /// <summary>How long it takes for orders that queued to be forgotten.</summary>
    public static readonly TimeSpan Lasting = TimeSpan.FromMilliseconds(100);

    private bool isWritten;
    private long last = Before(time ?? TimeProvider.System);

    /// <summary>Tells the time.</summary>
    public TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>Whether orders queue, or did a moment ago.</summary>
    public bool IsLong => Volatile.Read(ref isWritten) || Time.GetElapsedTime(Volatile.Read(ref last)) < Lasting;

    /// <summary>The writer begins to write orders that it has taken together.</summary>
    public void Begin(int orders) => Volatile.Write(ref isWritten, orders >= Many);

    /// <summary>The writer has written what it has taken.</summary>
    public void End()
    {
        if (isWritten)
        {
            Note();
            Volatile.Write(ref isWritten, false);
        }
    }

    /// <summary>Orders queue at this moment.</summary>
    public void Note() => Volatile.Write(ref last, Time.GetTimestamp());

    private static long Before(TimeProvider time) => time.GetTimestamp() - (long)(Lasting.TotalSeconds * time.TimestampFrequency);
}
