namespace Compensation.Ledger.Store;

/// <summary>Represents the turns that writers of this program take in a database that lets one write at a time: first come, first served, where the database
/// itself lets each ask again after a while.</summary>
/// <param name="takesOne">Whether the database lets one write at a time; else nobody waits here.</param>
internal sealed class WriterTurns(bool takesOne) : IDisposable
{
    private readonly SemaphoreSlim free = new(1, 1);
    private int waiting;

    /// <summary>Whether the database lets one write at a time.</summary>
    public bool TakesOne { get; } = takesOne;

    /// <summary>Waits for a turn.</summary>
    public async ValueTask<Turn> WaitAsync(CancellationToken cancellation)
    {
        if (TakesOne)
        {
            Interlocked.Increment(ref waiting);
            try
            {
                await free.WaitAsync(cancellation);
            }
            finally
            {
                Interlocked.Decrement(ref waiting);
            }
        }

        return new Turn(this);
    }

    /// <summary>Nobody waits any more.</summary>
    public void Dispose() => free.Dispose();

    /// <summary>Represents a writer's turn; disposing of it ends it.</summary>
    internal sealed class Turn(WriterTurns turns) : IDisposable
    {
        private bool ended;

        /// <summary>Whether somebody waits for its end.</summary>
        public bool IsAwaited => Volatile.Read(ref turns.waiting) > 0;

        /// <summary>Ends the turn.</summary>
        public void Dispose()
        {
            if (turns.TakesOne && !ended)
            {
                ended = true;
                turns.free.Release();
            }
        }
    }
}
