namespace Orleans.Runtime;

/// <summary>Runs the turns of one activation, one after the other, on whatever thread of the pool is free.</summary>
/// <remarks>What a turn awaits goes on in a later turn, because <c>await</c> comes back to the scheduler it started on.</remarks>
internal sealed class TurnScheduler(Activation activation) : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>After so many milliseconds other activations get the thread.</summary>
    private const long Quantum = 25;

    private readonly Lock gate = new();

    /// <summary>The turn that comes next. Seldom do others wait behind it.</summary>
    private Task? next;

    private Queue<Task>? others;
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
        lock (gate)
        {
            if (next is null)
            {
                next = task;
            }
            else
            {
                (others ??= new Queue<Task>()).Enqueue(task);
            }

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
        lock (gate)
        {
            return next is null ? [] : others is null ? [next] : [next, .. others];
        }
    }

    private Task? Take()
    {
        lock (gate)
        {
            var turn = next;
            next = others is not null && others.TryDequeue(out var other) ? other : null;
            isRunning = turn is not null;
            return turn;
        }
    }
}
