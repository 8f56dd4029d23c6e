namespace Orleans.Runtime;

/// <summary>Starts what has subscribed in rising order of stages, and stops what has started in falling order.</summary>
internal sealed class SiloLifecycle : ISiloLifecycle
{
    private readonly List<Subscription> subscriptions = [];
    private readonly Stack<Subscription> started = [];

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        var subscription = new Subscription(this, stage, observer);
        subscriptions.Add(subscription);
        return subscription;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions.OrderBy(each => each.Stage).ToList())
        {
            await subscription.Observer.OnStart(cancellationToken);
            started.Push(subscription);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        while (started.TryPop(out var subscription))
        {
            await subscription.Observer.OnStop(cancellationToken);
        }
    }

    private sealed record Subscription(SiloLifecycle Lifecycle, int Stage, ILifecycleObserver Observer) : IDisposable
    {
        public void Dispose() => Lifecycle.subscriptions.Remove(this);
    }
}
