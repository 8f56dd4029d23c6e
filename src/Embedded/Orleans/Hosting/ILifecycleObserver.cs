namespace Orleans;

/// <summary>Something that is started and stopped in a stage.</summary>
public interface ILifecycleObserver
{
    /// <summary>Starts it.</summary>
    Task OnStart(CancellationToken cancellationToken = default);

    /// <summary>Stops it.</summary>
    Task OnStop(CancellationToken cancellationToken = default);
}
