using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Compensation.Bench.Comparators;

/// <summary>The rows of a close in SQLite: read column by column, and inserted into tables without keys, indices and rules, in one transaction.</summary>
internal sealed class BareSqlite : IDisposable
{
    private static readonly string[] Inputs = ["sellers", "edges", "order_events"];
    private static readonly string[] Outputs = ["run_lines", "run_sellers", "run_payments", "run_carry"];

    private readonly SqliteConnection connection;
    private readonly List<(string Table, List<object[]> Rows)> taken = [];

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
            var rows = new List<object[]>();
            Rows($"SELECT * FROM {table} WHERE run = (SELECT max(run) FROM runs)", (reader, columns) =>
            {
                var row = new object[columns];
                reader.GetValues(row);
                rows.Add(row);
            });
            taken.Add((table, rows));
            Execute($"DROP TABLE IF EXISTS bare.{table}");
            Execute($"CREATE TABLE bare.{table} AS SELECT * FROM {table} WHERE 0");
        }
    }

    /// <summary>Writes the rows that were taken.</summary>
    /// <returns>How many.</returns>
    public long Write()
    {
        using var transaction = connection.BeginTransaction();
        foreach (var (table, rows) in taken.Where(taken => taken.Rows.Count > 0))
        {
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            var places = Enumerable.Range(0, rows[0].Length).Select(place => insert.Parameters.Add($"$p{place}", SqliteType.Integer)).ToList();
            places.ForEach(place => place.ResetSqliteType());
            insert.CommandText = $"INSERT INTO bare.{table} VALUES ({string.Join(", ", places.Select(place => place.ParameterName))})";
            foreach (var row in rows)
            {
                for (var place = 0; place < row.Length; place++)
                {
                    places[place].Value = row[place];
                }

                insert.ExecuteNonQuery();
            }
        }

        transaction.Commit();
        return taken.Sum(table => table.Rows.Count);
    }

    public void Dispose() => connection.Dispose();

    private long Rows(string query, Action<SqliteDataReader, int> take)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var count = 0L;
        for (var columns = reader.FieldCount; reader.Read(); count++)
        {
            take(reader, columns);
        }

        return count;
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
