using System.Data.Common;
using Microsoft.Data.SqlClient;
using Npgsql;

namespace Compensation.Silo.Clustering;

/// <summary>Represents the database that a cluster's silos find each other in, and that keeps the states and reminders of grains.</summary>
/// <remarks>Orleans' own scripts make its tables; <c>docs/operating/cluster.md</c> says how.</remarks>
internal sealed class ClusterDatabase
{
    private const string PostgreSqlScheme = "postgresql:";
    private const string SqlServerScheme = "sqlserver:";

    /// <summary>
    /// Orleans' script for PostgreSQL lets two silos that write a grain's first state at the same moment both add a row, and afterwards nobody can
    /// read the grain. With this index the second one fails. SQL Server's script holds a lock instead.
    /// </summary>
    private const string OneRowPerState = """
        CREATE UNIQUE INDEX IF NOT EXISTS ux_orleansstorage_state
        ON orleansstorage (serviceid, graintypestring, grainidn0, grainidn1, (COALESCE(grainidextensionstring, '')))
        """;

    /// <summary>A query that each of Orleans' scripts adds.</summary>
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["UpdateIAmAlivetimeKey"] = "Clustering",
        ["WriteToStorageKey"] = "Persistence",
        ["UpsertReminderRowKey"] = "Reminders",
    };

    private readonly Func<DbConnection> connect;

    /// <summary>Reads a database's address.</summary>
    /// <exception cref="IOException">It is none.</exception>
    public ClusterDatabase(string address)
    {
        (Product, Invariant, connect) = address switch
        {
            _ when Rest(address, PostgreSqlScheme) is { } text => ("PostgreSQL", "Npgsql", () => new NpgsqlConnection(text)),
            _ when Rest(address, SqlServerScheme) is { } text => ("SQLServer", "Microsoft.Data.SqlClient", (Func<DbConnection>)(() => new SqlConnection(text))),
            _ => throw new IOException($"'{address}' is no database for a cluster: write {PostgreSqlScheme} or {SqlServerScheme} and a connection string."),
        };
        ConnectionString = address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Orleans' name of the database's ADO.NET provider.</summary>
    public string Invariant { get; }

    /// <summary>The connection string.</summary>
    public string ConnectionString { get; }

    /// <summary>What the files of Orleans' scripts begin with.</summary>
    private string Product { get; }

    /// <summary>Whether an error says that a row is there already.</summary>
    public static bool IsDoubled(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>Makes sure that Orleans' tables are there, and adds what they lack.</summary>
    /// <exception cref="IOException">They are not, or the database cannot be reached; the message says what to do.</exception>
    public async Task PrepareAsync(CancellationToken cancellation = default)
    {
        try
        {
            await using var connection = connect();
            await connection.OpenAsync(cancellation);
            var missing = Scripts.Values.Prepend("Main").ToList();
            if (await HasQueriesAsync(connection, cancellation))
            {
                missing.Remove("Main");
                await foreach (var query in QueriesAsync(connection, cancellation))
                {
                    missing.Remove(Scripts.GetValueOrDefault(query, ""));
                }
            }

            if (missing.Count > 0)
            {
                var scripts = string.Join(", ", missing.Select(part => $"{Product}-{part}.sql"));
                throw new IOException($"The cluster's database lacks tables of Orleans: run {scripts} from Orleans' sources, in this order. "
                    + "docs/operating/cluster.md says where they are.");
            }

            if (connection is NpgsqlConnection)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = OneRowPerState;
                await command.ExecuteNonQueryAsync(cancellation);
            }
        }
        catch (DbException failure)
        {
            throw new IOException($"The cluster's database cannot be used: {failure.Message}", failure);
        }
    }

    private static string? Rest(string address, string scheme) =>
        address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? address[scheme.Length..] : null;

    private static async Task<bool> HasQueriesAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM information_schema.tables WHERE LOWER(table_name) = 'orleansquery'";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture) > 0;
    }

    private static async IAsyncEnumerable<string> QueriesAsync(
        DbConnection connection, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT QueryKey FROM OrleansQuery";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return reader.GetString(0);
        }
    }
}
