namespace Grpc.Core;

/// <summary>Messages that go out, one after the other.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the following messages are written.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message. One at a time: the task ends when there is room for the next.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes a message, and may give up.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("Cancellation of stream writes is not supported by this gRPC implementation.")
        : WriteAsync(message);
}
