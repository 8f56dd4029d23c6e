using System.Data.Common;
using System.Text.Json;
using Compensation.Ledger.Store.Bulk;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Compensation.Ledger.Store;

/// <summary>A ledger in a SQLite file.</summary>
internal sealed class SqliteProvider(string path) : ILedgerProvider
{
    private readonly string connectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true }.ToString();

    public bool TakesOneWriter => true;

    public void Configure(DbContextOptionsBuilder<LedgerContext> options) =>
        options.UseSqlite(connectionString).AddInterceptors(Settings.OfEachConnection);

    /// <summary>The log beside the file lets readers read while somebody writes. A program that was killed while it upgraded has left its
    /// mark, which would keep everybody waiting; an upgrade takes far less than a minute.</summary>
    public async Task PrepareUpgradeAsync(LedgerContext context, CancellationToken cancellation)
    {
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellation);
        var marked = await context.Database
            .SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(cancellation);
        if (marked > 0)
        {
            await context.Database.ExecuteSqlRawAsync(
                "DELETE FROM __EFMigrationsLock WHERE julianday(Timestamp) < julianday('now', '-1 minute')", cancellation);
        }
    }

    public ICellWriter Write(LedgerContext context, BulkTable table) => new SqliteCellWriter((SqliteConnection)context.Database.GetDbConnection(), table);

    public ICellWriter WriteFew(LedgerContext context, LedgerBatch batch, BulkTable table) => Write(context, table);

    public ICellReader Read(LedgerContext context, BulkTable table, RowFilter filter) =>
        new SqliteCellReader((SqliteConnection)context.Database.GetDbConnection(), table.Select(filter));

    /// <summary>Whoever begins to write holds the whole file.</summary>
    public string HoldHead(string columns, string programme) => $"SELECT {columns} FROM programmes WHERE programme = {programme}";

    public string? IndexOnly => null;

    public string Given(LedgerBatch batch, string[] texts) => $"json_each({batch.Value(JsonSerializer.Serialize(texts))}) AS given";

    public async Task BackupAsync(string path, CancellationToken cancellation)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $path";
        command.Parameters.AddWithValue("$path", path);
        try
        {
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (SqliteException failure)
        {
            throw new IOException($"The backup '{path}' cannot be written: {failure.Message}", failure);
        }
    }

    public ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    /// <summary>Settings of each connection: a commit is on the disk before it is acknowledged, writers wait for each other, and a row
    /// that <c>INSERT OR REPLACE</c> would remove is guarded like any other. A cache of 256 MiB, of which only what is needed is taken, keeps the
    /// indices of an import in memory instead of writing their pages again and again. What a statement would take back if a rule refused it stays in
    /// memory too: otherwise each row that is added writes the pages that it changes to a temporary file.</summary>
    private sealed class Settings : DbConnectionInterceptor
    {
        public static readonly Settings OfEachConnection = new();

        private const string Pragmas = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 30000; PRAGMA recursive_triggers = ON; PRAGMA cache_size = -262144; "
            + "PRAGMA temp_store = MEMORY;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
