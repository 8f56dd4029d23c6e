using System.Text.Json;
using Compensation.Ledger.Store.Bulk;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Compensation.Ledger.Store.SqlServer;

/// <summary>A ledger on SQL Server.</summary>
internal sealed class SqlServerProvider(string connectionString) : ILedgerProvider
{
    public bool TakesOneWriter => false;

    public void Configure(DbContextOptionsBuilder<LedgerContext> options) => options.UseSqlServer(connectionString);

    public Task PrepareUpgradeAsync(LedgerContext context, CancellationToken cancellation) => Task.CompletedTask;

    public ICellWriter Write(LedgerContext context, BulkTable table) => new SqlServerCellWriter(Connection(context), Transaction(context), table);

    /// <summary>What the batch holds already comes first: it takes the programme's head, without which two writers could wait for each other.</summary>
    public ICellWriter WriteFew(LedgerContext context, LedgerBatch batch, BulkTable table)
    {
        batch.Run();
        return Write(context, table);
    }

    public ICellReader Read(LedgerContext context, BulkTable table, RowFilter filter) =>
        new SqlServerCellReader(Connection(context), Transaction(context), table.Select(filter));

    public string HoldHead(string columns, string programme) => $"SELECT {columns} FROM programmes WITH (UPDLOCK, ROWLOCK) WHERE programme = {programme}";

    public string? IndexOnly => null;

    public string Given(LedgerBatch batch, string[] texts) =>
        $"(SELECT value {SqlServerDialect.Ordinal} AS value FROM OPENJSON({batch.Value(JsonSerializer.Serialize(texts))})) AS given";

    public Task BackupAsync(string path, CancellationToken cancellation) =>
        throw new NotSupportedException("A ledger in SQL Server is backed up by its own BACKUP DATABASE.");

    public async ValueTask DisposeAsync()
    {
        await using var connection = new SqlConnection(connectionString);
        SqlConnection.ClearPool(connection);
    }

    private static SqlConnection Connection(LedgerContext context) => (SqlConnection)context.Database.GetDbConnection();

    private static SqlTransaction? Transaction(LedgerContext context) => (SqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
}
