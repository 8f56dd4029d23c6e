using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans;

namespace Compensation.Rules.Closing;

/// <summary>The calculation: a pure function from a plan and a snapshot to a result.</summary>
/// <remarks>Live figures, the trial run, the close, simulation, explanation and verification are all this one function on different snapshots.</remarks>
public static class PeriodClose
{
    /// <summary>Closes a period.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="snapshot">Everything that is known.</param>
    /// <param name="threads">How many threads to use; the result is the same to the byte with any number.</param>
    /// <param name="progress">Told the name of each part of the work as it begins, at last <c>done</c>; null for nobody.</param>
    /// <exception cref="Genealogy.GenealogyException">A tree that the plan goes by has a circle.</exception>
    /// <exception cref="OverflowException">A total needs more than 64 bits.</exception>
    public static Result Close(Plan plan, Snapshot snapshot, int threads = 1, IProgress<string>? progress = null) =>
        new CloseWork(plan, snapshot, new Workers(threads), progress).Run();

    /// <summary>Closes a period and adds up what its rates promised and nobody received, by the same code that pays.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="snapshot">Everything that is known.</param>
    /// <param name="threads">How many threads the close may use.</param>
    /// <exception cref="Genealogy.GenealogyException">A tree that the plan goes by has a circle.</exception>
    /// <exception cref="OverflowException">A total needs more than 64 bits.</exception>
    public static (Result Result, Breakage Breakage) CloseWithBreakage(Plan plan, Snapshot snapshot, int threads = 1)
    {
        var work = new CloseWork(plan, snapshot, new Workers(threads));
        var result = work.Run();
        return (result, BreakageSum.Of(work.Frame, result.Lines));
    }
}
