namespace Orleans.Runtime;

/// <summary>A timer of an activation; it ends with the activation, or when it is disposed.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets the time to the next tick and the time between ticks anew.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
