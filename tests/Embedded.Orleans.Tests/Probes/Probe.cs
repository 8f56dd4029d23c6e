using System.Collections.Concurrent;
using Orleans;
using Orleans.Concurrency;

namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>What all probes do.</summary>
public abstract class Probe(ProbeEvents events) : Grain, IProbeGrain
{
    private int turns;

    /// <summary>The number of the activation.</summary>
    public int Number { get; } = events.NextActivation();

    /// <summary>References to other grains.</summary>
    public IGrainFactory Grains => GrainFactory;

    /// <summary>The services of the activation.</summary>
    public IServiceProvider Services => ServiceProvider;

    public Task Run(Func<Probe, Task> body) => body(this);

    public Task<int> Activation() => Task.FromResult(Number);

    public Task Read(Func<Probe, Task> body) => body(this);

    public Task Interleave(Func<Probe, Task> body) => body(this);

    public Task Send(Func<Probe, Task> body) => body(this);

    public Task RunFor5Seconds(Func<Probe, Task> body) => body(this);

    public Task RunCancellable(Func<Probe, CancellationToken, Task> body, CancellationToken token) => body(this, token);

    public IAsyncEnumerable<int> Stream(Func<Probe, CancellationToken, IAsyncEnumerable<int>> items, CancellationToken token = default) =>
        items(this, token);

    public override Task OnActivateAsync(CancellationToken cancellationToken) => events.Activating(this);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        events.Deactivated.Enqueue((Number, reason.ReasonCode));
        return events.Deactivating(this, cancellationToken);
    }

    public void Leave() => DeactivateOnIdle();

    public void Stay(TimeSpan time) => DelayDeactivation(time);

    /// <summary>Does something that two turns at once would be caught at.</summary>
    public void BeAlone()
    {
        if (Interlocked.Increment(ref turns) != 1)
        {
            throw new InvalidOperationException("Two turns at once.");
        }

        Thread.SpinWait(50);
        Interlocked.Decrement(ref turns);
    }
}

/// <summary>What a test sets and sees of the probes of its silo.</summary>
public sealed class ProbeEvents
{
    private int activations;

    public Func<Probe, Task> Activating { get; set; } = _ => Task.CompletedTask;

    public Func<Probe, CancellationToken, Task> Deactivating { get; set; } = (_, _) => Task.CompletedTask;

    public ConcurrentQueue<(int Activation, DeactivationReasonCode Reason)> Deactivated { get; } = new();

    public Action Making { get; set; } = () => { };

    public int NextActivation()
    {
        Making();
        return Interlocked.Increment(ref activations);
    }
}

/// <summary>A probe under no rule.</summary>
public sealed class ProbeGrain(ProbeEvents events) : Probe(events);

[Reentrant]
public sealed class ReentrantProbeGrain(ProbeEvents events) : Probe(events), IReentrantProbeGrain;

[StatelessWorker(2)]
public sealed class WorkerProbeGrain(ProbeEvents events) : Probe(events), IWorkerProbeGrain;

[CollectionAgeLimit(Minutes = 2)]
public sealed class ShortLivedProbeGrain(ProbeEvents events) : Probe(events), IShortLivedProbeGrain;
