using System.Collections;
using System.Runtime.CompilerServices;

namespace Compensation.Rules.Closing;

/// <summary>One column of commission lines.</summary>
/// <typeparam name="T">What stands in it.</typeparam>
/// <remarks>It is kept in pieces of some thousand lines, as they were written, with as few bytes for a value as the values of the piece allow.</remarks>
[CollectionBuilder(typeof(LineColumn), nameof(LineColumn.Create))]
public sealed class LineColumn<T> : IReadOnlyList<T>
    where T : unmanaged
{
    private readonly PiecePlaces places;
    private readonly PackedValues[] pieces;

    internal LineColumn(PiecePlaces places, PackedValues[] pieces)
    {
        (this.places, this.pieces) = (places, pieces);
    }

    /// <summary>How many lines there are.</summary>
    public int Count => places.Count;

    /// <summary>The value of a line.</summary>
    /// <param name="index">The line, from 0.</param>
    public T this[int index]
    {
        get
        {
            var (piece, at) = places.Of(index);
            return LineColumn.FromNumber<T>(pieces[piece][at]);
        }
    }

    /// <summary>Takes the values of an array.</summary>
    public static implicit operator LineColumn<T>(T[] values) => LineColumn.Create<T>(values);

    /// <summary>The values one after another.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        var block = new T[LineColumn.Block];
        for (var first = 0; first < Count; first += block.Length)
        {
            var length = Math.Min(block.Length, Count - first);
            CopyTo(first, block.AsSpan(0, length));
            for (var i = 0; i < length; i++)
            {
                yield return block[i];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Copies the values of consecutive lines: for whoever goes through many.</summary>
    /// <param name="first">The first line.</param>
    /// <param name="into">Takes the values, as many as it is long.</param>
    public void CopyTo(int first, Span<T> into)
    {
        Span<long> numbers = stackalloc long[LineColumn.Block];
        while (into.Length > 0)
        {
            var (piece, at) = places.Of(first);
            var part = numbers[..Math.Min(Math.Min(into.Length, numbers.Length), places.LengthOf(piece) - at)];
            pieces[piece].CopyTo(at, part);
            for (var i = 0; i < part.Length; i++)
            {
                into[i] = LineColumn.FromNumber<T>(part[i]);
            }

            first += part.Length;
            into = into[part.Length..];
        }
    }
}

/// <summary>Makes columns of commission lines.</summary>
public static class LineColumn
{
    /// <summary>How many values are packed or looked at together.</summary>
    internal const int Block = 1_024;

    /// <summary>A column of values.</summary>
    public static LineColumn<T> Create<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var pieces = new PackedValues[(values.Length + Block - 1) / Block];
        var (numbers, memory) = (new long[Block], new PackedMemory());
        for (var piece = 0; piece < pieces.Length; piece++)
        {
            var part = values.Slice(piece * Block, Math.Min(Block, values.Length - (piece * Block)));
            for (var i = 0; i < part.Length; i++)
            {
                numbers[i] = ToNumber(part[i]);
            }

            pieces[piece] = PackedValues.Of(numbers.AsSpan(0, part.Length), memory);
        }

        var count = values.Length;
        return new LineColumn<T>(new PiecePlaces([.. pieces.Select((_, piece) => Math.Min(Block, count - (piece * Block)))]), pieces);
    }

    /// <summary>A number as what it stands for, which has just as many bits: the compiler leaves only one of these ways.</summary>
    internal static T FromNumber<T>(long number)
        where T : unmanaged => unchecked(Unsafe.SizeOf<T>() switch
        {
            sizeof(byte) => Unsafe.BitCast<byte, T>((byte)number),
            sizeof(ushort) => Unsafe.BitCast<ushort, T>((ushort)number),
            sizeof(int) => Unsafe.BitCast<int, T>((int)number),
            _ => Unsafe.BitCast<long, T>(number),
        });

    private static long ToNumber<T>(T value)
        where T : unmanaged => Unsafe.SizeOf<T>() switch
        {
            sizeof(byte) => Unsafe.BitCast<T, byte>(value),
            sizeof(ushort) => Unsafe.BitCast<T, ushort>(value),
            sizeof(int) => Unsafe.BitCast<T, int>(value),
            _ => Unsafe.BitCast<T, long>(value),
        };
}

/// <summary>Finds the piece in which a line stands.</summary>
internal sealed class PiecePlaces
{
    private const int Stride = 4_096;

    private readonly int[] starts;
    private readonly int[] guide;

    /// <summary>Notes the pieces.</summary>
    /// <param name="lengths">How many lines each of them has; none has none.</param>
    public PiecePlaces(IReadOnlyList<int> lengths)
    {
        starts = new int[lengths.Count + 1];
        for (var i = 0; i < lengths.Count; i++)
        {
            starts[i + 1] = checked(starts[i] + lengths[i]);
        }

        // Where one of so many lines stands; the others are looked for from there on, and most pieces are longer.
        guide = new int[(Count + Stride - 1) / Stride];
        for (int i = 0, piece = 0; i < guide.Length; i++)
        {
            while (starts[piece + 1] <= i * Stride)
            {
                piece++;
            }

            guide[i] = piece;
        }
    }

    /// <summary>How many lines there are.</summary>
    public int Count => starts[^1];

    /// <summary>How many lines a piece has.</summary>
    public int LengthOf(int piece) => starts[piece + 1] - starts[piece];

    /// <summary>A line's piece, and its place there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    public (int Piece, int At) Of(int line)
    {
        if (line < 0 || line >= Count)
        {
            throw new ArgumentOutOfRangeException(nameof(line));
        }

        var piece = guide[line / Stride];
        while (line >= starts[piece + 1])
        {
            piece++;
        }

        return (piece, line - starts[piece]);
    }
}
