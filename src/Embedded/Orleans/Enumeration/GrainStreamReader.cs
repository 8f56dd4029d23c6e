namespace Orleans.Runtime;

/// <summary>The caller's end of a stream: asks the grain for the next batch when the last one is used up.</summary>
internal sealed class GrainStreamReader<TItem> : IAsyncEnumerator<TItem>
{
    /// <summary>An item may take any time to come, so that a pull has no timeout; it interleaves, as a reader must not block the grain.</summary>
    private static readonly GrainMethod<(GrainStreamReading<TItem> Reading, CancellationToken Token), ValueTask<GrainStreamBatch<TItem>>> Pull =
        new("IAsyncEnumerator.MoveNextAsync")
        {
            Invoke = static (_, args, _) => args.Reading.PullAsync(RuntimeContext.Current!),
            TokenOf = static args => args.Token,
            AlwaysInterleaves = true,
            ResponseTimeout = Timeout.InfiniteTimeSpan,
        };

    private static readonly GrainMethod<GrainStreamReading<TItem>, ValueTask<Nothing>> End = new("IAsyncEnumerator.DisposeAsync")
    {
        Invoke = static (_, reading, _) => reading.EndAsync(),
        AlwaysInterleaves = true,
    };

    private readonly GrainReference grain;
    private readonly GrainStreamReading<TItem> reading;
    private readonly CancellationTokenSource? linked;
    private readonly CancellationToken token;
    private GrainStreamBatch<TItem> batch = new([], IsLast: false);
    private int index = -1;

    public GrainStreamReader(GrainReference grain, GrainStreamReading<TItem> reading, CancellationToken[] tokens)
    {
        this.grain = grain;
        this.reading = reading;
        if (Array.Exists(tokens, one => one.CanBeCanceled))
        {
            linked = CancellationTokenSource.CreateLinkedTokenSource(tokens);
            token = linked.Token;
        }
    }

    public TItem Current => batch.Items[index];

    public async ValueTask<bool> MoveNextAsync()
    {
        token.ThrowIfCancellationRequested();
        if (++index < batch.Items.Count)
        {
            return true;
        }

        if (!batch.IsLast)
        {
            batch = await grain.Send(Pull, (reading, token));
            index = 0;
        }

        return index < batch.Items.Count;
    }

    public async ValueTask DisposeAsync()
    {
        linked?.Dispose();
        if (!reading.IsOpen)
        {
            return;
        }

        var end = grain.Send(End, reading);
        await ((Task)end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (end.Exception is { } error)
        {
            // What the reader has read is not the worse for it.
            grain.Interface.Silo.Log.StreamEndFailed(error.InnerException!, grain.GrainId);
        }
    }
}
