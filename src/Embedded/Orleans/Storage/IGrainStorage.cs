using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps states of grains. Each operation takes effect whole or not at all.</summary>
public interface IGrainStorage
{
    /// <summary>Fills in what is stored, its version, and whether there is something.</summary>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Stores a state if what is stored has the state's version, and fills in the new one.</summary>
    /// <exception cref="InconsistentStateException">What is stored has another version.</exception>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Deletes a state if what is stored has the state's version.</summary>
    /// <exception cref="InconsistentStateException">What is stored has another version.</exception>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
}
