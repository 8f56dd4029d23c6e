using Orleans;
using Orleans.Concurrency;

namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>A grain that runs what a test hands to it, under each of the rules that a method can have.</summary>
public interface IProbeGrain : IGrainWithStringKey
{
    Task Run(Func<Probe, Task> body);

    /// <summary>The number of the activation; each has its own.</summary>
    Task<int> Activation();

    [ReadOnly]
    Task Read(Func<Probe, Task> body);

    [AlwaysInterleave]
    Task Interleave(Func<Probe, Task> body);

    [OneWay]
    Task Send(Func<Probe, Task> body);

    [ResponseTimeout("00:00:05")]
    Task RunFor5Seconds(Func<Probe, Task> body);

    Task RunCancellable(Func<Probe, CancellationToken, Task> body, CancellationToken token);

    IAsyncEnumerable<int> Stream(Func<Probe, CancellationToken, IAsyncEnumerable<int>> items, CancellationToken token = default);
}

/// <summary>The same under <see cref="ReentrantAttribute"/>.</summary>
public interface IReentrantProbeGrain : IProbeGrain;

/// <summary>The same under <see cref="StatelessWorkerAttribute"/>.</summary>
public interface IWorkerProbeGrain : IProbeGrain;

/// <summary>The same under <see cref="CollectionAgeLimitAttribute"/>.</summary>
public interface IShortLivedProbeGrain : IProbeGrain;
