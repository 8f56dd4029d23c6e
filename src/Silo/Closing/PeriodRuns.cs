using Compensation.Ledger.Runs;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Silo.Closing;

/// <summary>A run with its figures.</summary>
/// <param name="Package">The package.</param>
/// <param name="Figures">What it came to.</param>
/// <param name="Breakage">What rates promised and nobody received; null where it was not asked for.</param>
internal sealed record PeriodRun(RunPackage Package, RunFigures Figures, Breakage? Breakage);

/// <summary>Closes several periods one after another, each with the carry of the one before.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Data">The folder with the company's files.</param>
/// <param name="Folder">The folder that takes the packages, named by their periods.</param>
/// <param name="Threads">How many threads calculate.</param>
internal sealed record PeriodRuns(Plan Plan, string Data, string Folder, int Threads)
{
    /// <summary>How many phases each period has.</summary>
    public const int PhasesOfAPeriod = 3;

    /// <summary>Whether to add up what rates promised and nobody received.</summary>
    public bool WithBreakage { get; init; }

    /// <summary>Closes the periods.</summary>
    /// <param name="periods">The periods, in the order of time without a gap.</param>
    /// <param name="previous">The run before the first, or null.</param>
    /// <param name="begin">Told which phase begins.</param>
    /// <returns>The runs; and what was found, where an error ends the row.</returns>
    public (IReadOnlyList<PeriodRun> Runs, IReadOnlyList<Finding> Findings) Close(
        IReadOnlyList<Period> periods, RunPackage? previous, Action<string> begin)
    {
        Directory.CreateDirectory(Folder);
        var (runs, findings) = (new List<PeriodRun>(), new List<Finding>());
        foreach (var period in periods)
        {
            var close = new FileClose(Plan, Data, period, previous, Threads) { WithBreakage = WithBreakage };
            var (closed, found) = close.Close(begin);
            findings.AddRange(found);
            if (closed is null)
            {
                break;
            }

            begin($"{period.Name}: writing");
            var folder = Path.Combine(Folder, period.Name);
            closed.Write(folder);
            previous = RunPackage.Open(folder, previous);
            runs.Add(new PeriodRun(previous, new RunFigures(closed), closed.Breakage));
        }

        return (runs, findings);
    }
}
