namespace Compensation.Ledger.Runs;

/// <summary>A run package cannot be written or read.</summary>
#pragma warning disable CA1032 // One constructor: the message is computed from what is known.
public sealed class RunPackageException : IOException
#pragma warning restore CA1032
{
    /// <summary>Makes the exception.</summary>
    /// <param name="folder">The package's folder.</param>
    /// <param name="reason">What is wrong, as a sentence.</param>
    /// <param name="cause">The failure behind it, if any.</param>
    public RunPackageException(string folder, string reason, Exception? cause = null)
        : base($"Run package '{folder}': {reason}", cause) => Folder = folder;

    /// <summary>The package's folder.</summary>
    public string Folder { get; }
}
