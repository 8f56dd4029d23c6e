using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The messages to a caller, one after the other.</summary>
internal sealed class ResponseStream<TResponse>(ServerCall call, Action<TResponse, SerializationContext> serialize) : IServerStreamWriter<TResponse>
    where TResponse : class
{
    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(TResponse message) => call.WriteMessageAsync(message, serialize, CancellationToken.None).AsTask();

    public Task WriteAsync(TResponse message, CancellationToken cancellationToken) =>
        call.WriteMessageAsync(message, serialize, cancellationToken).AsTask();
}
