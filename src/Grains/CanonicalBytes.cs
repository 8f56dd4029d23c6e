using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Compensation.Grains.Orders;
using NodaTime;

namespace Compensation.Grains;

/// <summary>Writes the content of a command as bytes: the same content always gives the same bytes, other content gives others.</summary>
/// <remarks>
/// Whole numbers have eight bytes, big-endian. A text has its length in UTF-8 as a whole number, then its bytes; no text has the length -1. An instant is
/// its millisecond since 1970-01-01T00:00Z, finer parts cut off. Values are their count without absent ones at the end, then for each a byte 1 and the
/// number, or a byte 0: fields that a later plan adds do not change the bytes. Lines go by their number. The bytes begin with the version of these rules
/// and the command's name.
/// </remarks>
internal sealed class CanonicalBytes
{
    private const long Version = 1;

    /// <summary>What a thread keeps at most; nearly all requests are a fraction of it.</summary>
    private const int MostKept = 65_536;

    /// <summary>What the thread wrote into before: every request has its hash, so that its bytes should not be memory of its own.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? spare;

    private readonly ArrayBufferWriter<byte> bytes;

    public CanonicalBytes(string command)
    {
        (bytes, spare) = (spare ?? new ArrayBufferWriter<byte>(), null);
        Number(Version).Text(command);
    }

    /// <summary>The SHA-256 of what was written, in lower-case hexadecimal. It ends the writing.</summary>
    public string Hash()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.WrittenSpan, hash);
        bytes.ResetWrittenCount();
        spare = bytes.Capacity <= MostKept ? bytes : null;
        return Convert.ToHexStringLower(hash);
    }

    public CanonicalBytes Number(long value)
    {
        Span<byte> buffer = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(buffer, value);
        bytes.Write(buffer);
        return this;
    }

    public CanonicalBytes Flag(bool value) => Number(value ? 1 : 0);

    public CanonicalBytes Moment(Instant instant) => Number(instant.ToUnixTimeMilliseconds());

    public CanonicalBytes Text(string? value)
    {
        if (value is null)
        {
            return Number(-1);
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        bytes.Advance(Encoding.UTF8.GetBytes(value, bytes.GetSpan(length)));
        return this;
    }

    public CanonicalBytes Lines(IReadOnlyList<OrderLine>? lines)
    {
        if (lines is null)
        {
            return Number(-1);
        }

        Number(lines.Count);
        var ordered = OrderLines.AreNumbered(lines) ? lines : [.. lines.OrderBy(line => line.Number)];
        for (var i = 0; i < ordered.Count; i++)
        {
            Number(ordered[i].Number).Values(ordered[i].Values);
        }

        return this;
    }

    private void Values(long?[] values)
    {
        var count = Array.FindLastIndex(values, value => value is not null) + 1;
        Number(count);
        foreach (var value in values.AsSpan(0, count))
        {
            bytes.Write([value is null ? (byte)0 : (byte)1]);
            if (value is { } known)
            {
                Number(known);
            }
        }
    }
}
