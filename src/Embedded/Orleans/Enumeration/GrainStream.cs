namespace Orleans.Runtime;

/// <summary>What a grain's method returns to its caller in place of a stream: whoever reads it pulls batches from the grain.</summary>
internal abstract class GrainStream<TItem> : IAsyncEnumerable<TItem>
{
    public int MaxBatchSize { get; set; } = 100;

    public abstract IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default);
}

/// <summary>A stream of one method with its arguments.</summary>
internal sealed class GrainStream<TArgs, TItem>(GrainReference grain, GrainMethod<TArgs, IAsyncEnumerable<TItem>> method, TArgs args)
    : GrainStream<TItem>
{
    public override IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var reading = new GrainStreamReading<TItem>(
            method.Name, (instance, token) => method.Invoke(instance, args, token), MaxBatchSize, grain.Interface.Silo);
        return new GrainStreamReader<TItem>(grain, reading, [method.TokenOf?.Invoke(args) ?? default, cancellationToken]);
    }
}
