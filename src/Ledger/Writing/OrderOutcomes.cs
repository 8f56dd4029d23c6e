namespace Compensation.Ledger.Writing;

/// <summary>Collects what becomes of entries that were handed to the writer together. Who has done so waits once for all of them, and not for each.</summary>
internal sealed class OrderOutcomes(int count)
{
    private readonly TaskCompletionSource<OrderOutcome[]> whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OrderOutcome[] outcomes = new OrderOutcome[count];
    private int open = count;

    /// <summary>The outcome of each entry, once all are known.</summary>
    public Task<OrderOutcome[]> Whole => whole.Task;

    /// <summary>Says what became of one of them.</summary>
    public void Set(int place, OrderOutcome outcome)
    {
        outcomes[place] = outcome;
        if (Interlocked.Decrement(ref open) == 0)
        {
            whole.SetResult(outcomes);
        }
    }
}
