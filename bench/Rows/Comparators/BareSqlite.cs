using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Compensation.Bench.Comparators;

/// <summary>The rows of a close in SQLite: read column by column, and inserted into tables without keys, indices and rules, in one transaction; by calls of
/// the library itself, without an object for each cell.</summary>
internal sealed class BareSqlite : IDisposable
{
    private static readonly string[] Inputs = ["sellers", "edges", "order_events"];
    private static readonly string[] Outputs = ["run_earnings", "run_sellers", "run_payments", "run_carry"];

    private const long Nothing = long.MinValue;

    private readonly SqliteConnection connection;
    private readonly List<TakenRows> taken = [];

    /// <summary>Opens the ledger's file, and another beside it to write to.</summary>
    public BareSqlite(string ledger, string bare)
    {
        connection = new SqliteConnection($"Data Source={ledger};Pooling=false");
        connection.Open();
        Execute($"ATTACH '{bare}' AS bare");
        Execute("PRAGMA bare.journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
    }

    /// <summary>Reads all rows that a close reads.</summary>
    /// <returns>The sum of all numbers and lengths, so that nothing is left out.</returns>
    public long Read()
    {
        var sum = 0L;
        foreach (var table in Inputs)
        {
            raw.sqlite3_prepare_v2(connection.Handle, $"SELECT * FROM {table}", out var statement);
            using (statement)
            {
                for (var columns = raw.sqlite3_column_count(statement); raw.sqlite3_step(statement) == raw.SQLITE_ROW;)
                {
                    for (var column = 0; column < columns; column++)
                    {
                        sum += raw.sqlite3_column_type(statement, column) == raw.SQLITE_INTEGER
                            ? raw.sqlite3_column_int64(statement, column) : raw.sqlite3_column_blob(statement, column).Length;
                    }
                }
            }
        }

        return sum;
    }

    /// <summary>Takes the rows that the last close has written into memory.</summary>
    public void Take()
    {
        taken.Clear();
        foreach (var table in Outputs)
        {
            taken.Add(new TakenRows(table, connection.Handle!));
            Execute($"DROP TABLE IF EXISTS bare.{table}");
            Execute($"CREATE TABLE bare.{table} AS SELECT * FROM {table} WHERE 0");
        }
    }

    /// <summary>Writes the rows that were taken.</summary>
    /// <returns>How many.</returns>
    public long Write()
    {
        using var transaction = connection.BeginTransaction();
        var rows = taken.Sum(table => table.Write(connection.Handle!));
        transaction.Commit();
        return rows;
    }

    public void Dispose() => connection.Dispose();

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a table, cell after cell.</summary>
    private sealed class TakenRows
    {
        private readonly string table;
        private readonly int columns;
        private readonly List<long> numbers = [];
        private readonly List<byte[]?> texts = [];
        private readonly HashSet<int> packed = [];

        public TakenRows(string table, sqlite3 database)
        {
            this.table = table;
            raw.sqlite3_prepare_v2(database, $"SELECT * FROM {table} WHERE run = (SELECT max(run) FROM runs)", out var statement);
            using (statement)
            {
                columns = raw.sqlite3_column_count(statement);
                packed.UnionWith(Enumerable.Range(1, columns).Where(column => raw.sqlite3_column_decltype(statement, column - 1).utf8_to_string() == "BLOB"));
                while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
                {
                    for (var column = 0; column < columns; column++)
                    {
                        var type = raw.sqlite3_column_type(statement, column);
                        numbers.Add(type == raw.SQLITE_INTEGER ? raw.sqlite3_column_int64(statement, column) : Nothing);
                        texts.Add(type is raw.SQLITE_TEXT or raw.SQLITE_BLOB ? raw.sqlite3_column_blob(statement, column).ToArray() : null);
                    }
                }
            }
        }

        public long Write(sqlite3 database)
        {
            var places = string.Join(", ", Enumerable.Repeat("?", columns));
            raw.sqlite3_prepare_v2(database, $"INSERT INTO bare.{table} VALUES ({places})", out var statement);
            using (statement)
            {
                for (var cell = 0; cell < numbers.Count;)
                {
                    for (var column = 1; column <= columns; column++, cell++)
                    {
                        _ = texts[cell] is { } bytes && packed.Contains(column) ? raw.sqlite3_bind_blob(statement, column, bytes)
                            : texts[cell] is { } text ? raw.sqlite3_bind_text(statement, column, text)
                            : numbers[cell] != Nothing ? raw.sqlite3_bind_int64(statement, column, numbers[cell])
                            : raw.sqlite3_bind_null(statement, column);
                    }

                    raw.sqlite3_step(statement);
                    raw.sqlite3_reset(statement);
                }
            }

            return numbers.Count / columns;
        }
    }
}
