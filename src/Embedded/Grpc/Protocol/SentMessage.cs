using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>A message that goes out: a flag, a length, and so many bytes. What says its length first is written where it goes.</summary>
internal sealed class SentMessage : SerializationContext, IBufferWriter<byte>
{
    private const int HeaderLength = 5;
    private const int LargestKept = 64 * 1024;

    /// <summary>One for each thread: serializing is no wait, so that nobody needs another in between.</summary>
    [ThreadStatic]
    private static SentMessage? spare;

    private PipeWriter output = null!;
    private int? limit;
    private CompressionLevel? compression;
    private long announced;
    private long written;
    private bool hasBegun;
    private bool isComplete;
    private ArrayBufferWriter<byte>? collected;

    /// <summary>Writes a message into a pipe.</summary>
    /// <param name="output">The pipe.</param>
    /// <param name="message">The message.</param>
    /// <param name="serialize">What writes it.</param>
    /// <param name="limit">The largest message; null is no limit.</param>
    /// <param name="compression">How it is compressed; null if it is not.</param>
    /// <param name="isBroken">Whether a part of the message was written, and not the rest.</param>
    /// <exception cref="RpcException">It is too large; nothing was written.</exception>
    public static void Write<T>(
        PipeWriter output, T message, Action<T, SerializationContext> serialize, int? limit, CompressionLevel? compression, out bool isBroken)
    {
        var sent = spare ?? new SentMessage();
        spare = null;
        (sent.output, sent.limit, sent.compression, sent.announced, sent.written) = (output, limit, compression, -1, 0);
        (sent.hasBegun, sent.isComplete) = (false, false);
        try
        {
            serialize(message, sent);
            if (!sent.isComplete)
            {
                throw new InvalidOperationException($"What serializes {typeof(T)} did not complete the message.");
            }
        }
        finally
        {
            isBroken = sent.hasBegun && !sent.isComplete;
            sent.output = null!;
        }

        if (sent.collected?.Capacity > LargestKept)
        {
            sent.collected = null;
        }

        spare = sent;
    }

    public override void SetPayloadLength(int payloadLength)
    {
        CheckLength(payloadLength);
        announced = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (IsDirect && !hasBegun)
        {
            WriteHeader(isCompressed: false, (int)announced);
        }
        else if (!IsDirect)
        {
            (collected ??= new ArrayBufferWriter<byte>()).ResetWrittenCount();
        }

        return this;
    }

    public override void Complete()
    {
        if (!IsDirect)
        {
            Complete(collected!.WrittenSpan);
            return;
        }

        if (written != announced)
        {
            throw new InvalidOperationException($"{announced} bytes were announced, and {written} were written.");
        }

        isComplete = true;
    }

    public override void Complete(byte[] payload) => Complete(payload.AsSpan());

    void IBufferWriter<byte>.Advance(int count)
    {
        written += count;
        if (!IsDirect)
        {
            collected!.Advance(count);
            return;
        }

        if (written > announced)
        {
            throw new InvalidOperationException($"{announced} bytes were announced, and more were written.");
        }

        output.Advance(count);
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) => IsDirect ? output.GetMemory(sizeHint) : collected!.GetMemory(sizeHint);

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => IsDirect ? output.GetSpan(sizeHint) : collected!.GetSpan(sizeHint);

    private bool IsDirect => announced >= 0 && compression is null;

    private void Complete(ReadOnlySpan<byte> payload)
    {
        CheckLength(payload.Length);
        // GZipStream makes nothing at all of nothing, which is no gzip; an empty message cannot become smaller anyway.
        var packs = compression is not null && payload.Length > 0;
        var bytes = packs ? MessageEncoding.Compress(payload, compression!.Value).Span : payload;
        WriteHeader(packs, bytes.Length);
        output.Write(bytes);
        isComplete = true;
    }

    private void CheckLength(int length)
    {
        if (length > limit)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted,
                $"Sending message exceeds the maximum configured message size: {length} bytes, and {limit} are allowed."));
        }
    }

    /// <summary>Once the header is out, the message must follow as announced.</summary>
    private void WriteHeader(bool isCompressed, int length)
    {
        var header = output.GetSpan(HeaderLength);
        header[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
        output.Advance(HeaderLength);
        hasBegun = true;
    }
}
