using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Server;

/// <summary>How the bytes of messages are compressed.</summary>
internal static class MessageEncoding
{
    public const string Identity = "identity";
    public const string Gzip = "gzip";

    /// <summary>What this server reads and writes.</summary>
    public const string Accepted = Identity + "," + Gzip;

    private const int Chunk = 16 * 1024;

    /// <summary>Whether a caller reads gzip, by their <c>grpc-accept-encoding</c>.</summary>
    public static bool AcceptsGzip(StringValues acceptEncoding)
    {
        foreach (var value in acceptEncoding)
        {
            foreach (var range in value.AsSpan().Split(','))
            {
                if (value.AsSpan()[range].Trim().SequenceEqual(Gzip))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Compresses a message.</summary>
    public static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> message, CompressionLevel level)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, level, leaveOpen: true))
        {
            gzip.Write(message);
        }

        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    /// <summary>Decompresses a message, as far as it is allowed to grow.</summary>
    /// <exception cref="RpcException">It grows too large, or is no gzip.</exception>
    public static ReadOnlyMemory<byte> Decompress(ReadOnlySequence<byte> compressed, int? limit)
    {
        var message = new ArrayBufferWriter<byte>();
        try
        {
            using var gzip = new GZipStream(PipeReader.Create(compressed).AsStream(), CompressionMode.Decompress);
            while (gzip.Read(message.GetSpan(Chunk)) is > 0 and var count)
            {
                message.Advance(count);
                if (message.WrittenCount > limit)
                {
                    throw new RpcException(new Status(
                        StatusCode.ResourceExhausted, $"Received message exceeds the maximum configured message size: more than {limit} bytes."));
                }
            }
        }
        catch (InvalidDataException error)
        {
            throw new RpcException(new Status(StatusCode.Internal, "The request says that it is gzip, and is not.", error));
        }

        return message.WrittenMemory;
    }
}
