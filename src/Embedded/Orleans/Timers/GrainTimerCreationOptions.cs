using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a timer ticks, and how its ticks go with calls.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>First tick and time between ticks.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time to the first tick; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The time from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> for a single tick.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Ticks run among calls, instead of waiting for them as a call does.</summary>
    public bool Interleave { get; init; }

    /// <summary>A tick counts as use, so that the activation stays.</summary>
    public bool KeepAlive { get; init; }
}
