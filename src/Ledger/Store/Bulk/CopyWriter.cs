using System.Buffers.Binary;
using System.Text;
using Compensation.Ledger.Fields;
using Npgsql;

namespace Compensation.Ledger.Store.Bulk;

/// <summary>Writes rows into PostgreSQL's binary COPY.</summary>
/// <remarks>A COPY takes a limited number of rows; then the next one begins, so that the rows which the triggers look at together stay few
/// enough for the memory that its transaction may take. After more rows than PostgreSQL thought the table held, it looks at what the table holds now,
/// because plans made for a small table are bad for a large one.</remarks>
internal sealed class CopyWriter : ICellWriter
{
    private const int RowsPerCopy = 250_000;
    private const int RowsWorthCounting = 10_000;
    private const int BufferSize = 1 << 16;
    private const int BigIntType = 20;
    private const int Null = -1;

    /// <summary>The signature, no flags, no extension.</summary>
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly NpgsqlConnection connection;
    private readonly string table;
    private readonly string command;
    private readonly short columns;
    private NpgsqlRawCopyStream? copy;
    private byte[] buffer = new byte[BufferSize];
    private int used;
    private int cells;
    private int rows;
    private long written;

    public CopyWriter(NpgsqlConnection connection, BulkTable table)
    {
        this.connection = connection;
        this.table = table.Name;
        command = $"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)";
        columns = (short)table.Columns.Count;
    }

    public void Int(int? value)
    {
        if (value is { } number)
        {
            var cell = Cell(sizeof(int));
            BinaryPrimitives.WriteInt32BigEndian(cell, number);
        }
        else
        {
            Nothing();
        }
    }

    public void Long(long? value)
    {
        if (value is { } number)
        {
            var cell = Cell(sizeof(long));
            BinaryPrimitives.WriteInt64BigEndian(cell, number);
        }
        else
        {
            Nothing();
        }
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Nothing();
        }
        else
        {
            Encoding.UTF8.GetBytes(value, Cell(Encoding.UTF8.GetByteCount(value)));
        }
    }

    public void Utf8(ReadOnlySpan<byte> value) => Bytes(value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Cell(value.Length));

    /// <summary>An array: dimensions, whether it has nulls, element type; length and lower bound; the elements, each with its size.</summary>
    public void Values(ReadOnlySpan<long> values)
    {
        const int Preamble = 3 * sizeof(int);
        const int Dimension = 2 * sizeof(int);
        var present = values.Length - values.Count(Field.NotGiven);
        var size = Preamble + (values.IsEmpty ? 0 : Dimension + (values.Length * sizeof(int)) + (present * sizeof(long)));
        var cell = Cell(size);
        Put(ref cell, values.IsEmpty ? 0 : 1);
        Put(ref cell, present < values.Length ? 1 : 0);
        Put(ref cell, BigIntType);
        if (values.IsEmpty)
        {
            return;
        }

        Put(ref cell, values.Length);
        Put(ref cell, 1);
        foreach (var value in values)
        {
            Put(ref cell, value == Field.NotGiven ? Null : sizeof(long));
            if (value != Field.NotGiven)
            {
                BinaryPrimitives.WriteInt64BigEndian(cell, value);
                cell = cell[sizeof(long)..];
            }
        }
    }

    public void Nothing()
    {
        BeginCell();
        BinaryPrimitives.WriteInt32BigEndian(Reserve(sizeof(int)), Null);
    }

    public void EndRow()
    {
        if (cells != columns)
        {
            throw new InvalidOperationException($"The row has {cells} cells and the table {columns} columns.");
        }

        cells = 0;
        written++;
        if (++rows == RowsPerCopy)
        {
            EndCopy();
        }
    }

    public void Complete()
    {
        EndCopy();
        if (written >= RowsWorthCounting && written > RowsLastCounted())
        {
            Do("ANALYZE " + table);
        }
    }

    public void Dispose()
    {
        if (copy is not null)
        {
            copy.Cancel();
            copy.Dispose();
            copy = null;
        }
    }

    /// <summary>How many rows the table held when PostgreSQL last looked; -1 if it never did.</summary>
    private float RowsLastCounted()
    {
        using var counted = new NpgsqlCommand($"SELECT reltuples FROM pg_class WHERE oid = '{table}'::regclass", connection);
        return (float)counted.ExecuteScalar()!;
    }

    private void Do(string statement)
    {
        using var command = new NpgsqlCommand(statement, connection);
        command.ExecuteNonQuery();
    }

    private void EndCopy()
    {
        if (copy is null)
        {
            return;
        }

        BinaryPrimitives.WriteInt16BigEndian(Reserve(sizeof(short)), Null);
        Flush();
        var ending = copy;
        (copy, rows) = (null, 0);
        ending.Dispose();
    }

    private static void Put(ref Span<byte> place, int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(place, number);
        place = place[sizeof(int)..];
    }

    private Span<byte> Cell(int size)
    {
        BeginCell();
        var cell = Reserve(sizeof(int) + size);
        BinaryPrimitives.WriteInt32BigEndian(cell, size);
        return cell[sizeof(int)..];
    }

    /// <summary>Begins the row with its first cell, and the COPY with its first row.</summary>
    private void BeginCell()
    {
        if (copy is null)
        {
            if (written == 0)
            {
                Do("SET LOCAL work_mem = '64MB'");
            }

            copy = connection.BeginRawBinaryCopy(command);
            // Its end waits for the triggers of all its rows, which takes as long as there are many and the trees deep.
            copy.ReadTimeout = 0;
            Header.CopyTo(Reserve(Header.Length));
        }

        if (cells++ == 0)
        {
            BinaryPrimitives.WriteInt16BigEndian(Reserve(sizeof(short)), columns);
        }
    }

    private Span<byte> Reserve(int size)
    {
        if (used + size > buffer.Length)
        {
            Flush();
            if (size > buffer.Length)
            {
                buffer = new byte[size];
            }
        }

        used += size;
        return buffer.AsSpan(used - size, size);
    }

    private void Flush()
    {
        copy!.Write(buffer, 0, used);
        used = 0;
    }
}
