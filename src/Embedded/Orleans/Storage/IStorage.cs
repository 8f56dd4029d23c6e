namespace Orleans.Core;

/// <summary>A state that is kept outside of the grain's activation.</summary>
public interface IStorage
{
    /// <summary>The version that was read or written last; null if there is none.</summary>
    string? Etag { get; }

    /// <summary>Whether the state is stored.</summary>
    bool RecordExists { get; }

    /// <summary>Deletes what is stored; the state becomes a new one.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else has written since it was read.</exception>
    Task ClearStateAsync();

    /// <summary>Stores the state. Writes that are asked for while another runs become one.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else has written since it was read.</exception>
    Task WriteStateAsync();

    /// <summary>Replaces the state by what is stored.</summary>
    Task ReadStateAsync();
}

/// <summary>A state of a type that is kept outside of the grain's activation.</summary>
public interface IStorage<TState> : IStorage
{
    /// <summary>The state.</summary>
    TState State { get; set; }
}
