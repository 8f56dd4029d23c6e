using System.Buffers.Text;
using System.Text;
using Compensation.Ledger.Fields;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Compensation.Ledger.Store.Bulk;

/// <summary>Writes rows into SQLite by one prepared statement, in the connection's transaction.</summary>
internal sealed class SqliteCellWriter : ICellWriter
{
    /// <summary>The longest number, and a comma.</summary>
    private const int LongestValue = 21;

    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly int columns;
    private byte[] buffer = new byte[256];
    private int cells;

    public SqliteCellWriter(SqliteConnection connection, BulkTable table)
    {
        database = connection.Handle!;
        columns = table.Columns.Count;
        var places = string.Join(", ", Enumerable.Repeat("?", columns));
        Check(raw.sqlite3_prepare_v2(database, $"INSERT INTO {table.Name} ({table.ColumnList}) VALUES ({places})", out statement));
    }

    public void Int(int? value) => Long(value);

    public void Long(long? value)
    {
        if (value is { } number)
        {
            Check(raw.sqlite3_bind_int64(statement, ++cells, number));
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
            return;
        }

        Ensure(Encoding.UTF8.GetMaxByteCount(value.Length));
        Utf8(buffer.AsSpan(0, Encoding.UTF8.GetBytes(value, buffer)));
    }

    public void Utf8(ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_text(statement, ++cells, value));

    public void Bytes(ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_blob(statement, ++cells, value));

    /// <summary>Values are JSON: <c>[5,null,7]</c>.</summary>
    public void Values(ReadOnlySpan<long> values)
    {
        Ensure((values.Length * LongestValue) + 2);
        var used = 0;
        buffer[used++] = (byte)'[';
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                buffer[used++] = (byte)',';
            }

            if (values[i] != Field.NotGiven)
            {
                Utf8Formatter.TryFormat(values[i], buffer.AsSpan(used), out var written);
                used += written;
            }
            else
            {
                "null"u8.CopyTo(buffer.AsSpan(used));
                used += 4;
            }
        }

        buffer[used++] = (byte)']';
        Utf8(buffer.AsSpan(0, used));
    }

    public void Nothing() => Check(raw.sqlite3_bind_null(statement, ++cells));

    public void EndRow()
    {
        if (cells != columns)
        {
            throw new InvalidOperationException($"The row has {cells} cells and the table {columns} columns.");
        }

        cells = 0;
        var result = raw.sqlite3_step(statement);
        if (result != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(result, database);
        }

        Check(raw.sqlite3_reset(statement));
    }

    /// <summary>Every row was checked when it was written.</summary>
    public void Complete()
    {
    }

    public void Dispose() => statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, database);

    private void Ensure(int size)
    {
        if (buffer.Length < size)
        {
            buffer = new byte[Math.Max(size, 2 * buffer.Length)];
        }
    }
}
