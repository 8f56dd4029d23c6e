using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>A message that came in: a flag, a length, and so many bytes.</summary>
internal sealed class ReceivedMessage : DeserializationContext
{
    private const int HeaderLength = 5;

    /// <summary>One for each thread: deserializing is no wait, so that nobody needs another in between.</summary>
    [ThreadStatic]
    private static ReceivedMessage? spare;

    private ReadOnlySequence<byte> payload;

    public override int PayloadLength => (int)payload.Length;

    public override byte[] PayloadAsNewBuffer() => payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => payload;

    /// <summary>Takes a message from the front of a buffer, once all of it is there.</summary>
    /// <param name="buffer">What came in; what follows the message stays.</param>
    /// <param name="limit">The largest message; null is no limit.</param>
    /// <param name="payload">The message's bytes.</param>
    /// <param name="isCompressed">Whether they are compressed.</param>
    /// <exception cref="RpcException">It is too large, or no message.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, int? limit, out ReadOnlySequence<byte> payload, out bool isCompressed)
    {
        (payload, isCompressed) = (default, false);
        if (buffer.Length < HeaderLength)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, HeaderLength).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (header[0] > 1)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"A message begins with {header[0]} where 0 or 1 says whether it is compressed."));
        }

        if (length > (limit ?? int.MaxValue))
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted,
                $"Received message exceeds the maximum configured message size: {length} bytes, and {limit ?? int.MaxValue} are allowed."));
        }

        if (buffer.Length - HeaderLength < length)
        {
            return false;
        }

        isCompressed = header[0] == 1;
        payload = buffer.Slice(HeaderLength, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    /// <summary>Makes a message of its bytes.</summary>
    /// <exception cref="RpcException">They are no such message.</exception>
    public static T Parse<T>(ReadOnlySequence<byte> payload, Func<DeserializationContext, T> deserialize)
    {
        var message = spare ?? new ReceivedMessage();
        spare = null;
        message.payload = payload;
        try
        {
            return deserialize(message);
        }
        // Where a part of a message says that it has almost two gigabytes, Google.Protobuf 3.25 finds out by looking behind the end of its buffer.
        catch (Exception error) when (error is Google.Protobuf.InvalidProtocolBufferException or IndexOutOfRangeException or OverflowException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The request is no {typeof(T).Name}: {error.Message}", error));
        }
        finally
        {
            message.payload = default;
            spare = message;
        }
    }
}
