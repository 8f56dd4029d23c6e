using Npgsql;

namespace Compensation.Bench.Comparators;

/// <summary>The rows of a close in PostgreSQL, read and written by COPY and nothing else.</summary>
internal sealed class BareCopies : IDisposable
{
    private static readonly string[] Inputs = ["sellers", "edges", "order_events"];
    private static readonly string[] Outputs = ["run_earnings", "run_sellers", "run_payments", "run_carry"];

    private readonly NpgsqlConnection connection;
    private readonly byte[] buffer = new byte[1 << 18];
    private readonly Dictionary<string, MemoryStream> taken = [];

    /// <summary>Opens a connection.</summary>
    public BareCopies(string connectionString)
    {
        connection = new NpgsqlConnection(connectionString + ";Command Timeout=0");
        connection.Open();
    }

    /// <summary>Reads all rows that a close reads.</summary>
    /// <returns>How many bytes.</returns>
    public long Read() => Inputs.Sum(table => Copy($"COPY {table} TO STDOUT (FORMAT BINARY)", Stream.Null));

    /// <summary>Takes the rows that the last close has written into memory.</summary>
    public void Take()
    {
        foreach (var table in Outputs)
        {
            taken[table] = new MemoryStream();
            Copy($"COPY (SELECT * FROM {table} WHERE run = (SELECT max(run) FROM runs)) TO STDOUT (FORMAT BINARY)", taken[table]);
            Execute($"DROP TABLE IF EXISTS bare_{table}; CREATE TABLE bare_{table} (LIKE {table})");
        }
    }

    /// <summary>How many rows the last close has written into each table, and what they come to.</summary>
    public string Totals() => string.Join("; ", SqlOfRun.TotalsOf(LastRun(), "sum(lines), sum(amount) FROM run_earnings").Select(query =>
    {
        using var command = new NpgsqlCommand(query, connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        return string.Join(" of ", Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue));
    }));

    /// <summary>Writes the rows that were taken into tables without keys, indices and rules.</summary>
    /// <returns>How many bytes.</returns>
    public long Write()
    {
        foreach (var (table, rows) in taken)
        {
            rows.Position = 0;
            using var stream = connection.BeginRawBinaryCopy($"COPY bare_{table} FROM STDIN (FORMAT BINARY)");
            rows.CopyTo(stream, buffer.Length);
        }

        return taken.Values.Sum(rows => rows.Length);
    }

    public void Dispose() => connection.Dispose();

    private int LastRun()
    {
        using var command = new NpgsqlCommand("SELECT max(run) FROM runs", connection);
        return (int)command.ExecuteScalar()!;
    }

    private long Copy(string copy, Stream to)
    {
        var bytes = 0L;
        using var stream = connection.BeginRawBinaryCopy(copy);
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            to.Write(buffer, 0, read);
            bytes += read;
        }

        return bytes;
    }

    private void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
