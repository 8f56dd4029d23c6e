using System.Diagnostics;

namespace Orleans.Runtime;

/// <summary>A call of a method, with its arguments and the answer that its caller waits for.</summary>
internal sealed class MethodCall<TArgs, TResult> : GrainCall
{
    private readonly Silo silo;
    private readonly GrainId target;
    private readonly GrainMethod<TArgs, ValueTask<TResult>> method;
    private readonly TArgs args;
    private readonly Dictionary<string, object>? context = RequestContext.Values;

    /// <summary>The caller goes on in its own place, never within the turn that answers.</summary>
    private readonly TaskCompletionSource<TResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the caller does, where somebody follows it.</summary>
    private readonly Activity? caller;

    private Activation? runner;
    private Activity? trace;

    /// <summary>What the grain sees of the caller's token; only where the caller has one.</summary>
    private CancellationTokenSource? cancellation;

    private CancellationTokenRegistration registration;

    public MethodCall(Silo silo, GrainId target, GrainMethod<TArgs, ValueTask<TResult>> method, TArgs args)
    {
        this.silo = silo;
        this.target = target;
        this.method = method;
        this.args = args;
        caller = silo.TracesCalls ? CallTraces.Caller : null;
        Sent = silo.Clock.Now;
        Deadline = silo.Clock.After(Sent, Timeout);
    }

    public Task<TResult> Answer => answer.Task;

    public override bool IsReadOnly => method.IsReadOnly;

    public override bool Interleaves => method.AlwaysInterleaves;

    /// <summary>Nobody waits for a one-way call, so it is never answered before it has run.</summary>
    public override bool IsAnswered => answer.Task.IsCompleted;

    private TimeSpan Timeout => method.ResponseTimeout ?? silo.Messaging.ResponseTimeout;

    /// <summary>Cancels the call with the caller's token.</summary>
    public void Heed(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            cancellation = new CancellationTokenSource();
            registration = token.UnsafeRegister(static (call, cancelled) => ((MethodCall<TArgs, TResult>)call!).Cancel(cancelled), this);
        }
    }

    public override bool Start(Activation activation)
    {
        // A full fence, as in Cancel: of a start and a cancellation at the same time, one always sees the other.
        Interlocked.Exchange(ref runner, activation);
        if (IsAnswered)
        {
            return true;
        }

        silo.EnterCleanContext();
        if (context is not null)
        {
            RequestContext.Values = context;
        }

        trace = caller is null ? null : CallTraces.Begin(method.Name, caller);
        ValueTask<TResult> running;
        try
        {
            running = method.Invoke(activation.GrainInstance!, args, cancellation?.Token ?? CancellationToken.None);
        }
        catch (Exception error)
        {
            running = ValueTask.FromException<TResult>(error);
        }

        if (!running.IsCompleted)
        {
            // An async method that awaits the run would do the same, and make more objects for each call.
            activation.Continues(this);
            running.AsTask().ContinueWith(static (ran, call) => ((MethodCall<TArgs, TResult>)call!).EndLater(ran), this,
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, activation.Scheduler);
            return false;
        }

        End(running, activation);
        return true;
    }

    public override void Fail(Exception error)
    {
        registration.Unregister();
        answer.TrySetException(error);
        if (method.IsOneWay)
        {
            // Seen, so that it does not come up as unobserved.
            _ = answer.Task.Exception;
        }
    }

    public override void TimeOut() => Fail(new TimeoutException(
        $"Response did not arrive on time in {Timeout} for {method.Name} of {target}. Its outcome is unknown: it may have run, or may yet."));

    private void Succeed(TResult result)
    {
        registration.Unregister();
        answer.TrySetResult(result);
    }

    private void EndLater(Task<TResult> ran)
    {
        End(new ValueTask<TResult>(ran), runner!);
        runner!.Ended(this);
    }

    /// <summary>Answers with what the run has come to; it has ended.</summary>
    private void End(ValueTask<TResult> ran, Activation activation)
    {
        try
        {
            Succeed(ran.Result);
        }
        catch (Exception error)
        {
            trace?.SetStatus(ActivityStatusCode.Error, error.Message);
            activation.OnError(error);
            Fail(error);
        }

        trace?.Dispose();
    }

    /// <summary>The caller hears at once; the grain in a turn, if it runs already. A call that waits will not run any more.</summary>
    private void Cancel(CancellationToken token)
    {
        if (answer.TrySetCanceled(token) && Interlocked.CompareExchange(ref runner, null, null) is { } activation)
        {
            activation.Scheduler.Run(static source => ((CancellationTokenSource)source!).Cancel(), cancellation);
        }
    }
}
