using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Compensation.Silo.Clustering;

/// <summary>Tells a grain whose first state somebody else has written just before that its state is outdated, as it is told of any later one.</summary>
internal sealed class FirstWriteStorage(AdoNetGrainStorage storage) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            await storage.WriteStateAsync(stateName, grainId, grainState);
        }
        catch (Exception error) when (ClusterDatabase.IsDoubled(error))
        {
            throw new InconsistentStateException($"The state {stateName} of {grainId} was written by somebody else.", error);
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ClearStateAsync(stateName, grainId, grainState);

    public void Participate(ISiloLifecycle lifecycle) => storage.Participate(lifecycle);
}
