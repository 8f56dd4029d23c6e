using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Server;

/// <summary>Metadata as HTTP headers.</summary>
internal static class MetadataHeaders
{
    /// <summary>Headers of the protocol itself, which are no metadata.</summary>
    private static readonly HashSet<string> OfTheProtocol = new(StringComparer.OrdinalIgnoreCase)
    {
        "content-type", "content-length", "te", "host", "accept-encoding", "grpc-encoding", "grpc-accept-encoding", "grpc-timeout",
    };

    /// <summary>What came before the first message.</summary>
    /// <exception cref="RpcException">A value of bytes is no base64.</exception>
    public static Metadata Read(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith(':') || OfTheProtocol.Contains(name))
            {
                continue;
            }

            var key = name.ToLowerInvariant();
            foreach (var value in values)
            {
                Add(metadata, key, value ?? "");
            }
        }

        return metadata;
    }

    /// <summary>Adds metadata to headers.</summary>
    /// <exception cref="InvalidOperationException">A text is not printable ASCII.</exception>
    public static void Write(IHeaderDictionary headers, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            // Padding is for readers that know the length otherwise; gRPC asks for none and takes both.
            var value = entry.IsBinary ? Convert.ToBase64String(entry.Bytes).TrimEnd('=') : entry.Value;
            headers[entry.Key] = StringValues.Concat(headers[entry.Key], value);
        }
    }

    private static void Add(Metadata metadata, string key, string value)
    {
        if (!Metadata.Entry.HasBinaryValue(key))
        {
            metadata.Add(Metadata.Entry.Received(key, value));
            return;
        }

        // Several values may have been joined on the way, and base64 has no comma.
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            metadata.Add(Metadata.Entry.Received(key, Bytes(key, part)));
        }
    }

    private static byte[] Bytes(string key, string base64)
    {
        try
        {
            return Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"{key}: \"{base64}\" is no base64."));
        }
    }
}
