using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;

namespace Compensation.Ledger.Genealogy;

/// <summary>What the ledger says of a programme's sellers and trees, as rows.</summary>
/// <param name="Sellers">The sellers, by number.</param>
/// <param name="Events">What happened to them, each seller's in order.</param>
/// <param name="Edges">Their edges, each seller's in each tree in order.</param>
public sealed record GenealogyRows(IReadOnlyList<SellerRow> Sellers, IReadOnlyList<SellerEventRow> Events, IReadOnlyList<EdgeRow> Edges)
{
    /// <summary>Picks out what is about sellers and trees.</summary>
    public static GenealogyRows Of(IReadOnlyList<object> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new(
            [.. rows.OfType<SellerRow>().OrderBy(row => row.Seller)],
            [.. rows.OfType<SellerEventRow>().OrderBy(row => row.Seller).ThenBy(row => row.Event)],
            [.. rows.OfType<EdgeRow>().OrderBy(row => row.Tree).ThenBy(row => row.Seller).ThenBy(row => row.Change)]);
    }

    /// <summary>Reads what was added after a sequence.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="context">The context, in whose transaction the rows are read.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="after">The sequence; 0 reads everything.</param>
    /// <param name="upTo">The last sequence to read.</param>
    public static GenealogyRows Read(LedgerDatabase database, LedgerContext context, int programme, long after, long upTo)
    {
        ArgumentNullException.ThrowIfNull(database);
        var filter = new RowFilter(programme) { After = after, UpTo = upTo };
        return new(
            [.. database.Read<SellerRow>(context, filter)], [.. database.Read<SellerEventRow>(context, filter)], [.. database.Read<EdgeRow>(context, filter)]);
    }

    /// <summary>Adds the rows to a transaction: sellers before what refers to them, and edges as they stand here, as some make room for others and SQLite
    /// looks at each by itself.</summary>
    public void Add(LedgerTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Add(Sellers);
        transaction.Add(Edges);
        transaction.Add(Events);
    }
}
