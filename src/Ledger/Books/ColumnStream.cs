using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Compensation.Ledger.Books;

/// <summary>Writes columns as they lie in memory (little endian), each after its length.</summary>
internal sealed class ColumnWriter(Stream target)
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

    public long ReadLong()
    {
        var value = 0L;
        source.ReadExactly(MemoryMarshal.AsBytes(new Span<long>(ref value)));
        return value;
    }

    public string ReadText() => Encoding.UTF8.GetString(Read<byte>());
}
