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
    public async ValueTask<T> ReadOnlyMessageAsync<T>(Func<DeserializationContext, T> deserialize)
        where T : class
    {
        var message = await ReadMessageAsync(deserialize, CancellationToken.None)
            ?? throw new RpcException(new Status(StatusCode.Internal, "The request has no message, and the method takes one."));
        if (await ReadMessageAsync(deserialize, CancellationToken.None) is not null)
        {
            throw new RpcException(new Status(StatusCode.Internal, "The request has more than one message, and the method takes one."));
        }

        return message;
    }

    /// <summary>The next message; null behind the last one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadMessageAsync<T>(Func<DeserializationContext, T> deserialize, CancellationToken cancellationToken)
        where T : class
    {
        ThrowIfOver();
        var input = http.Request.BodyReader;
        while (true)
        {
            var result = await ReceiveAsync(input, cancellationToken);
            var rest = result.Buffer;
            var examined = rest.End;
            try
            {
                if (ReceivedMessage.TryTake(ref rest, settings.MaxReceiveMessageSize, out var payload, out var isCompressed))
                {
                    examined = rest.Start;
                    return ReceivedMessage.Parse(isCompressed ? Decompressed(payload) : payload, deserialize);
                }
            }
            finally
            {
                input.AdvanceTo(rest.Start, examined);
            }

            if (result.IsCompleted)
            {
                return rest.IsEmpty ? null : throw new RpcException(new Status(StatusCode.Internal, "The request ends within a message."));
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReceiveAsync(PipeReader input, CancellationToken cancellationToken)
    {
        try
        {
            return await input.ReadAsync(cancellationToken);
        }
        catch (BadHttpRequestException error)
        {
            throw new RpcException(new Status(StatusCode.Internal, error.Message, error));
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException)
        {
            // The token of the call learns it a little later.
            callerHasLeft = true;
            throw;
        }
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
