using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Compensation.Ledger.Store;

/// <summary>A ledger on PostgreSQL.</summary>
/// <remarks>Connections go back to the pool as they are: nothing here changes a session's settings, and the usual reset would throw away the plans of the
/// triggers, which cost more than the checks. Statements that come again and again are prepared, for planning the lookups of a group of orders costs more than
/// answering them; an address that says otherwise (<c>Max Auto Prepare=0</c>, for a pool that shares connections between transactions) is obeyed. So is one
/// that sets <c>Maximum Pool Size</c>: otherwise a flood of readers takes no more than half of the connections that a server gives by default, and
/// waits. The writer's groups have a connection of their own, where statements are prepared and the triggers' plans made once; taken in turn from those of all
/// readers, each group would find one that has yet to learn them.</remarks>
internal sealed class PostgreSqlProvider(NpgsqlConnectionStringBuilder address) : ILedgerProvider
{
    private const int Prepared = 64;
    private const int Connections = 48;

    private readonly string connectionString = Tuned(address).ConnectionString;

    /// <summary>Its own name makes it a pool of its own, and shows the connection to whoever watches the server.</summary>
    private readonly string groupsConnectionString = new NpgsqlConnectionStringBuilder(Tuned(address).ConnectionString)
    {
        ApplicationName = $"{address.ApplicationName ?? "compensation"} writer",
    }.ConnectionString;

    public bool TakesOneWriter => false;

    /// <summary>Nothing is tried again here, and errors of a lost connection come as the database's own, not as another exception around them.</summary>
    public void Configure(DbContextOptionsBuilder<LedgerContext> options) => Configure(options, connectionString);

    public void ConfigureGroups(DbContextOptionsBuilder<LedgerContext> options) => Configure(options, groupsConnectionString);

    public Task PrepareUpgradeAsync(LedgerContext context, CancellationToken cancellation) => Task.CompletedTask;

    public ICellWriter Write(LedgerContext context, BulkTable table) => new CopyWriter((NpgsqlConnection)context.Database.GetDbConnection(), table);

    public ICellWriter WriteFew(LedgerContext context, LedgerBatch batch, BulkTable table) => batch.Rows(table);

    public ICellReader Read(LedgerContext context, BulkTable table, RowFilter filter) =>
        new CopyReader((NpgsqlConnection)context.Database.GetDbConnection(), table.Select(filter));

    public string HoldHead(string columns, string programme) => $"SELECT {columns} FROM programmes WHERE programme = {programme} FOR UPDATE";

    /// <summary>A plan that is kept, made while a table was small, must suit it when it is large.</summary>
    public string? IndexOnly => "SET LOCAL enable_seqscan = off";

    public string Given(LedgerBatch batch, string[] texts) => $"unnest({batch.Value(texts)}) AS given (value)";

    public Task BackupAsync(string path, CancellationToken cancellation) =>
        throw new NotSupportedException("A ledger in PostgreSQL is backed up by pg_dump, which comes with it.");

    public async ValueTask DisposeAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
        await using var ofGroups = new NpgsqlConnection(groupsConnectionString);
        NpgsqlConnection.ClearPool(ofGroups);
    }

    private static NpgsqlConnectionStringBuilder Tuned(NpgsqlConnectionStringBuilder address) => new(address.ConnectionString)
    {
        NoResetOnClose = true,
        MaxPoolSize = address.ShouldSerialize("Maximum Pool Size") ? address.MaxPoolSize : Connections,
        MaxAutoPrepare = address.ShouldSerialize("Max Auto Prepare") ? address.MaxAutoPrepare : Prepared,
    };

    private static void Configure(DbContextOptionsBuilder<LedgerContext> options, string connectionString) => options.UseNpgsql(
        connectionString, postgreSql => postgreSql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies)));
}
