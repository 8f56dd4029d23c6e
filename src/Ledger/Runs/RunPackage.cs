using System.Text.Json;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Runs;

/// <summary>Represents a stored run whose seal was verified.</summary>
public sealed class RunPackage : IPastRun
{
    private readonly RunPackage? before;

    private RunPackage(string folder, string root, RunSummary summary, RunInputs inputs, RunPackage? before)
    {
        this.before = before;
        Folder = folder;
        Root = root;
        Summary = summary;
        Inputs = inputs;
    }

    /// <summary>The package's folder.</summary>
    public string Folder { get; }

    /// <summary>The hash that stands for the whole run.</summary>
    public string Root { get; }

    /// <summary>What the run was and what it came to.</summary>
    public RunSummary Summary { get; }

    /// <summary>The files that the run read.</summary>
    public RunInputs Inputs { get; }

    /// <summary>Opens a package and verifies its manifest.</summary>
    /// <param name="folder">The package's folder.</param>
    /// <param name="before">The run before it, where that is known and may lie elsewhere.</param>
    /// <exception cref="RunPackageException">It is not whole, or not a package.</exception>
    public static RunPackage Open(string folder, RunPackage? before = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new RunPackageException(folder, "The folder does not exist.");
        }

        var verification = RunVerification.Verify(folder);
        if (!verification.IsWhole)
        {
            throw new RunPackageException(folder, string.Join(' ', verification.Findings));
        }

        return new RunPackage(folder, verification.Root,
            ReadJson(folder, RunFiles.Summary, RunSummary.Read), ReadJson(folder, RunFiles.Inputs, RunInputs.Read), before);
    }

    Rules.Calendars.Period IPastRun.Period => Summary.Period;

    IPastRun? IPastRun.FindPrevious() => FindPrevious();

    Place IPastRun.PlaceOf(int line) => new(Path.Combine(Folder, RunFiles.Commissions), line + 2, 1);

    /// <summary>The text of the plan that the run used.</summary>
    public string ReadPlanText() => File.ReadAllText(Path.Combine(Folder, RunFiles.Plan));

    /// <summary>What the run's period left to the next.</summary>
    public Carry ReadCarry() => RunCarryReader.Read(Folder, Summary.Period.Name);

    /// <summary>The run's commission lines.</summary>
    public RunLines ReadLines() => RunLinesReader.Read(Folder, Summary.Decimals);

    /// <summary>All sellers' ranks and titles.</summary>
    public RunRanks ReadRanks() => RunRanks.Read(Folder);

    /// <summary>Finds the run before this one by its root, among the folders beside this one.</summary>
    /// <returns>The run, or null for a first run or where it is not there.</returns>
    public RunPackage? FindPrevious()
    {
        if (before is not null && before.Root == Inputs.PreviousRoot)
        {
            return before;
        }

        var beside = Path.GetDirectoryName(Path.GetFullPath(Path.TrimEndingDirectorySeparator(Folder)));
        if (Inputs.PreviousRoot is not { } root || beside is null)
        {
            return null;
        }

        var folder = Directory.EnumerateDirectories(beside).Order(StringComparer.Ordinal)
            .FirstOrDefault(candidate => StatedRoot(candidate) == root);
        return folder is null ? null : Open(folder);
    }

    private static string? StatedRoot(string folder)
    {
        var path = Path.Combine(folder, RunFiles.Manifest);
        return File.Exists(path) ? Manifest.Read(File.ReadAllBytes(path))?.StatedRoot : null;
    }

    private static T ReadJson<T>(string folder, string name, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name)));
            return read(document.RootElement);
        }
        catch (Exception failure) when (RunJson.IsBadContent(failure) || failure is NodaTime.Text.UnparsableValueException)
        {
            throw new RunPackageException(folder, $"{name} was not written by this program: {failure.Message}", failure);
        }
    }
}
