using System.Diagnostics;
using Npgsql;

namespace Compensation.Bench.Comparators;

/// <summary>Orders in a bare table of PostgreSQL, with a key and nothing else: batches of one size, each a commit, over one connection.</summary>
internal sealed class BareInserts : IDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand insert;
    private readonly NpgsqlParameter<string[]> ids = new();
    private readonly NpgsqlParameter<int[]> sellers = new();
    private readonly NpgsqlParameter<long[]> personal = new();
    private int next;

    /// <summary>Makes the table.</summary>
    public BareInserts(string connectionString)
    {
        connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using (var create = new NpgsqlCommand("CREATE TABLE bare (id text PRIMARY KEY, seller int NOT NULL, pv bigint NOT NULL)", connection))
        {
            create.ExecuteNonQuery();
        }

        insert = new NpgsqlCommand("INSERT INTO bare SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING", connection)
        {
            Parameters = { ids, sellers, personal },
        };
    }

    /// <summary>Inserts for a while.</summary>
    /// <returns>Orders a second.</returns>
    public double Run(int size, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var first = next;
        while (watch.Elapsed < time)
        {
            ids.TypedValue = [.. Enumerable.Range(next, size).Select(order => $"B{order}")];
            sellers.TypedValue = [.. Enumerable.Range(next, size)];
            personal.TypedValue = [.. Enumerable.Repeat(100_00L, size)];
            insert.ExecuteNonQuery();
            next += size;
        }

        return (next - first) / watch.Elapsed.TotalSeconds;
    }

    public void Dispose()
    {
        insert.Dispose();
        connection.Dispose();
    }
}
