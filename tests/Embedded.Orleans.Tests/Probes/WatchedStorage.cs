using System.Collections.Concurrent;
using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>A storage of tallies that a test can hold up, break, and write to behind the grain's back.</summary>
internal sealed class WatchedStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (int Count, int Version)> stored = new();
    private int atOnce;

    /// <summary>Holds writes up until it is set.</summary>
    public Signal? Hold { get; init; }

    public Signal Began { get; } = new();

    public Exception? Failure { get; set; }

    public List<int> Written { get; } = [];

    public int MostAtOnce { get; private set; }

    public Task WriteBehindAsync(string key, Tally tally)
    {
        stored.AddOrUpdate(key, (tally.Count, 1), (_, old) => (tally.Count, old.Version + 1));
        return Task.CompletedTask;
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = stored.TryGetValue(grainId.Key.ToString(), out var found);
        grainState.State = (T)(object)new Tally { Count = found.Count };
        grainState.ETag = grainState.RecordExists ? Text(found.Version) : null;
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref atOnce));
        var count = ((Tally)(object)grainState.State!).Count;
        Began.Set();
        await (Hold?.Wait() ?? Task.CompletedTask);
        Interlocked.Decrement(ref atOnce);
        if (Failure is not null)
        {
            throw Failure;
        }

        var key = grainId.Key.ToString();
        var old = stored.GetValueOrDefault(key);
        if (Text(old.Version) != (grainState.ETag ?? "0"))
        {
            throw new InconsistentStateException("stale", Text(old.Version), grainState.ETag);
        }

        stored[key] = (count, old.Version + 1);
        Written.Add(count);
        grainState.ETag = Text(old.Version + 1);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}
