using System.Security.Cryptography;
using Compensation.Api.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Compensation.Api.Shared.Files;

/// <summary>Sends files part by part, each with the hash of the whole at its end. A part is made when the one before is on its way, so a slow reader holds up
/// the making and fills no memory.</summary>
public static class FileChunks
{
    private const int LargestPart = 64 * 1024;

    /// <summary>Sends a file.</summary>
    /// <param name="stream">The call's answers.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="parts">Its bytes.</param>
    /// <param name="cancellation">The caller has left.</param>
    public static async Task SendAsync(IServerStreamWriter<FileChunk> stream, string name, string mediaType, IAsyncEnumerable<ReadOnlyMemory<byte>> parts,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await stream.WriteAsync(new FileChunk { Name = name, MediaType = mediaType }, cancellation);
        await foreach (var part in parts.WithCancellation(cancellation))
        {
            for (var begin = 0; begin < part.Length; begin += LargestPart)
            {
                var bytes = part[begin..Math.Min(part.Length, begin + LargestPart)];
                hash.AppendData(bytes.Span);
                await stream.WriteAsync(new FileChunk { Content = ByteString.CopyFrom(bytes.Span) }, cancellation);
            }
        }

        await stream.WriteAsync(new FileChunk { Sha256 = ByteString.CopyFrom(hash.GetHashAndReset()) }, cancellation);
    }
}
