using Compensation.Ledger.Closing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Explaining;

namespace Compensation.Grains.Statements;

/// <summary>Explains runs of the ledger: each is calculated again from what the ledger said at its sequence, held against its seal, and kept for the next
/// question.</summary>
/// <remarks>Safe to share between threads; a run answers one question at a time.</remarks>
/// <param name="database">The ledger.</param>
/// <param name="plans">The plans that were published.</param>
/// <param name="kept">How many runs are kept; the one that was asked longest ago gives way.</param>
public sealed class RunExplainers(LedgerDatabase database, PublishedPlans plans, int kept = 2)
{
    private readonly Lock gate = new();
    private readonly List<KeptRun> runs = [];

    /// <summary>How many threads the calculation may use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Asks about a run.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="run">The run's number.</param>
    /// <param name="question">The question.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="InvalidOperationException">Calculated again, the run is not what was sealed.</exception>
    public async Task<T> AskAsync<T>(int programme, int run, Func<Explainer, T> question, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        var known = Find(programme, run);
        await known.OneQuestion.WaitAsync(cancellation);
        try
        {
            known.Explainer ??= await ExplainAsync(programme, run, cancellation);
            return question(known.Explainer);
        }
        finally
        {
            known.OneQuestion.Release();
        }
    }

    private KeptRun Find(int programme, int run)
    {
        lock (gate)
        {
            var found = runs.Find(known => known.Programme == programme && known.Run == run) ?? new KeptRun(programme, run);
            runs.Remove(found);
            runs.Insert(0, found);
            runs.RemoveRange(Math.Min(kept, runs.Count), Math.Max(0, runs.Count - kept));
            return found;
        }
    }

    private async Task<Explainer> ExplainAsync(int programme, int run, CancellationToken cancellation)
    {
        var again = await RunRecalculation.CalculateAsync(database, plans, programme, run, Threads, cancellation);
        var explainer = Explanation.Of(again.Origin.Plan, again.Origin.Snapshot, Threads);
        explainer.Prepare();
        return explainer;
    }

    private sealed record KeptRun(int Programme, int Run)
    {
        public SemaphoreSlim OneQuestion { get; } = new(1);

        public Explainer? Explainer { get; set; }
    }
}
