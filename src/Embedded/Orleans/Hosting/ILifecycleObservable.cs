namespace Orleans;

/// <summary>Something that starts and stops in stages.</summary>
public interface ILifecycleObservable
{
    /// <summary>Takes part in a stage until the result is disposed.</summary>
    /// <param name="observerName">Who takes part, for messages.</param>
    /// <param name="stage">The stage; stages start in rising order and stop in falling order.</param>
    /// <param name="observer">What to start and stop.</param>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}
