using System.IO.Compression;
using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The messages to the caller.</summary>
internal sealed partial class ServerCall
{
    /// <summary>Metadata of the response headers by this key asks for compression; it is how handlers have always done it.</summary>
    private const string EncodingRequest = "grpc-internal-encoding-request";

    /// <summary>What may wait for the next message, at most.</summary>
    private const int MostUnflushed = 64 * 1024;

    private bool? compresses;
    private bool hasWritten;
    private bool callerHasLeft;
    private bool isBroken;

    /// <summary>The only message of a call that has one; it goes out with the status.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteOnlyMessageAsync<T>(T? message, Action<T, SerializationContext> serialize)
        where T : class
    {
        if (message is null)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "No message returned from method."));
        }

        if (status.StatusCode != StatusCode.OK)
        {
            return;
        }

        BeginWriting();
        try
        {
            Put(message, serialize);
        }
        finally
        {
            await EndWritingAsync();
        }
    }

    /// <summary>Writes a message of a stream, and waits until there is room for the next.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteMessageAsync<T>(T message, Action<T, SerializationContext> serialize, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        BeginWriting();
        try
        {
            Put(message, serialize);
            var output = http.Response.BodyWriter;
            if (WriteOptions is not { Flags: var flags } || !flags.HasFlag(WriteFlags.BufferHint) || output.UnflushedBytes > MostUnflushed)
            {
                await FlushAsync(cancellationToken);
            }
        }
        finally
        {
            await EndWritingAsync();
        }
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        BeginWriting();
        try
        {
            if (hasWritten || http.Response.HasStarted)
            {
                throw new InvalidOperationException("Response headers can only be sent once, and before the first message.");
            }

            var headers = new Metadata();
            foreach (var header in responseHeaders)
            {
                if (header.Key == EncodingRequest)
                {
                    compresses = header.Value == MessageEncoding.Gzip && MessageEncoding.AcceptsGzip(http.Request.Headers.GrpcAcceptEncoding);
                }
                else
                {
                    headers.Add(header);
                }
            }

            MetadataHeaders.Write(http.Response.Headers, headers);
            BeginResponse();
            await FlushAsync(CancellationToken.None);
        }
        finally
        {
            await EndWritingAsync();
        }
    }

    private void Put<T>(T message, Action<T, SerializationContext> serialize)
    {
        BeginResponse();
        CompressionLevel? compression =
            compresses!.Value && WriteOptions?.Flags.HasFlag(WriteFlags.NoCompress) != true ? settings.CompressionLevel : null;
        SentMessage.Write(http.Response.BodyWriter, message, serialize, settings.MaxSendMessageSize, compression, out isBroken);
        hasWritten = true;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = await http.Response.BodyWriter.FlushAsync(cancellationToken);
        if (flushed.IsCompleted)
        {
            callerHasLeft = true;
            throw new OperationCanceledException("The caller has left.", CancellationToken);
        }
    }

    /// <summary>What the headers say must be settled before the first message.</summary>
    private void BeginResponse()
    {
        if (compresses is null)
        {
            compresses = settings.CompressResponses && MessageEncoding.AcceptsGzip(http.Request.Headers.GrpcAcceptEncoding);
        }

        if (compresses.Value && !http.Response.HasStarted)
        {
            http.Response.Headers.GrpcEncoding = MessageEncoding.Gzip;
        }
    }
}
