using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Periods;

/// <summary>Keeps sellers' balances: each row is the one before plus a change. A negative balance is what the seller owes, a positive one waits for the
/// minimum payout.</summary>
public static class BalanceBook
{
    /// <summary>The last balances in a currency; sellers who never had one are not among them.</summary>
    public static Task<Dictionary<int, BalanceRow>> LastAsync(
        LedgerContext context, int programme, string currency, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rows = context.Rows<BalanceRow>().Where(row => row.Programme == programme && row.Currency == currency);
        return rows.Where(row => !rows.Any(later => later.Seller == row.Seller && later.Event > row.Event))
            .ToDictionaryAsync(row => row.Seller, cancellation);
    }

    /// <summary>The balances of a seller, currency by currency, each in the order of its changes.</summary>
    public static Task<List<BalanceRow>> OfSellerAsync(LedgerContext context, int programme, int seller, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Rows<BalanceRow>().Where(row => row.Programme == programme && row.Seller == seller)
            .OrderBy(row => row.Currency).ThenBy(row => row.Event).ToListAsync(cancellation);
    }

    /// <summary>Brings the balances in a currency to what a run has left.</summary>
    /// <param name="transaction">The transaction; the rows are saved in it.</param>
    /// <param name="run">The run.</param>
    /// <param name="currency">The currency.</param>
    /// <param name="left">The balances that the run has left; nobody else has one.</param>
    /// <param name="reason">Why they change.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many balances have changed.</returns>
    public static async Task<int> SettleAsync(LedgerTransaction transaction, int run, string currency, IReadOnlyDictionary<int, long> left, string reason,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(left);
        var last = await LastAsync(transaction.Context, transaction.Programme, currency, cancellation);
        var changed = last.Keys.Union(left.Keys).Order()
            .Select(seller => (Seller: seller, Before: last.GetValueOrDefault(seller), After: left.GetValueOrDefault(seller)))
            .Where(balance => (balance.Before?.Balance ?? 0) != balance.After).ToList();
        if (changed.Count == 0)
        {
            return 0;
        }

        var sequence = transaction.Take(changed.Count);
        using var rows = transaction.Bulk<BalanceRow>();
        foreach (var (seller, before, after) in changed)
        {
            rows.Add(new BalanceRow
            {
                Programme = transaction.Programme,
                Seller = seller,
                Currency = currency,
                Event = 1 + (before?.Event ?? 0),
                Change = after - (before?.Balance ?? 0),
                Balance = after,
                Run = run,
                Reason = reason,
                Recorded = transaction.Recorded,
                Sequence = sequence++,
            });
        }

        rows.Complete();
        return changed.Count;
    }
}
