using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Vectors.Tests;

/// <summary>Closes the periods of a vector as the product does: files are read, closed and kept as run packages, from which
/// the next period goes on.</summary>
internal sealed class VectorRuns : IDisposable
{
    private readonly Vector vector;
    private readonly string packages = Directory.CreateTempSubdirectory("vector-").FullName;
    private readonly Dictionary<string, ClosedRun> runs = [];

    /// <summary>Closes all periods.</summary>
    public VectorRuns(Vector vector)
    {
        this.vector = vector;
        foreach (var run in vector.Cases.Runs)
        {
            runs.Add(run.Name, Close(run));
        }
    }

    /// <summary>The figure that a query finds.</summary>
    public string Answer(Query query)
    {
        var figure = query.Sum.Count == 0 ? Run(query.Run).Answer(query) : Sum(query, query.Sum);
        return query.Less.Count == 0 ? figure : ClosedRun.Difference(figure, Sum(query, query.Less));
    }

    /// <summary>Removes the packages.</summary>
    public void Dispose() => Directory.Delete(packages, recursive: true);

    private string Sum(Query whole, IReadOnlyList<Query> parts) =>
        ClosedRun.Sum(parts.Select(part => Answer(part.Run is null ? part with { Run = whole.Run } : part)));

    private ClosedRun Run(string? name) => name is not null && runs.TryGetValue(name, out var run)
        ? run
        : throw new InvalidDataException($"{vector.Id}: there is no run '{name}'.");

    private ClosedRun Close(CaseRun run)
    {
        var plan = Plan(Path.Combine(vector.Folder, run.Plan));
        var period = plan.Calendar.Find(run.Period)
            ?? throw new InvalidDataException($"{vector.Id}: the plan has no period {run.Period}.");
        var previous = run.Previous is null ? null : RunPackage.Open(Package(run.Previous));
        var carry = previous?.ReadCarry() ?? Carry.None;
        var reading = SnapshotReader.Read(plan, Path.Combine(vector.Folder, run.Data), period, carry, previous);
        var snapshot = reading.Snapshot ?? throw new InvalidDataException(string.Join('\n', reading.Findings));
        var result = PeriodClose.Close(plan, snapshot);
        var inputs = new RunInputs(reading.Files, previous?.Root);
        RunWriter.Write(Package(run.Name), new RunOrigin(plan, snapshot, inputs, "vectors"), result);
        return new ClosedRun(plan, snapshot, result);
    }

    private string Package(string run) =>
        Path.Combine(packages, $"{vector.Cases.Runs.TakeWhile(other => other.Name != run).Count()}");

    private static Plan Plan(string path)
    {
        var (plan, findings) = PlanChecker.Check(File.ReadAllText(path), Path.GetFileName(path));
        return plan ?? throw new InvalidDataException(string.Join('\n', findings));
    }
}
