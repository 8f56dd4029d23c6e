using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>What is stored is not what the writer took it for: somebody else has written. Nothing was stored.</summary>
/// <remarks>Where it leaves a grain's call, the activation ends, so that the next one reads the state anew.</remarks>
public class InconsistentStateException : OrleansException
{
    /// <summary>The error without words of its own.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>The error in words.</summary>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>The error with another behind it.</summary>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>The error with both versions and the storage's error behind it.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The error with both versions.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    /// <summary>The version that is stored.</summary>
    public string? StoredEtag { get; }

    /// <summary>The version that the writer took it for.</summary>
    public string? CurrentEtag { get; }

    /// <summary>Whether the activation that it came from is still to end because of it; its callers' activations are not.</summary>
    internal bool IsSourceActivation { get; set; } = true;
}
