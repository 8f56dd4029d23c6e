using System.Text.Json;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Ledger.Runs;

/// <summary>Represents what a run was calculated from.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Snapshot">What was known.</param>
/// <param name="Inputs">The files that it was read from, and the run before.</param>
/// <param name="Engine">The version of the program that calculated.</param>
public sealed record RunOrigin(Plan Plan, Snapshot Snapshot, RunInputs Inputs, string Engine);

/// <summary>Represents the files that a run read.</summary>
/// <param name="Files">The files with their hashes.</param>
/// <param name="PreviousRoot">The root of the run before, whose carry it took over; null for a first run.</param>
public sealed record RunInputs(IReadOnlyList<InputFile> Files, string? PreviousRoot)
{
    internal byte[] ToBytes() => RunJson.Write(json =>
    {
        json.WriteNumber("format", 1);
        RunJson.WriteFiles(json, Files.OrderBy(file => file.Name, StringComparer.Ordinal));
        json.WriteString("previous", PreviousRoot);
    });

    internal static RunInputs Read(JsonElement json) => new(RunJson.ReadFiles(json), json.GetProperty("previous").GetString());
}
