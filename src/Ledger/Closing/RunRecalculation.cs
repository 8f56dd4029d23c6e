using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;

namespace Compensation.Ledger.Closing;

/// <summary>Calculates runs of the ledger again, from what the ledger said at their sequence, and holds them against their seals.</summary>
public static class RunRecalculation
{
    /// <summary>Calculates a run again.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="plans">The plans that were published.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="run">The run's number.</param>
    /// <param name="threads">How many threads the calculation may use.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">Calculated again, the run is not what was sealed.</exception>
    public static async Task<LedgerCalculation> CalculateAsync(
        LedgerDatabase database, PublishedPlans plans, int programme, int run, int threads, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(plans);
        await using var context = database.CreateContext();
        var head = await context.RunAsync(programme, run, cancellation);
        var period = (await LedgerPeriods.ReadAsync(context, programme, cancellation)).Single(known => known.Number == head.Period);
        var plan = await plans.ReadAsync(context, programme, head.PlanVersion, cancellation);
        var restates = head.Kind == RunKind.Restatement ? LedgerRun.OriginalOf(context, programme, head.Period) : null;
        var again = await LedgerClose.CalculateAsync(
            database, programme, plan, period.Period, head.AsOf, head.PreviousRun, head.Engine, restates, threads, cancellation);
        var root = await context.RootOfAsync(programme, run, cancellation);
        return again.Root == root
            ? again
            : throw new InvalidOperationException($"Calculated again, run {run} of {period.Period.Name} has the root {again.Root}, but {root} was "
                + "sealed. It was calculated by another version of the program, or the ledger was changed behind its back.");
    }
}
