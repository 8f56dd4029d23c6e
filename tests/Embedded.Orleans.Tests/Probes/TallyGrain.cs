using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>A grain with a stored count.</summary>
public interface ITallyGrain : IGrainWithStringKey
{
    Task<int> Add(int count, bool write);

    [AlwaysInterleave]
    Task AddInterleaved(int count);

    [AlwaysInterleave]
    Task<Seen> Seen();

    Task Clear();

    Task End();
}

/// <summary>A grain whose storage there is not.</summary>
public interface ILostGrain : IGrainWithStringKey
{
    Task Touch();
}

public sealed class Tally
{
    public int Count { get; set; }
}

public sealed record Seen(int Count, bool IsStored, int CountAtActivation);

public sealed class TallyGrain([PersistentState("tally", "tallies")] IPersistentState<Tally> tally) : Grain, ITallyGrain
{
    private int countAtActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        countAtActivation = tally.State.Count;
        return Task.CompletedTask;
    }

    public async Task<int> Add(int count, bool write)
    {
        tally.State.Count += count;
        if (write)
        {
            await tally.WriteStateAsync();
        }

        return tally.State.Count;
    }

    public Task AddInterleaved(int count) => Add(count, write: true);

    public Task<Seen> Seen() => Task.FromResult(new Seen(tally.State.Count, tally.RecordExists, countAtActivation));

    public Task Clear() => tally.ClearStateAsync();

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class LostGrain([PersistentState("lost", "nowhere")] IPersistentState<Tally> lost) : Grain, ILostGrain
{
    public Task Touch() => lost.WriteStateAsync();
}
