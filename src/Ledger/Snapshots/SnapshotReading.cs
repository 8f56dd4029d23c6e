using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Ledger.Snapshots;

/// <summary>Represents what reading a folder gave.</summary>
/// <param name="Snapshot">Everything that was read, or null if there is an error anywhere: nothing is half-read.</param>
/// <param name="Findings">All errors and warnings, file by file in the order of their lines; at most <see
/// cref="Csv.FindingList.Limit"/> and a last one that counts the rest.</param>
/// <param name="Files">The files read, with their hashes, to be sealed with the run.</param>
public sealed record SnapshotReading(Snapshot? Snapshot, IReadOnlyList<Finding> Findings, IReadOnlyList<InputFile> Files);
