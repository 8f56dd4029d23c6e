using System.Buffers.Text;
using Compensation.Ledger.Fields;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Compensation.Ledger.Store.Bulk;

/// <summary>Reads rows from SQLite without making an object of each cell.</summary>
internal sealed class SqliteCellReader : ICellReader
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private long[] values = new long[16];
    private int cell;

    public SqliteCellReader(SqliteConnection connection, string query)
    {
        database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, query, out statement), database);
    }

    public bool Next()
    {
        cell = 0;
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(result, database);
        }

        return result == raw.SQLITE_ROW;
    }

    public long Number(long none) => IsNothing() ? none : raw.sqlite3_column_int64(statement, cell++);

    public long? OptionalNumber() => IsNothing() ? null : raw.sqlite3_column_int64(statement, cell++);

    public bool Bytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (IsNothing())
        {
            return false;
        }

        value = raw.sqlite3_column_blob(statement, cell++);
        return true;
    }

    /// <summary>Values are JSON: <c>[5,null,7]</c>.</summary>
    bool ICellReader.Values(out ReadOnlySpan<long> values)
    {
        values = default;
        if (!Bytes(out var text))
        {
            return false;
        }

        var count = 0;
        for (var at = 1; at < text.Length && text[at] != ']';)
        {
            if (count == this.values.Length)
            {
                Array.Resize(ref this.values, 2 * count);
            }

            this.values[count++] = Utf8Parser.TryParse(text[at..], out long number, out var read) ? number : Field.NotGiven;
            at += (read > 0 ? read : "null".Length) + 1;
            if (text[at - 1] == ']')
            {
                break;
            }
        }

        values = this.values.AsSpan(0, count);
        return true;
    }

    public void Dispose() => statement.Dispose();

    /// <summary>Whether there is nothing in the cell, which is then passed over.</summary>
    private bool IsNothing()
    {
        var nothing = raw.sqlite3_column_type(statement, cell) == raw.SQLITE_NULL;
        cell += nothing ? 1 : 0;
        return nothing;
    }
}
