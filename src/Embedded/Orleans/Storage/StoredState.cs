using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>A state of one activation, with the operations on its storage in a row.</summary>
/// <remarks>
/// Lives in turns of the activation. One operation runs at a time. Writes asked for before the next one begins become that
/// one: it stores the state as it is then, so that each of them is in it.
/// </remarks>
internal sealed class StoredState<TState>(string name, Activation activation, IGrainStorage storage) : IPersistentState<TState>
{
    private readonly GrainState<TState> kept = new(New());
    private Operation? last;
    private bool isRead;

    private enum Kind
    {
        Read,
        Write,
        Clear,
    }

    public TState State
    {
        get => kept.State!;
        set => kept.State = value;
    }

    public string? Etag => kept.ETag;

    public bool RecordExists => isRead
        ? kept.RecordExists
        : throw new InvalidOperationException($"The state {name} of {activation.GrainId} has not been read yet: ask from OnActivateAsync on.");

    public Task ReadStateAsync() => Add(Kind.Read);

    public Task WriteStateAsync() => Add(Kind.Write);

    public Task ClearStateAsync() => Add(Kind.Clear);

    private static TState New()
    {
        if (typeof(TState).IsValueType)
        {
            return default!;
        }

        return typeof(TState).GetConstructor([]) is not null
            ? Activator.CreateInstance<TState>()
            : throw new OrleansConfigurationException($"{typeof(TState)}, the type of a grain's state, has no constructor without parameters.");
    }

    private Task Add(Kind kind)
    {
        if (kind != Kind.Read && last is { HasBegun: false } waiting && waiting.Kind == kind)
        {
            return waiting.Done;
        }

        var operation = new Operation(kind);
        operation.Done = RunAsync(operation, last);
        last = operation;
        return operation.Done;
    }

    private async Task RunAsync(Operation operation, Operation? before)
    {
        // What the turn still does to the state belongs to the operation.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (before is not null)
        {
            await before.Done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        operation.HasBegun = true;
        try
        {
            if (!IsDoneBy(before, operation.Kind))
            {
                await StoreAsync(operation.Kind);
            }
        }
        catch (Exception error) when (error is not OrleansException)
        {
            throw new OrleansException(
                $"Error from storage provider {storage.GetType().Name}.{name} during {operation.Kind}StateAsync for grain {activation.GrainId}: "
                + error.Message,
                error);
        }
        finally
        {
            if (last == operation)
            {
                last = null;
            }
        }
    }

    /// <summary>After a write or a read there is nothing new to be read, and after clearing nothing to be cleared.</summary>
    private static bool IsDoneBy(Operation? before, Kind kind) =>
        before is { Done.IsCompletedSuccessfully: true } && (kind == Kind.Read || (kind == Kind.Clear && before.Kind == Kind.Clear));

    private async Task StoreAsync(Kind kind)
    {
        switch (kind)
        {
            case Kind.Read:
                await storage.ReadStateAsync(name, activation.GrainId, kept);
                isRead = true;
                break;
            case Kind.Write:
                await storage.WriteStateAsync(name, activation.GrainId, kept);
                break;
            default:
                await storage.ClearStateAsync(name, activation.GrainId, kept);
                break;
        }

        if (kept.State is null)
        {
            kept.State = New();
        }
    }

    private sealed class Operation(Kind kind)
    {
        public Kind Kind { get; } = kind;

        public bool HasBegun { get; set; }

        public Task Done { get; set; } = Task.CompletedTask;
    }
}
