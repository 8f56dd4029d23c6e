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
    private readonly long most;

    private PackedValues(byte[] bytes, int start, int width, long least, long most)
    {
        (this.bytes, this.start, this.width, this.least, this.most) = (bytes, start, width, least, most);
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

    /// <summary>Packs values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="memory">Where they come to stand.</param>
    public static PackedValues Of(ReadOnlySpan<long> values, PackedMemory memory)
    {
        var (least, most) = RangeOf(values);
        var width = WidthOf(least, most);
        var (bytes, start) = memory.Take(values.Length * width);
        var packed = new PackedValues(bytes, start, width, least, most);
        packed.Write(values);
        return packed;
    }

    /// <summary>Values that were packed before, as <see cref="ToPiece"/> has given them.</summary>
    /// <param name="bytes">Where they stand.</param>
    /// <param name="start">From which byte on.</param>
    /// <param name="least">The least of them.</param>
    /// <param name="most">The greatest of them.</param>
    public static PackedValues From(byte[] bytes, int start, long least, long most) => new(bytes, start, WidthOf(least, most), least, most);

    /// <summary>How many bytes a value takes where the least and the greatest are known.</summary>
    public static int WidthOf(long least, long most) => unchecked((ulong)(most - least)) switch
    {
        0 => 0,
        <= byte.MaxValue => sizeof(byte),
        <= ushort.MaxValue => sizeof(ushort),
        <= uint.MaxValue => sizeof(uint),
        _ => sizeof(long),
    };

    /// <summary>The values as they stand in memory.</summary>
    /// <param name="count">How many there are.</param>
    public NumberPiece ToPiece(int count) => new(least, most, bytes.AsSpan(start, count * width));

    /// <summary>How far from zero the value is that is furthest.</summary>
    public ulong Distance => Math.Max(DistanceOf(least), DistanceOf(most));

    /// <summary>How far a value is from zero; the least of all is further than any other can be.</summary>
    public static ulong DistanceOf(long value) => value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;

    /// <summary>Whether all values lie between two others, or are one of them.</summary>
    public bool AreWithin(long lowest, long highest) => least >= lowest && most <= highest;

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
                WidenMany(As<ushort>().Slice(from, into.Length), into);
                break;
            case sizeof(uint):
                WidenMany(As<uint>().Slice(from, into.Length), into);
                break;
            default:
                Widen<long>(As<long>().Slice(from, into.Length), into);
                break;
        }
    }

    /// <summary>The least and the greatest of some values.</summary>
    private static (long Least, long Most) RangeOf(ReadOnlySpan<long> values)
    {
        if (values.Length == 0)
        {
            return (0, 0);
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

        return (least, most);
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

    private void WidenMany(ReadOnlySpan<ushort> values, Span<long> into)
    {
        var whole = MemoryMarshal.Cast<ushort, Vector<ushort>>(values);
        var vectors = MemoryMarshal.Cast<long, Vector<long>>(into);
        for (var i = 0; i < whole.Length; i++)
        {
            Vector.Widen(whole[i], out var first, out var second);
            Widen(first, vectors[(4 * i)..]);
            Widen(second, vectors[((4 * i) + 2)..]);
        }

        Widen(values[(whole.Length * Vector<ushort>.Count)..], into[(whole.Length * Vector<ushort>.Count)..]);
    }

    private void WidenMany(ReadOnlySpan<uint> values, Span<long> into)
    {
        var whole = MemoryMarshal.Cast<uint, Vector<uint>>(values);
        var vectors = MemoryMarshal.Cast<long, Vector<long>>(into);
        for (var i = 0; i < whole.Length; i++)
        {
            Widen(whole[i], vectors[(2 * i)..]);
        }

        Widen(values[(whole.Length * Vector<uint>.Count)..], into[(whole.Length * Vector<uint>.Count)..]);
    }

    private void Widen(Vector<uint> values, Span<Vector<long>> into)
    {
        Vector.Widen(values, out var low, out var high);
        var from = new Vector<long>(least);
        (into[0], into[1]) = (Vector.AsVectorInt64(low) + from, Vector.AsVectorInt64(high) + from);
    }

    /// <summary>The block from this column on.</summary>
    private Span<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes.AsSpan(start));
}

/// <summary>The memory of packed columns: taken in blocks, so that many small columns are few objects.</summary>
/// <param name="most">How many bytes a block has at most.</param>
internal sealed class PackedMemory(int most = 1 << 17)
{
    private byte[] block = [];
    private int used;

    /// <summary>Takes some bytes, from a place on where a value of any width may begin.</summary>
    public (byte[] Block, int Start) Take(int size)
    {
        if (size > block.Length - used)
        {
            // The first block is just as large as what comes first, the next ones grow with what comes.
            (block, used) = (GC.AllocateUninitializedArray<byte>(Math.Max(size, Math.Min(block.Length * 2, most))), 0);
        }

        var start = used;
        used = Math.Min(block.Length, used + ((size + sizeof(long) - 1) / sizeof(long) * sizeof(long)));
        return (block, start);
    }
}
