namespace Orleans.Runtime;

/// <summary>Runs the turns of one activation, one after the other, on whatever thread of the pool is free.</summary>
/// <remarks>What a turn awaits goes on in a later turn, because <c>await</c> comes back to the scheduler it started on.</remarks>
internal sealed class TurnScheduler(Activation activation) : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>After so many milliseconds other activations get the thread.</summary>
    private const long Quantum = 25;

    private readonly Queue<Task> turns = new();
    private bool isRunning;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs an action in a turn.</summary>
    public void Run(Action<object?> action, object? state) =>
        new Task(action, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach).Start(this);

    void IThreadPoolWorkItem.Execute()
    {
        var end = Environment.TickCount64 + Quantum;
        RuntimeContext.Current = activation;
        try
        {
            while (Take() is { } turn)
            {
                TryExecuteTask(turn);
                if (Environment.TickCount64 > end)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }
            }
        }
        finally
        {
            RuntimeContext.Current = null;
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (turns)
        {
            turns.Enqueue(task);
            if (isRunning)
            {
                return;
            }

            isRunning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    /// <summary>A task started in a turn may run at once within it; nothing else may.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && RuntimeContext.Current == activation && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (turns)
        {
            return [.. turns];
        }
    }

    private Task? Take()
    {
        lock (turns)
        {
            isRunning = turns.TryDequeue(out var turn);
            return turn;
        }
    }
}
