using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Compensation.Rules.Closing;

namespace Compensation.Ledger.Books;

/// <summary>Writes columns as they lie in memory (little endian), each after its length.</summary>
/// <param name="target">Where to.</param>
/// <param name="unpacks">Whether numbers are written in eight bytes each, however they are kept: what is hashed must not depend on that.</param>
internal sealed class ColumnWriter(Stream target, bool unpacks)
{
    public void Write<T>(ReadOnlySpan<T> column)
        where T : unmanaged
    {
        var length = column.Length;
        target.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));

        // A column may be larger than what one call takes.
        const int part = 1 << 26;
        for (var start = 0; start < length; start += part)
        {
            target.Write(MemoryMarshal.AsBytes(column[start..Math.Min(length, start + part)]));
        }
    }

    public void Write(NumberColumn column)
    {
        if (unpacks)
        {
            WriteUnpacked(column);
            return;
        }

        var (bounds, length) = (new long[2 * column.Pieces], 0);
        for (var i = 0; i < column.Pieces; i++)
        {
            var piece = column.PieceAt(i);
            (bounds[2 * i], bounds[(2 * i) + 1]) = (piece.Least, piece.Most);
            length = checked(length + piece.Bytes.Length);
        }

        Write<long>(bounds);
        target.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        for (var i = 0; i < column.Pieces; i++)
        {
            target.Write(column.PieceAt(i).Bytes);
        }

        Write(column.Rest);
    }

    private void WriteUnpacked(NumberColumn column)
    {
        var length = column.Count;
        target.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        var some = new long[NumberColumn.PieceRows];
        for (var from = 0; from < length; from += some.Length)
        {
            var part = some.AsSpan(0, Math.Min(some.Length, length - from));
            column.CopyTo(from, part);
            target.Write(MemoryMarshal.AsBytes<long>(part));
        }
    }

    public void Write(long value) => target.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    public void Write(string text) => Write<byte>(Encoding.UTF8.GetBytes(text));
}

/// <summary>Reads what a <see cref="ColumnWriter"/> has written.</summary>
internal sealed class ColumnReader(Stream source)
{
    /// <exception cref="EndOfStreamException">There is less than was written.</exception>
    public T[] Read<T>()
        where T : unmanaged
    {
        var length = 0;
        source.ReadExactly(MemoryMarshal.AsBytes(new Span<int>(ref length)));
        if (length < 0 || (long)length * Unsafe.SizeOf<T>() > source.Length - source.Position)
        {
            throw new EndOfStreamException("A column says that it is longer than what is left.");
        }

        var column = GC.AllocateUninitializedArray<T>(length);
        const int part = 1 << 26;
        for (var start = 0; start < length; start += part)
        {
            source.ReadExactly(MemoryMarshal.AsBytes(column.AsSpan(start, Math.Min(part, length - start))));
        }

        return column;
    }

    /// <exception cref="EndOfStreamException">There is less than was written, or more pieces than their bounds tell of.</exception>
    public void Read(NumberColumnBuilder into)
    {
        var (bounds, bytes, start) = (Read<long>(), Read<byte>(), 0);
        for (var i = 0; i + 1 < bounds.Length; i += 2)
        {
            var length = NumberPiece.LengthOf(bounds[i], bounds[i + 1]);
            if (length > bytes.Length - start)
            {
                throw new EndOfStreamException("A column's pieces are longer than the column.");
            }

            into.AddPiece(bounds[i], bounds[i + 1], bytes, start);
            start += length;
        }

        into.Add(Read<long>());
    }

    public long ReadLong()
    {
        var value = 0L;
        source.ReadExactly(MemoryMarshal.AsBytes(new Span<long>(ref value)));
        return value;
    }

    public string ReadText() => Encoding.UTF8.GetString(Read<byte>());
}
