using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>Beginning and end of an activation.</summary>
internal sealed partial class Activation
{
    private Stage stage;

    /// <summary>Calls that wait still run here before the end; otherwise they move to the grain's next activation.</summary>
    private bool isDraining;

    private DeactivationReason? reason;
    private TaskCompletionSource? deactivated;
    private IServiceScope? scope;
    private List<IStorage>? states;
    private long lastUse;
    private long keepUntil;
    private long leaveBy = long.MaxValue;

    private enum Stage : byte
    {
        /// <summary>No call has come yet.</summary>
        New,

        /// <summary>The grain object is made, its states are read, it prepares itself.</summary>
        Activating,

        /// <summary>Calls run.</summary>
        Active,

        /// <summary>The end was asked for; calls that run come to theirs.</summary>
        Leaving,

        /// <summary>The grain takes leave.</summary>
        Ending,

        /// <summary>Another activation takes the grain's calls.</summary>
        Gone,
    }

    /// <summary>The scope of services is made when a service is asked for: most grains need none, and a million of them are many.</summary>
    public IServiceProvider ActivationServices => (scope ??= silo.Services.CreateScope()).ServiceProvider;

    public Task Deactivated
    {
        get
        {
            lock (gate)
            {
                deactivated ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (stage == Stage.Gone)
                {
                    deactivated.TrySetResult();
                }

                return deactivated.Task;
            }
        }
    }

    /// <summary>Adds a state that is read before the grain is activated.</summary>
    public void Add(IStorage state) => (states ??= new List<IStorage>(1)).Add(state);

    public void DelayDeactivation(TimeSpan time)
    {
        lock (gate)
        {
            keepUntil = time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan ? 0 : silo.Clock.After(silo.Clock.Now, time);
        }
    }

    /// <summary>Begins the end if nobody has called for the grain's collection age.</summary>
    public void CollectIfIdle(long now)
    {
        lock (gate)
        {
            if (stage != Stage.Active || waiting.Count > 0 || Running > 0 || now < keepUntil || now < silo.Clock.After(lastUse, grainClass.CollectionAge))
            {
                return;
            }

            Leave(new(DeactivationReasonCode.ActivationIdle, $"No call for {grainClass.CollectionAge}."));
        }
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            isDraining |= deactivationReason.ReasonCode == DeactivationReasonCode.ShuttingDown;
            switch (stage)
            {
                case Stage.New or Stage.Activating:
                    // What waits runs first: the next activation might ask for the same, and nothing would ever run.
                    isDraining = true;
                    reason ??= deactivationReason;
                    break;
                case Stage.Active:
                    Leave(deactivationReason);
                    break;
                case Stage.Leaving:
                    QueueRun();
                    break;
            }
        }
    }

    /// <summary>Ends without taking leave: every call fails with this.</summary>
    public void Abort(Exception error)
    {
        List<GrainCall> calls;
        lock (gate)
        {
            calls = [.. waiting.TakeAll(), .. running ?? []];
            Depart(default);
        }

        pool?.Leave(this, default);
        StopTimers();
        calls.ForEach(call => call.Fail(error));
    }

    private void Leave(DeactivationReason why)
    {
        stage = Stage.Leaving;
        reason = why;
        leaveBy = isDraining ? long.MaxValue : silo.Clock.After(silo.Clock.Now, silo.Collection.DeactivationTimeout);
        Watch();
        QueueRun();
    }

    private void Watch()
    {
        if (!isWatched)
        {
            isWatched = true;
            silo.Deadlines.Watch(this);
        }
    }

    private bool EndIfDone()
    {
        if (stage != Stage.Leaving || Running > 0 || (isDraining && waiting.Count > 0))
        {
            return false;
        }

        BeginEnding();
        return true;
    }

    private void BeginEnding()
    {
        stage = Stage.Ending;
        Scheduler.Run(static self => _ = ((Activation)self!).EndAsync(), this);
    }

    private async Task ActivateAsync()
    {
        silo.EnterCleanContext();
        try
        {
            GrainInstance = grainClass.Create(this);
            if (states is not null || grainClass.PreparesItself)
            {
                await PrepareInTimeAsync();
            }
        }
        catch (Exception error)
        {
            await FailAsync(error);
            return;
        }

        lock (gate)
        {
            if (stage != Stage.Activating)
            {
                return;
            }

            stage = Stage.Active;
            if (reason is { } why)
            {
                Leave(why);
            }

            if (!TakeRun())
            {
                return;
            }
        }

        // The calls that wait run in this turn already.
        Run();
    }

    private async Task PrepareInTimeAsync()
    {
        using var time = new CancellationTokenSource(silo.Collection.ActivationTimeout, silo.Clock.Provider);
        try
        {
            await PrepareAsync(time.Token).WaitAsync(time.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            throw new TimeoutException($"The activation of {GrainId} was not done in {silo.Collection.ActivationTimeout}.");
        }
    }

    private async Task PrepareAsync(CancellationToken token)
    {
        foreach (var state in states ?? [])
        {
            await state.ReadStateAsync();
        }

        if (grainClass.PreparesItself)
        {
            await ((IGrainBase)GrainInstance!).OnActivateAsync(token);
        }
    }

    private async Task FailAsync(Exception error)
    {
        silo.Log.ActivationFailed(error, GrainId);
        StopTimers();
        await DisposeAsync();
        CallQueue failed;
        lock (gate)
        {
            failed = waiting.TakeAll();
            Depart(default);
        }

        pool?.Leave(this, default);
        foreach (var call in failed)
        {
            call.Fail(silo.Gone ?? error);
        }
    }

    private async Task EndAsync()
    {
        silo.EnterCleanContext();
        StopTimers();
        await EndReadingsAsync(static _ => true);
        if (grainClass.TakesLeave)
        {
            try
            {
                using var time = new CancellationTokenSource(silo.Collection.DeactivationTimeout, silo.Clock.Provider);
                await ((IGrainBase)GrainInstance!).OnDeactivateAsync(reason!.Value, time.Token).WaitAsync(time.Token);
            }
            catch (Exception error)
            {
                silo.Log.DeactivationFailed(error, GrainId);
            }
        }

        await DisposeAsync();
        CallQueue left;
        lock (gate)
        {
            left = waiting.TakeAll();
            Depart(left);
        }

        pool?.Leave(this, left);
    }

    /// <summary>In one step for callers: this activation takes no more calls, and the grain's next one has those that waited.</summary>
    private void Depart(CallQueue left)
    {
        if (stage == Stage.Gone)
        {
            return;
        }

        stage = Stage.Gone;
        if (pool is null)
        {
            silo.Activations.Replace(this, grainClass, left);
        }

        deactivated?.TrySetResult();
    }

    private void StopTimers()
    {
        List<GrainTimer>? stopping;
        lock (gate)
        {
            (stopping, timers) = (timers, null);
        }

        stopping?.ForEach(timer => timer.Dispose());
    }

    private async Task DisposeAsync()
    {
        try
        {
            switch (GrainInstance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }

            switch (scope)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case { } disposable:
                    disposable.Dispose();
                    break;
            }
        }
        catch (Exception error)
        {
            silo.Log.DeactivationFailed(error, GrainId);
        }
    }
}
