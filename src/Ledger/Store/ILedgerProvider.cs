using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Store;

/// <summary>What differs between databases at run time: connections and bulk paths.</summary>
internal interface ILedgerProvider : IAsyncDisposable
{
    /// <summary>Tells EF Core where the database is.</summary>
    void Configure(DbContextOptionsBuilder<LedgerContext> options);

    /// <summary>Makes the database ready to be upgraded.</summary>
    Task PrepareUpgradeAsync(LedgerContext context, CancellationToken cancellation);

    /// <summary>Begins to add many rows in the context's transaction.</summary>
    ICellWriter Write(LedgerContext context, BulkTable table);

    /// <summary>Begins to read many rows.</summary>
    ICellReader Read(LedgerContext context, BulkTable table, RowFilter filter);

    /// <summary>Writes a copy of the whole database as of one moment, while others go on writing.</summary>
    Task BackupAsync(string path, CancellationToken cancellation);
}
