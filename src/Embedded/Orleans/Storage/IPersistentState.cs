using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A state that a grain class asks for in its constructor by <see cref="PersistentStateAttribute"/>; it is read before activation.</summary>
public interface IPersistentState<TState> : IStorage<TState>
{
}
