using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Watches the activations that have calls, and fails calls whose time is over.</summary>
/// <remarks>An activation is on the list from its first call until a sweep finds it idle, so that a call costs no timer of its own.</remarks>
internal sealed class Deadlines(SiloClock clock) : IDisposable
{
    /// <summary>How much later than its deadline a call may fail.</summary>
    private static readonly TimeSpan Precision = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<Activation> watched = new();
    private ITimer? timer;
    private int isSweeping;

    public void Begin() => timer = clock.Provider.CreateTimer(_ => Sweep(), null, Precision, Precision);

    public void Watch(Activation activation) => watched.Enqueue(activation);

    public void Dispose() => timer?.Dispose();

    private void Sweep()
    {
        if (Interlocked.Exchange(ref isSweeping, 1) == 1)
        {
            return;
        }

        var now = clock.Now;
        for (var i = watched.Count; i > 0 && watched.TryDequeue(out var activation); i--)
        {
            if (activation.Sweep(now))
            {
                watched.Enqueue(activation);
            }
        }

        Volatile.Write(ref isSweeping, 0);
    }
}
