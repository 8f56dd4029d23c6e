using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>An answer as it came, read by the protocol's own description.</summary>
internal sealed class GrpcAnswer(HttpResponseMessage response, byte[] body)
{
    public HttpStatusCode HttpStatus => response.StatusCode;

    /// <summary>Whether the status came in place of the headers: nothing behind it.</summary>
    public bool IsTrailersOnly => response.Headers.Contains("grpc-status") && !response.TrailingHeaders.Any() && body.Length == 0;

    /// <summary>The status's number.</summary>
    public string? Status => Trailer("grpc-status");

    /// <summary>The status's words, decoded.</summary>
    public string? Message => Trailer("grpc-message") is { } encoded ? Uri.UnescapeDataString(encoded) : null;

    public string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(",", values)
        : response.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;

    public string? Trailer(string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) ? string.Join(",", values) : Header(name);

    /// <summary>The messages with the flag of each.</summary>
    public IEnumerable<(byte Flag, byte[] Bytes)> Frames()
    {
        for (var at = 0; at < body.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            yield return (body[at], body[(at + 5)..(at + 5 + length)]);
            at += 5 + length;
        }
    }

    /// <summary>The messages, where none is compressed.</summary>
    public IReadOnlyList<T> Messages<T>(MessageParser<T> parser)
        where T : IMessage<T> => [.. Frames().Select(frame => parser.ParseFrom(frame.Bytes))];
}
