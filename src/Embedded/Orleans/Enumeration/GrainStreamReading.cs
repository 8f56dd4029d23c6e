using System.Runtime.ExceptionServices;

namespace Orleans.Runtime;

/// <summary>The grain's end of a stream that somebody reads.</summary>
internal abstract class GrainStreamReading
{
    /// <summary>Whether nobody has asked for an item for the response timeout, so that nobody will.</summary>
    public abstract bool IsAbandoned(long now);

    /// <summary>Ends the enumeration, so that the grain's <c>finally</c> blocks run.</summary>
    public abstract ValueTask<Nothing> EndAsync();
}

/// <summary>The grain's end of a stream of items. After the first pull it lives in turns of one activation, and ends with that.</summary>
internal sealed class GrainStreamReading<TItem>(string method, Func<object, CancellationToken, IAsyncEnumerable<TItem>> open, int most, Silo silo)
    : GrainStreamReading
{
    private readonly CancellationTokenSource cancellation = new();
    private Activation? activation;
    private IAsyncEnumerator<TItem>? items;

    /// <summary>The step that was not done when the last batch left.</summary>
    private Task<bool>? step;

    private ExceptionDispatchInfo? error;
    private bool isPulling;
    private long lastPull;

    /// <summary>Whether there is something to end; read by the caller's side between pulls only.</summary>
    public bool IsOpen => activation is not null && !IsEnded;

    private bool IsEnded { get; set; }

    public override bool IsAbandoned(long now) => !isPulling && silo.Clock.After(lastPull, silo.Messaging.ResponseTimeout) <= now;

    /// <summary>The items that are ready; at least one, unless there are no more.</summary>
    public async ValueTask<GrainStreamBatch<TItem>> PullAsync(Activation here)
    {
        Begin(here);
        isPulling = true;
        try
        {
            return await NextBatchAsync();
        }
        catch
        {
            await EndAsync();
            throw;
        }
        finally
        {
            isPulling = false;
            lastPull = silo.Clock.Now;
        }
    }

    public override async ValueTask<Nothing> EndAsync()
    {
        if (IsEnded)
        {
            return default;
        }

        IsEnded = true;
        await cancellation.CancelAsync();
        if (step is not null)
        {
            await ((Task)step).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (items is not null)
        {
            await items.DisposeAsync();
        }

        activation?.Forget(this);
        return default;
    }

    private void Begin(Activation here)
    {
        if (activation is null)
        {
            activation = here;
            here.Remember(this);
            items = open(here.GrainInstance!, cancellation.Token).GetAsyncEnumerator(cancellation.Token);
        }

        if (IsEnded || activation != here)
        {
            throw new EnumerationAbortedException(
                $"{method} of {here.GrainId} was ended while it was being read: the grain was deactivated, or no item was asked for in "
                + $"{silo.Messaging.ResponseTimeout}. Call it again.");
        }
    }

    private async ValueTask<GrainStreamBatch<TItem>> NextBatchAsync()
    {
        error?.Throw();
        var ready = new List<TItem>();
        while (ready.Count < most)
        {
            step ??= items!.MoveNextAsync().AsTask();
            if (ready.Count > 0 && !step.IsCompleted)
            {
                break;
            }

            try
            {
                var more = await step;
                step = null;
                if (!more)
                {
                    await EndAsync();
                    return new GrainStreamBatch<TItem>(ready, IsLast: true);
                }
            }
            catch (Exception failure) when (ready.Count > 0)
            {
                // What came before the error is the caller's; the error comes with the next pull.
                step = null;
                error = ExceptionDispatchInfo.Capture(failure);
                break;
            }

            ready.Add(items!.Current);
        }

        return new GrainStreamBatch<TItem>(ready, IsLast: false);
    }
}
