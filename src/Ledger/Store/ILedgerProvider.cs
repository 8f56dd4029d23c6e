using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Store;

/// <summary>What differs between databases at run time: connections and bulk paths.</summary>
internal interface ILedgerProvider : IAsyncDisposable
{
    /// <summary>Whether the database lets one transaction write at a time.</summary>
    bool TakesOneWriter { get; }

    /// <summary>Tells EF Core where the database is.</summary>
    void Configure(DbContextOptionsBuilder<LedgerContext> options);

    /// <summary>Tells EF Core where the database is for the writer's groups, which come one after the other.</summary>
    void ConfigureGroups(DbContextOptionsBuilder<LedgerContext> options) => Configure(options);

    /// <summary>Makes the database ready to be upgraded.</summary>
    Task PrepareUpgradeAsync(LedgerContext context, CancellationToken cancellation);

    /// <summary>Begins to add many rows in the context's transaction.</summary>
    ICellWriter Write(LedgerContext context, BulkTable table);

    /// <summary>Begins to add a few rows in the context's transaction: by a statement of a batch, or at once where nothing is won by that.</summary>
    ICellWriter WriteFew(LedgerContext context, LedgerBatch batch, BulkTable table);

    /// <summary>Begins to read many rows.</summary>
    ICellReader Read(LedgerContext context, BulkTable table, RowFilter filter);

    /// <summary>The query that reads a programme's head and holds it until the transaction ends.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="programme">The programme's number in the query.</param>
    string HoldHead(string columns, string programme);

    /// <summary>The statement after which lookups of this transaction go by index only; null where that needs no saying.</summary>
    string? IndexOnly { get; }

    /// <summary>Some texts as a table <c>given</c> with a column <c>value</c>.</summary>
    string Given(LedgerBatch batch, string[] texts);

    /// <summary>Writes a copy of the whole database as of one moment, while others go on writing.</summary>
    Task BackupAsync(string path, CancellationToken cancellation);
}
