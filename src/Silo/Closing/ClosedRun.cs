using Compensation.Ledger.Runs;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Silo.Closing;

/// <summary>Represents a period that was read from files and closed, but not written yet.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Snapshot">What was read.</param>
/// <param name="Inputs">The files it was read from.</param>
/// <param name="Result">What it came to.</param>
internal sealed record ClosedRun(Plan Plan, Snapshot Snapshot, RunInputs Inputs, Result Result)
{
    /// <summary>What rates promised and nobody received; null where it was not asked for.</summary>
    public Breakage? Breakage { get; init; }

    /// <summary>How many of the package's files are written at once.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The version of this program, as packages name it.</summary>
    public static string Engine { get; } = typeof(ClosedRun).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Writes the package.</summary>
    /// <param name="folder">Its folder, which must not exist.</param>
    /// <param name="engine">The version that it names; this program's by default.</param>
    /// <returns>The package's root hash.</returns>
    /// <exception cref="RunPackageException">The folder exists, or the disk is full or cannot be written to.</exception>
    public string Write(string folder, string? engine = null) =>
        RunWriter.Write(folder, new RunOrigin(Plan, Snapshot, Inputs, engine ?? Engine), Result, Threads);
}
