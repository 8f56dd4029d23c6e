using System.Collections;
using System.Runtime.CompilerServices;

namespace Compensation.Rules.Closing;

/// <summary>A column of whole numbers, such as instants or units of a volume, in as few bytes as they take.</summary>
/// <remarks>It stands in pieces of <see cref="PieceRows"/> rows, each packed by itself; the last rows, too few for a piece, stand as they came. A column
/// does not change, though it may share its memory with a <see cref="NumberColumnBuilder"/> that goes on adding rows.</remarks>
[CollectionBuilder(typeof(NumberColumn), nameof(Of))]
public sealed class NumberColumn : IReadOnlyList<long>
{
    /// <summary>How many rows a piece has.</summary>
    public const int PieceRows = 1 << PieceBits;

    private const int PieceBits = 14;

    private readonly PackedValues[] pieces;
    private readonly long[] rest;
    private readonly int packed;

    internal NumberColumn(PackedValues[] pieces, int count, long[] rest)
    {
        (this.pieces, this.rest, Count, Pieces) = (pieces, rest, count, count / PieceRows);
        packed = Pieces * PieceRows;
    }

    /// <summary>Takes an array as it stands, however many numbers it has: what is looked at once need not be packed.</summary>
    private NumberColumn(long[] numbers)
    {
        (pieces, rest, Count) = ([], numbers, numbers.Length);
    }

    /// <summary>How many numbers there are.</summary>
    public int Count { get; }

    /// <summary>How many pieces there are; the rows behind them are the <see cref="Rest"/>.</summary>
    public int Pieces { get; }

    /// <summary>The numbers of the last rows, which are no whole piece.</summary>
    public ReadOnlySpan<long> Rest => rest.AsSpan(0, Count - packed);

    /// <summary>The number of a row.</summary>
    public long this[int row] => row < packed ? pieces[row >> PieceBits][row & (PieceRows - 1)] : Rest[row - packed];

    /// <summary>Packs numbers.</summary>
    public static NumberColumn Of(ReadOnlySpan<long> numbers)
    {
        var column = new NumberColumnBuilder();
        column.Add(numbers);
        return column.ToColumn();
    }

    /// <summary>Takes an array as it stands.</summary>
    public static NumberColumn FromArray(long[] numbers) => new(numbers);

    /// <summary>Takes an array as it stands.</summary>
    public static implicit operator NumberColumn(long[] numbers) => FromArray(numbers);

    /// <summary>A piece as it stands in memory.</summary>
    /// <param name="piece">Which, from 0.</param>
    public NumberPiece PieceAt(int piece) => pieces[piece].ToPiece(PieceRows);

    /// <summary>Copies the numbers of consecutive rows: for whoever goes through many.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="into">Takes the numbers, as many as it is long.</param>
    public void CopyTo(int first, Span<long> into)
    {
        while (into.Length > 0 && first < packed)
        {
            var at = first & (PieceRows - 1);
            var part = into[..Math.Min(into.Length, PieceRows - at)];
            pieces[first >> PieceBits].CopyTo(at, part);
            first += part.Length;
            into = into[part.Length..];
        }

        if (into.Length > 0)
        {
            Rest.Slice(first - packed, into.Length).CopyTo(into);
        }
    }

    /// <summary>All numbers.</summary>
    public long[] ToArray()
    {
        var numbers = new long[Count];
        CopyTo(0, numbers);
        return numbers;
    }

    /// <summary>Whether all numbers lie between two others, or are one of them.</summary>
    public bool AreWithin(long lowest, long highest)
    {
        foreach (var piece in pieces.AsSpan(0, Pieces))
        {
            if (!piece.AreWithin(lowest, highest))
            {
                return false;
            }
        }

        return !Rest.ContainsAnyExceptInRange(lowest, highest);
    }

    /// <summary>How far from zero a sum of some of the numbers can be at most, or a little more: of a piece the greatest distance counts for all of its
    /// rows.</summary>
    public UInt128 Reach()
    {
        var reach = UInt128.Zero;
        foreach (var piece in pieces.AsSpan(0, Pieces))
        {
            reach += (UInt128)PieceRows * piece.Distance;
        }

        foreach (var number in Rest)
        {
            reach += PackedValues.DistanceOf(number);
        }

        return reach;
    }

    /// <summary>The numbers one after another.</summary>
    public IEnumerator<long> GetEnumerator()
    {
        for (var row = 0; row < Count; row++)
        {
            yield return this[row];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Some numbers as they stand in memory: each as how far above the least it is.</summary>
/// <param name="least">The least number.</param>
/// <param name="most">The greatest number.</param>
/// <param name="bytes">The numbers, little endian, each in as many bytes as the greatest takes; none where all are the same.</param>
public readonly ref struct NumberPiece(long least, long most, ReadOnlySpan<byte> bytes)
{
    /// <summary>The least number.</summary>
    public long Least { get; } = least;

    /// <summary>The greatest number.</summary>
    public long Most { get; } = most;

    /// <summary>The numbers, little endian, each in as many bytes as the greatest takes; none where all are the same.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>How many bytes a piece takes.</summary>
    /// <param name="least">The least number.</param>
    /// <param name="most">The greatest number.</param>
    public static int LengthOf(long least, long most) => NumberColumn.PieceRows * PackedValues.WidthOf(least, most);
}
