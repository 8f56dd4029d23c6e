namespace Orleans.Runtime;

/// <summary>Settings of a stream that a grain's method returns.</summary>
public static class AsyncEnumerableExtensions
{
    /// <summary>Fetches at most so many items at a time; those that are ready at once travel together.</summary>
    /// <remarks>100 unless set. A sequence that comes from no grain is returned as it is.</remarks>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatchSize);
        if (self is GrainStream<T> stream)
        {
            stream.MaxBatchSize = maxBatchSize;
        }

        return self;
    }
}
