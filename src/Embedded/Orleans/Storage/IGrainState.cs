namespace Orleans;

/// <summary>A state on its way to or from a storage.</summary>
public interface IGrainState<T>
{
    /// <summary>The state.</summary>
    T? State { get; set; }

    /// <summary>Its version in the storage; null if it is not stored.</summary>
    string? ETag { get; set; }

    /// <summary>Whether it is stored.</summary>
    bool RecordExists { get; set; }
}

/// <summary>A state on its way to or from a storage.</summary>
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>No state yet.</summary>
    public GrainState()
    {
    }

    /// <summary>A state that is not stored.</summary>
    public GrainState(T? state)
        : this(state, null)
    {
    }

    /// <summary>A state of this version.</summary>
    public GrainState(T? state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc/>
    public T? State { get; set; }

    /// <inheritdoc/>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public bool RecordExists { get; set; }
}
