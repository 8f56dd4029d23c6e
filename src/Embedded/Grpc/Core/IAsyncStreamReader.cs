namespace Grpc.Core;

/// <summary>Messages that come in, one after the other.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that <see cref="MoveNext"/> found.</summary>
    T Current { get; }

    /// <summary>Waits for the next message; false when there are no more.</summary>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
