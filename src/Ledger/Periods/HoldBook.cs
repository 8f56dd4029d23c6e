using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Periods;

/// <summary>Writes down who is held and released.</summary>
public static class HoldBook
{
    /// <summary>Adds an entry to a seller's holds; it is saved with the transaction's other rows.</summary>
    public static async Task AddAsync(
        LedgerTransaction transaction, int seller, HoldKind kind, string who, string reason, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var last = await transaction.Context.Rows<HoldRow>().Where(row => row.Programme == transaction.Programme && row.Seller == seller)
            .MaxAsync(row => (int?)row.Event, cancellation) ?? 0;
        transaction.Context.Add(new HoldRow
        {
            Programme = transaction.Programme,
            Seller = seller,
            Event = last + 1,
            Kind = kind,
            At = transaction.Recorded,
            Sequence = transaction.Take(1),
            Who = who,
            Reason = reason,
        });
    }

    /// <summary>A seller's holds and releases, in order.</summary>
    public static Task<List<HoldRow>> OfSellerAsync(LedgerContext context, int programme, int seller, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Rows<HoldRow>().Where(row => row.Programme == programme && row.Seller == seller)
            .OrderBy(row => row.Event).ToListAsync(cancellation);
    }
}
