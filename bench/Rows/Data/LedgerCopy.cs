using Compensation.Bench.Measuring;
using Compensation.Ledger.Store;
using Npgsql;
using Plan = Compensation.Rules.Plans.Plan;

namespace Compensation.Bench.Data;

/// <summary>Databases of the run's PostgreSQL server. A company is imported once; each row works on a copy.</summary>
internal static class LedgerCopy
{
    /// <summary>A new database with the company's ledger.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> OfAsync(RowRun run, Plan plan, string name)
    {
        var original = $"company_{run.Sellers}";
        if (!Exists(run, original))
        {
            var unfinished = NewDatabase(run, original + "_new", create: true);
            await using (var database = await LedgerDatabase.OpenAsync("postgresql:" + unfinished, new ShiftedClock(LedgerCompany.Within)))
            {
                await LedgerCompany.ImportAsync(database, run.FolderOf(run.Sellers), plan);
            }

            NpgsqlConnection.ClearAllPools();
            Execute(run, $"ALTER DATABASE {original}_new RENAME TO {original}");
            await using var analyzing = new NpgsqlConnection(NewDatabase(run, original, create: false));
            await analyzing.OpenAsync();
            await using (var analyze = new NpgsqlCommand("VACUUM ANALYZE", analyzing) { CommandTimeout = 0 })
            {
                await analyze.ExecuteNonQueryAsync();
            }

            NpgsqlConnection.ClearAllPools();
        }

        Execute(run, $"DROP DATABASE IF EXISTS row_{name}");
        Execute(run, $"CREATE DATABASE row_{name} TEMPLATE {original} STRATEGY file_copy");
        return NewDatabase(run, $"row_{name}", create: false);
    }

    /// <summary>The connection string of a database, which is made anew if it is said so.</summary>
    public static string NewDatabase(RowRun run, string name, bool create)
    {
        if (create)
        {
            Execute(run, $"DROP DATABASE IF EXISTS {name}");
            Execute(run, $"CREATE DATABASE {name}");
        }

        // Several programs share a server that gives a hundred connections.
        return new NpgsqlConnectionStringBuilder(run.Options.PostgreSql) { Database = name, MaxPoolSize = 24 }.ConnectionString;
    }

    private static bool Exists(RowRun run, string name)
    {
        using var connection = new NpgsqlConnection(run.Options.PostgreSql);
        connection.Open();
        using var command = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = name } } };
        return (long)command.ExecuteScalar()! > 0;
    }

    private static void Execute(RowRun run, string sql)
    {
        using var connection = new NpgsqlConnection(run.Options.PostgreSql);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }
}
