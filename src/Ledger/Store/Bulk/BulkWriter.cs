namespace Compensation.Ledger.Store.Bulk;

/// <summary>Adds many rows of one table fast.</summary>
/// <remarks>It blocks its thread; see <see cref="ICellWriter"/>.</remarks>
public sealed class BulkWriter<TRow> : IDisposable where TRow : class
{
    private readonly ICellWriter cells;

    internal BulkWriter(ICellWriter cells) => this.cells = cells;

    /// <summary>Adds a row.</summary>
    public void Add(TRow row)
    {
        BulkRow<TRow>.Write(cells, row);
        cells.EndRow();
    }

    /// <summary>Hands the last rows to the database, which checks them.</summary>
    /// <inheritdoc cref="ICellWriter.Complete"/>
    public void Complete() => cells.Complete();

    /// <summary>Ends writing.</summary>
    public void Dispose() => cells.Dispose();
}
