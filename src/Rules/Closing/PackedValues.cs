using System.Numerics;
using System.Runtime.InteropServices;

namespace Compensation.Rules.Closing;

/// <summary>Whole numbers in as few bytes as their range takes: of each it is kept how far above the least of them it is.</summary>
/// <remarks>Many columns are dull for long stretches: of some thousand commission lines, all are often of one bonus, and their sources lie close together.
/// Values that are all the same take nothing.</remarks>
internal readonly struct PackedValues
{
    private readonly byte[] bytes;
    private readonly int start;
    private readonly int width;
    private readonly long least;

    private PackedValues(byte[] bytes, int start, int width, long least)
    {
        (this.bytes, this.start, this.width, this.least) = (bytes, start, width, least);
    }

    /// <summary>The value at a position.</summary>
    public long this[int index] => unchecked(least + width switch
    {
        0 => 0L,
        sizeof(byte) => bytes[start + index],
        sizeof(ushort) => As<ushort>()[index],
        sizeof(uint) => As<uint>()[index],
        _ => As<long>()[index],
    });

    /// <summary>Packs columns.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="count">How many values of each to take, from the first on.</param>
    /// <param name="memory">Where they come to stand.</param>
    public static PackedValues[] Of(long[][] columns, int count, PackedMemory memory)
    {
        var packed = new PackedValues[columns.Length];
        for (var i = 0; i < packed.Length; i++)
        {
            var values = columns[i].AsSpan(0, count);
            var (least, width) = RangeOf(values);
            var (bytes, start) = memory.Take(count * width);
            packed[i] = new PackedValues(bytes, start, width, least);
            packed[i].Write(values);
        }

        return packed;
    }

    /// <summary>Copies values from a position on.</summary>
    public void CopyTo(int from, Span<long> into)
    {
        switch (width)
        {
            case 0:
                into.Fill(least);
                break;
            case sizeof(byte):
                Widen<byte>(bytes.AsSpan(start + from, into.Length), into);
                break;
            case sizeof(ushort):
                Widen<ushort>(As<ushort>()[from..], into);
                break;
            case sizeof(uint):
                Widen<uint>(As<uint>()[from..], into);
                break;
            default:
                Widen<long>(As<long>()[from..], into);
                break;
        }
    }

    /// <summary>The least of some values, and how many bytes it takes to tell the others from it.</summary>
    private static (long Least, int Width) RangeOf(ReadOnlySpan<long> values)
    {
        if (values.Length == 0 || !values.ContainsAnyExcept(values[0]))
        {
            return (values.Length == 0 ? 0 : values[0], 0);
        }

        var vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
        var (low, high) = (new Vector<long>(values[0]), new Vector<long>(values[0]));
        foreach (var vector in vectors)
        {
            (low, high) = (Vector.Min(low, vector), Vector.Max(high, vector));
        }

        var (least, most) = (values[0], values[0]);
        for (var i = 0; i < Vector<long>.Count; i++)
        {
            (least, most) = (Math.Min(least, low[i]), Math.Max(most, high[i]));
        }

        foreach (var value in values[(vectors.Length * Vector<long>.Count)..])
        {
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        return (least, unchecked((ulong)(most - least)) switch
        {
            <= byte.MaxValue => sizeof(byte),
            <= ushort.MaxValue => sizeof(ushort),
            <= uint.MaxValue => sizeof(uint),
            _ => sizeof(long),
        });
    }

    private void Write(ReadOnlySpan<long> values)
    {
        switch (width)
        {
            case 0:
                break;
            case sizeof(byte):
                Narrow(values, bytes.AsSpan(start, values.Length));
                break;
            case sizeof(ushort):
                Narrow(values, As<ushort>());
                break;
            case sizeof(uint):
                Narrow(values, As<uint>());
                break;
            default:
                Narrow(values, As<long>());
                break;
        }
    }

    private void Narrow<T>(ReadOnlySpan<long> values, Span<T> into)
        where T : unmanaged, INumberBase<T>
    {
        var from = least;
        into = into[..values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            into[i] = T.CreateTruncating(unchecked(values[i] - from));
        }
    }

    private void Widen<T>(ReadOnlySpan<T> values, Span<long> into)
        where T : unmanaged, INumberBase<T>
    {
        var from = least;
        values = values[..into.Length];
        for (var i = 0; i < values.Length; i++)
        {
            into[i] = unchecked(from + long.CreateTruncating(values[i]));
        }
    }

    /// <summary>The block from this column on.</summary>
    private Span<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes.AsSpan(start));
}

/// <summary>The memory of packed columns: taken in blocks, so that many small columns are few objects.</summary>
internal sealed class PackedMemory
{
    private const int Most = 1 << 17;

    private byte[] block = [];
    private int used;

    /// <summary>Takes some bytes, from a place on where a value of any width may begin.</summary>
    public (byte[] Block, int Start) Take(int size)
    {
        if (size > block.Length - used)
        {
            // The first block is just as large as what comes first, the next ones grow with what comes.
            (block, used) = (GC.AllocateUninitializedArray<byte>(Math.Max(size, Math.Min(block.Length * 2, Most))), 0);
        }

        var start = used;
        used = Math.Min(block.Length, used + ((size + sizeof(long) - 1) / sizeof(long) * sizeof(long)));
        return (block, start);
    }
}
