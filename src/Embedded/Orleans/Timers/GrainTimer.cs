namespace Orleans.Runtime;

/// <summary>A timer of an activation; its ticks wait and run as calls do.</summary>
/// <remarks>There is one tick at a time: the time to the next one begins when it has ended.</remarks>
internal sealed class GrainTimer : GrainCall, IGrainTimer
{
    private readonly Activation activation;
    private readonly Func<CancellationToken, Task> callback;
    private readonly bool interleave;
    private readonly bool keepAlive;
    private readonly CancellationTokenSource disposed = new();
    private readonly Lock gate = new();
    private readonly ITimer timer;
    private TimeSpan dueTime;
    private TimeSpan period;
    private bool isTicking;
    private bool isChanged;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        this.activation = activation;
        this.callback = callback;
        (interleave, keepAlive, dueTime, period) = (options.Interleave, options.KeepAlive, options.DueTime, options.Period);
        using (ExecutionContext.SuppressFlow())
        {
            timer = activation.Silo.Clock.Provider.CreateTimer(
                static self => ((GrainTimer)self!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public override bool Interleaves => interleave;

    public override bool IsUse => keepAlive;

    /// <summary>Another activation of the grain has timers of its own.</summary>
    public override bool CanMove => false;

    public override bool IsAnswered => disposed.IsCancellationRequested;

    public void Begin() => timer.Change(dueTime, Timeout.InfiniteTimeSpan);

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            (this.dueTime, this.period) = (dueTime, period);
            isChanged = true;
            if (!isTicking)
            {
                timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        disposed.Cancel();
        timer.Dispose();
        activation.Forget(this);
    }

    public override bool Start(Activation activation)
    {
        if (IsAnswered)
        {
            return true;
        }

        activation.Silo.EnterCleanContext();
        Task running;
        try
        {
            running = callback(disposed.Token);
        }
        catch (Exception error)
        {
            running = Task.FromException(error);
        }

        if (running.IsCompletedSuccessfully)
        {
            PlanNext();
            return true;
        }

        _ = EndLaterAsync(running);
        return false;
    }

    /// <summary>The tick is dropped.</summary>
    public override void Fail(Exception error) => Dispose();

    /// <summary>Nobody waits for a tick.</summary>
    public override void TimeOut() => throw new InvalidOperationException("A tick has no deadline.");

    private void Tick()
    {
        lock (gate)
        {
            isTicking = true;
            isChanged = false;
            Sent = activation.Silo.Clock.Now;
        }

        activation.TryReceive(this);
    }

    private async Task EndLaterAsync(Task running)
    {
        activation.Continues(this);
        try
        {
            await running;
        }
        catch (Exception error)
        {
            activation.OnError(error);
            activation.Silo.Log.TickFailed(error, activation.GrainId);
        }

        activation.Ended(this);
        PlanNext();
    }

    private void PlanNext()
    {
        lock (gate)
        {
            isTicking = false;
            if (!IsAnswered)
            {
                timer.Change(isChanged ? dueTime : period, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
