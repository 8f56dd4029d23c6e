using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>The way of a call: it waits, it runs as soon as nothing that runs forbids it, it ends.</summary>
internal sealed partial class Activation
{
    /// <summary>After so many calls begun in a turn, turns of calls that go on get their chance.</summary>
    private const int CallsPerTurn = 32;

    private CallQueue waiting;

    /// <summary>The call that begins to run just now; it is not among <see cref="running"/> yet.</summary>
    private GrainCall? starting;

    /// <summary>Calls that began to run in an earlier turn and go on.</summary>
    private List<GrainCall>? running;

    private int readers;
    private int writers;
    private int interleavers;
    private bool isRunQueued;
    private bool isWatched;

    /// <summary>Whether no call waits or runs.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return waiting.Count == 0 && Running == 0;
            }
        }
    }

    /// <summary>How many calls wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    private int Running => readers + writers + interleavers;

    /// <summary>Takes a call into the queue, unless the activation has ended.</summary>
    public bool TryReceive(GrainCall call)
    {
        LimitExceededException? tooMany = null;
        lock (gate)
        {
            if (stage == Stage.Gone)
            {
                return false;
            }

            var calls = waiting.Count + Running;
            if (call.CanMove && grainClass.MostCalls is > 0 and var most && calls > most)
            {
                tooMany = new LimitExceededException(grainClass.MostCallsName, calls, most, $"calls of {GrainId}");
            }
            else
            {
                Enqueue(call);
            }
        }

        // Outside of the gate, because it reaches into the caller's cancellation.
        if (tooMany is not null)
        {
            call.Fail(tooMany);
        }

        return true;
    }

    /// <summary>Begins with the calls that an earlier activation has left.</summary>
    /// <param name="left">Calls that come before any other.</param>
    /// <param name="appear">Lets others find the activation. That and the calls are one step: it must not be found before it has them, nor end, as one that
    /// fails at once does, before it is found, or it would stay there for good and nobody reach the grain.</param>
    public void Begin(List<GrainCall> left, Action appear)
    {
        lock (gate)
        {
            appear();
            left.ForEach(Enqueue);
        }
    }

    /// <summary>Whether what runs now lets a call run, too; asked under the gate.</summary>
    public bool MayRun(GrainCall call)
    {
        if (stage == Stage.Leaving && !isDraining)
        {
            // Its running calls may wait for this one; with none of them left it moves on.
            return Interleaves(call) && Running > 0;
        }

        return stage is Stage.Active or Stage.Leaving
            && (Interleaves(call) || (writers == 0 && (readers == 0 || call.IsReadOnly)));
    }

    /// <summary>The call that is being started awaits something and goes on in later turns.</summary>
    public void Continues(GrainCall call)
    {
        lock (gate)
        {
            starting = null;
            (running ??= new List<GrainCall>(1)).Add(call);
        }
    }

    /// <summary>A call that went on has ended.</summary>
    public void Ended(GrainCall call)
    {
        lock (gate)
        {
            running!.Remove(call);
            Release(call, silo.Clock.Now);
            QueueRun();
        }
    }

    /// <summary>A grain that wrote over what somebody else has stored no longer knows its state: it is read anew.</summary>
    public void OnError(Exception error)
    {
        if (error is InconsistentStateException { IsSourceActivation: true } stale)
        {
            stale.IsSourceActivation = false;
            Deactivate(new(DeactivationReasonCode.ApplicationError, error, "A stored state is not what the activation took it for."));
        }
    }

    /// <summary>Fails the calls whose time is over, and what else is overdue.</summary>
    /// <returns>Whether there is still something to watch.</returns>
    public bool Sweep(long now)
    {
        List<GrainCall>? late = null;
        bool watch;
        lock (gate)
        {
            foreach (var call in waiting)
            {
                Look(call);
            }

            for (var i = 0; i < running?.Count; i++)
            {
                Look(running[i]);
            }

            Look(starting);

            if (readings is { Count: > 0 })
            {
                Scheduler.Run(static self => _ = ((Activation)self!).EndIdleReadingsAsync(), this);
            }

            if (stage == Stage.Leaving && leaveBy <= now)
            {
                // Calls that do not end in time are left behind.
                BeginEnding();
            }

            watch = isWatched = waiting.Count > 0 || Running > 0 || readings is { Count: > 0 } || stage is Stage.Leaving;
        }

        late?.ForEach(call => call.TimeOut());
        if (late is not null)
        {
            lock (gate)
            {
                waiting.RemoveAnswered();
            }
        }

        return watch;

        void Look(GrainCall? call)
        {
            if (call is { IsAnswered: false } && call.Deadline <= now)
            {
                (late ??= []).Add(call);
            }
        }
    }

    private Task EndIdleReadingsAsync()
    {
        var now = silo.Clock.Now;
        return EndReadingsAsync(reading => reading.IsAbandoned(now));
    }

    private void Enqueue(GrainCall call)
    {
        waiting.Add(call);
        Watch();
        if (stage == Stage.New)
        {
            stage = Stage.Activating;
            Scheduler.Run(static self => _ = ((Activation)self!).ActivateAsync(), this);
        }
        else if (MayRun(call))
        {
            QueueRun();
        }
    }

    /// <summary>Sees to it that waiting calls run, or that the activation ends, in a turn to come.</summary>
    private void QueueRun()
    {
        if (TakeRun())
        {
            Scheduler.Run(static self => ((Activation)self!).Run(), this);
        }
    }

    /// <summary>Whether whoever asks has to see to it that waiting calls run; if there is nothing left to do instead, the activation ends.</summary>
    private bool TakeRun()
    {
        if (EndIfDone() || isRunQueued || waiting.Count == 0 || stage is not (Stage.Active or Stage.Leaving))
        {
            return false;
        }

        return isRunQueued = true;
    }

    /// <summary>A turn: starts the calls that may run.</summary>
    private void Run()
    {
        GrainCall? ended = null;
        for (var i = 0; i < CallsPerTurn; i++)
        {
            GrainCall? call;
            lock (gate)
            {
                Release(ended);
                call = starting = waiting.TakeFirst(this);
                if (call is null)
                {
                    isRunQueued = false;
                    EndIfDone();
                    return;
                }

                Count(call)++;
            }

            ended = call.Start(this) ? call : null;
        }

        lock (gate)
        {
            Release(ended);
            starting = null;
            isRunQueued = false;
            QueueRun();
        }
    }

    /// <summary>What a call that ended as soon as it began leaves behind; its time of use is near enough that of its sending.</summary>
    private void Release(GrainCall? ended)
    {
        if (ended is not null)
        {
            Release(ended, ended.Sent);
        }
    }

    private void Release(GrainCall call, long time)
    {
        Count(call)--;
        if (call.IsUse)
        {
            lastUse = Math.Max(lastUse, time);
        }
    }

    /// <summary>How many calls of this kind run: those that may run among any others, those that only read, and the rest.</summary>
    private ref int Count(GrainCall call)
    {
        if (Interleaves(call))
        {
            return ref interleavers;
        }

        return ref call.IsReadOnly ? ref readers : ref writers;
    }

    private bool Interleaves(GrainCall call) => call.Interleaves || grainClass.IsReentrant;
}
