using Compensation.Ledger.Runs;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Silo.Closing;

/// <summary>Proves a run by closing its period again from the data, with the plan in the package.</summary>
/// <param name="Package">The run, whose hashes are right.</param>
/// <param name="Previous">The run before it, if there was one.</param>
/// <param name="Data">The folder with the files that it read.</param>
/// <param name="Threads">How many threads calculate.</param>
internal sealed record Recalculation(RunPackage Package, RunPackage? Previous, string Data, int Threads)
{
    /// <summary>How many phases there are to show.</summary>
    public const int Phases = 4;

    /// <summary>Calculates again and compares.</summary>
    /// <param name="begin">Told which phase begins.</param>
    public Proof Prove(Action<string> begin)
    {
        var (run, findings) = CloseAgain(begin);
        if (run is null)
        {
            return new Proof(Package.Root, Recalculated: false, findings, null);
        }

        begin($"{run.Result.Period}: writing");
        var again = Directory.CreateTempSubdirectory("compensation-verify-");
        try
        {
            var folder = Path.Combine(again.FullName, "run");
            run.Write(folder, Package.Summary.Engine);
            begin($"{run.Result.Period}: comparing");
            return new Proof(Package.Root, Recalculated: true, [], RunComparison.Compare(folder, Package.Folder));
        }
        finally
        {
            again.Delete(recursive: true);
        }
    }

    /// <summary>Calculates again so that every line can be asked about.</summary>
    /// <param name="begin">Told which phase begins.</param>
    /// <returns>The close to ask, or null if it cannot be had or is not the one that was stored; and why.</returns>
    public (Explainer? Explainer, IReadOnlyList<Finding> Findings) Explain(Action<string> begin)
    {
        var (run, findings) = CloseAgain(begin);
        if (run is null)
        {
            return (null, findings);
        }

        begin($"{run.Result.Period}: explaining");
        if (!Package.ReadLines().Lines.Amount.SequenceEqual(run.Result.Lines.Amount))
        {
            return (null, [new Finding(Severity.Error, "other-result", new Place(Path.Combine(Package.Folder, RunFiles.Commissions), 0, 0),
                "Calculated again, the lines are not those that are stored, so an explanation would not be of them.",
                "The command verify names the first difference.")]);
        }

        return (Explanation.Of(run.Plan, run.Snapshot, Threads), findings);
    }

    private (ClosedRun? Run, IReadOnlyList<Finding> Findings) CloseAgain(Action<string> begin)
    {
        var (plan, findings) = PlanChecker.Check(Package.ReadPlanText(), Path.Combine(Package.Folder, RunFiles.Plan));
        if (plan?.Calendar.Find(Package.Summary.Period.Name) is not { } period)
        {
            return (null, findings);
        }

        var (run, read) = new FileClose(plan, Data, period, Previous, Threads).Close(begin);
        return run is not null && Changed(run) is { Count: > 0 } changed ? (null, changed) : (run, read);
    }

    /// <summary>The files that are not those which the run read: calculating with them would prove nothing.</summary>
    private List<Finding> Changed(ClosedRun run)
    {
        var sealedFiles = Package.Inputs.Files.ToDictionary(file => file.Name);
        var changed = run.Inputs.Files.Where(file => sealedFiles.GetValueOrDefault(file.Name) != file)
            .Select(file => Error(file.Name, sealedFiles.ContainsKey(file.Name)
                ? "This is not the file that the run read: its hash differs from the one in inputs.json."
                : "The run did not read such a file."));
        var missing = Package.Inputs.Files.Where(file => run.Inputs.Files.All(read => read.Name != file.Name))
            .Select(file => Error(file.Name, "The run read this file, and it is missing."));
        return [.. changed, .. missing];
    }

    private Finding Error(string file, string message) => new(
        Severity.Error, "other-input", new Place(Path.Combine(Data, file), 0, 0), message,
        "Take the files as they were when the period was closed.");
}
