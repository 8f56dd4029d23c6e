using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Periods;

/// <summary>Reads the payouts of a run part by part, however many there are.</summary>
public static class PayoutPages
{
    /// <summary>The next payouts of a run, by number.</summary>
    /// <param name="context">The context.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="run">The run.</param>
    /// <param name="after">The number of the payout before; 0 for the first ones.</param>
    /// <param name="take">How many at most; no more than some thousand.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<LedgerPayout>> ReadAsync(
        LedgerContext context, int programme, int run, int after, int take, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rows = await context.Rows<PayoutRow>().Where(row => row.Programme == programme && row.Run == run && row.Payout > after)
            .OrderBy(row => row.Payout).Take(take).ToListAsync(cancellation);
        if (rows.Count == 0)
        {
            return [];
        }

        var (first, last, numbers) = (rows[0].Payout, rows[^1].Payout, rows.ConvertAll(row => row.Payment));
        var payments = await context.Rows<RunPaymentRow>().Where(row => row.Programme == programme && row.Run == run && numbers.Contains(row.Payment))
            .ToDictionaryAsync(row => row.Payment, cancellation);
        var events = await context.Rows<PayoutEventRow>().Where(row => row.Programme == programme && row.Payout >= first && row.Payout <= last)
            .OrderBy(row => row.Event).ToListAsync(cancellation);
        var byPayout = events.ToLookup(row => row.Payout);
        return rows.ConvertAll(row => new LedgerPayout(row, payments[row.Payment], [.. byPayout[row.Payout]]));
    }
}
