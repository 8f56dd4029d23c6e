namespace Compensation.Ledger.Store;

/// <summary>Runs what blocks its thread for long on one that nobody else waits for: those of the pool are as few as the processors.</summary>
internal static class OwnThread
{
    /// <summary>Runs it.</summary>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation) =>
        Task.Factory.StartNew(work, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
