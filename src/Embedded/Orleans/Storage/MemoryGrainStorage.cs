using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps states as JSON in memory, as long as the process lives.</summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), Record> records = new();
    private long lastVersion;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = records.GetValueOrDefault((stateName, grainId));
        grainState.State = record is null ? default : JsonSerializer.Deserialize<T>(record.Json);
        grainState.ETag = record?.ETag;
        grainState.RecordExists = record is not null;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var record = new Record(
            JsonSerializer.SerializeToUtf8Bytes(grainState.State),
            Interlocked.Increment(ref lastVersion).ToString(CultureInfo.InvariantCulture));
        if (!TryExpect(key, grainState, out var stored)
            || !(stored is null ? records.TryAdd(key, record) : records.TryUpdate(key, record, stored)))
        {
            return Conflict(key, grainState);
        }

        grainState.ETag = record.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        if (!TryExpect(key, grainState, out var stored) || (stored is not null && !records.TryRemove(KeyValuePair.Create(key, stored))))
        {
            return Conflict(key, grainState);
        }

        grainState.State = default;
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    /// <summary>Whether what is stored is what the writer takes it for.</summary>
    private bool TryExpect<T>((string State, GrainId Grain) key, IGrainState<T> grainState, out Record? stored)
    {
        stored = records.GetValueOrDefault(key);
        return stored?.ETag == grainState.ETag;
    }

    private Task Conflict<T>((string State, GrainId Grain) key, IGrainState<T> grainState)
    {
        var stored = records.GetValueOrDefault(key)?.ETag;
        return Task.FromException(new InconsistentStateException(
            $"The state {key.State} of {key.Grain} is stored in version {stored ?? "none"}, not {grainState.ETag ?? "none"}.", stored, grainState.ETag));
    }

    private sealed record Record(byte[] Json, string ETag);
}
