using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>The messages of the caller.</summary>
internal sealed partial class ServerCall
{
    private bool requestIsGzip;

    /// <summary>The only message of a call that has one.</summary>
    /// <exception cref="RpcException">There is none, or another one behind it.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReadOnlyMessageAsync<T>(Func<DeserializationContext, T> deserialize)
        where T : class
    {
        T? message = null;
        while (true)
        {
            var (next, isLast) = await ReceiveAsync(deserialize, CancellationToken.None);
            message = message is null || next is null
                ? message ?? next
                : throw new RpcException(new Status(StatusCode.Internal, "The request has more than one message, and the method takes one."));
            if (isLast)
            {
                return message ?? throw new RpcException(new Status(StatusCode.Internal, "The request has no message, and the method takes one."));
            }
        }
    }

    /// <summary>The next message; null behind the last one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadMessageAsync<T>(Func<DeserializationContext, T> deserialize, CancellationToken cancellationToken)
        where T : class => (await ReceiveAsync(deserialize, cancellationToken)).Message;

    /// <summary>Waits for a message or the end of the request, whichever comes first.</summary>
    /// <returns>The message, and whether it is known already that none follows.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(T? Message, bool IsLast)> ReceiveAsync<T>(
        Func<DeserializationContext, T> deserialize, CancellationToken cancellationToken)
        where T : class
    {
        ThrowIfOver();
        var input = http.Request.BodyReader;
        while (true)
        {
            ReadResult result;
            try
            {
                result = await input.ReadAsync(cancellationToken);
            }
            catch (Exception error) when (error is IOException or ConnectionAbortedException)
            {
                throw Lost(error);
            }

            var rest = result.Buffer;
            var examined = rest.End;
            try
            {
                if (ReceivedMessage.TryTake(ref rest, settings.MaxReceiveMessageSize, out var payload, out var isCompressed))
                {
                    examined = rest.Start;
                    var message = ReceivedMessage.Parse(isCompressed ? Decompressed(payload) : payload, deserialize);
                    return (message, result.IsCompleted && rest.IsEmpty);
                }
            }
            finally
            {
                input.AdvanceTo(rest.Start, examined);
            }

            if (result.IsCompleted)
            {
                return rest.IsEmpty ? (null, true) : throw new RpcException(new Status(StatusCode.Internal, "The request ends within a message."));
            }
        }
    }

    /// <summary>What a request that breaks off means for its handler.</summary>
    private Exception Lost(Exception error)
    {
        if (error is BadHttpRequestException)
        {
            return new RpcException(new Status(StatusCode.Internal, error.Message, error));
        }

        // The token of the call learns it a little later.
        callerHasLeft = true;
        return new OperationCanceledException("The caller has left.", error);
    }

    private void BeginReading()
    {
        string? encoding = http.Request.Headers.GrpcEncoding;
        requestIsGzip = encoding == MessageEncoding.Gzip;
        if (!requestIsGzip && encoding is not (null or MessageEncoding.Identity))
        {
            http.Response.Headers.GrpcAcceptEncoding = MessageEncoding.Accepted;
            throw new RpcException(new Status(
                StatusCode.Unimplemented, $"grpc-encoding: \"{encoding}\" is not supported; use {MessageEncoding.Accepted}."));
        }
    }

    private ReadOnlySequence<byte> Decompressed(ReadOnlySequence<byte> payload) => requestIsGzip
        ? new(MessageEncoding.Decompress(payload, settings.MaxReceiveMessageSize))
        : throw new RpcException(new Status(StatusCode.Internal, "A message is compressed, and grpc-encoding does not say how."));
}
