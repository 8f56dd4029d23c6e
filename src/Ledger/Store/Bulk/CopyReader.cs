using System.Buffers.Binary;
using System.Data;
using Compensation.Ledger.Fields;
using Npgsql;

namespace Compensation.Ledger.Store.Bulk;

/// <summary>Reads rows from PostgreSQL's binary COPY.</summary>
internal sealed class CopyReader : ICellReader
{
    private const int HeaderSize = 19;
    private const int BufferSize = 1 << 16;

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlRawCopyStream copy;
    private byte[] buffer = new byte[BufferSize];
    private long[] values = new long[16];
    private int at;
    private int end;
    private int cellsLeft;

    public CopyReader(NpgsqlConnection connection, string query)
    {
        this.connection = connection;
        copy = connection.BeginRawBinaryCopy($"COPY ({query}) TO STDOUT (FORMAT BINARY)");
        Take(HeaderSize);
    }

    /// <summary>Goes to the next row, past the cells that nobody asked for.</summary>
    public bool Next()
    {
        while (cellsLeft > 0)
        {
            Bytes(out _);
        }

        cellsLeft = BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));
        return cellsLeft >= 0;
    }

    public long Number(long none) => OptionalNumber() ?? none;

    public long? OptionalNumber() => Bytes(out var cell)
        ? cell.Length == sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(cell) : BinaryPrimitives.ReadInt64BigEndian(cell)
        : null;

    public bool Bytes(out ReadOnlySpan<byte> value)
    {
        cellsLeft--;
        var size = BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));
        value = size < 0 ? default : Take(size);
        return size >= 0;
    }

    /// <summary>An array: dimensions, whether it has nulls, element type; length and lower bound; the elements, each with its size.</summary>
    bool ICellReader.Values(out ReadOnlySpan<long> values)
    {
        values = default;
        if (!Bytes(out var cell))
        {
            return false;
        }

        if (Get(ref cell) == 0)
        {
            return true;
        }

        cell = cell[(2 * sizeof(int))..];
        var count = Get(ref cell);
        Get(ref cell);
        if (count > this.values.Length)
        {
            this.values = new long[count];
        }

        for (var i = 0; i < count; i++)
        {
            var size = Get(ref cell);
            this.values[i] = size < 0 ? Field.NotGiven : BinaryPrimitives.ReadInt64BigEndian(cell);
            cell = cell[Math.Max(size, 0)..];
        }

        values = this.values.AsSpan(0, count);
        return true;
    }

    /// <summary>Ends reading, before the end too.</summary>
    public void Dispose()
    {
        // A lost connection has ended it; to cancel it then would hide the loss behind an error of its own.
        if (connection.State == ConnectionState.Open)
        {
            copy.Cancel();
        }

        copy.Dispose();
    }

    private static int Get(ref ReadOnlySpan<byte> cell)
    {
        var number = BinaryPrimitives.ReadInt32BigEndian(cell);
        cell = cell[sizeof(int)..];
        return number;
    }

    private ReadOnlySpan<byte> Take(int size)
    {
        if (at + size > end)
        {
            Fill(size);
        }

        at += size;
        return buffer.AsSpan(at - size, size);
    }

    private void Fill(int size)
    {
        var rest = buffer.AsSpan(at, end - at);
        if (size > buffer.Length)
        {
            var larger = new byte[size];
            rest.CopyTo(larger);
            buffer = larger;
        }
        else
        {
            rest.CopyTo(buffer);
        }

        (at, end) = (0, rest.Length);
        while (end < size)
        {
            var read = copy.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                throw new EndOfStreamException("PostgreSQL ended a COPY in the middle of a row.");
            }

            end += read;
        }
    }
}
