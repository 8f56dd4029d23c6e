using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Compensation.Ledger.Store;

/// <summary>A ledger on PostgreSQL.</summary>
internal sealed class PostgreSqlProvider(string connectionString) : ILedgerProvider
{
    public void Configure(DbContextOptionsBuilder<LedgerContext> options) => options.UseNpgsql(connectionString);

    public Task PrepareUpgradeAsync(LedgerContext context, CancellationToken cancellation) => Task.CompletedTask;

    public ICellWriter Write(LedgerContext context, BulkTable table) => new CopyWriter((NpgsqlConnection)context.Database.GetDbConnection(), table);

    public ICellReader Read(LedgerContext context, BulkTable table, RowFilter filter) =>
        new CopyReader((NpgsqlConnection)context.Database.GetDbConnection(), table.Select(filter));

    public Task BackupAsync(string path, CancellationToken cancellation) =>
        throw new NotSupportedException("A ledger in PostgreSQL is backed up by pg_dump, which comes with it.");

    public async ValueTask DisposeAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }
}
