using System.Data.Common;
using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Compensation.Ledger.Store;

/// <summary>A ledger on PostgreSQL.</summary>
internal sealed class PostgreSqlProvider(string connectionString) : ILedgerProvider
{
    /// <summary>Nothing is tried again here, and errors of a lost connection come as the database's own, not as another exception around them.</summary>
    public void Configure(DbContextOptionsBuilder<LedgerContext> options) => options.UseNpgsql(
        connectionString, postgreSql => postgreSql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies)));

    public Task PrepareUpgradeAsync(LedgerContext context, CancellationToken cancellation) => Task.CompletedTask;

    public ICellWriter Write(DbConnection connection, BulkTable table) => new CopyWriter((NpgsqlConnection)connection, table);

    public ICellReader Read(DbConnection connection, BulkTable table, RowFilter filter) =>
        new CopyReader((NpgsqlConnection)connection, table.Select(filter));

    public Task BackupAsync(string path, CancellationToken cancellation) =>
        throw new NotSupportedException("A ledger in PostgreSQL is backed up by pg_dump, which comes with it.");

    public async ValueTask DisposeAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }
}
