using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Periods;

/// <summary>Represents what a seller earns by two runs.</summary>
/// <param name="Seller">The seller's number in the programme.</param>
/// <param name="Before">By the run before, in smallest units of the plan's currency.</param>
/// <param name="After">By the run after, likewise.</param>
public sealed record TwoEarnings(int Seller, long Before, long After);

/// <summary>What sellers earn by the runs in the ledger.</summary>
public static class RunEarnings
{
    /// <summary>What each seller earns by a run; those without a line are not in it.</summary>
    public static Task<Dictionary<int, long>> OfAsync(LedgerContext context, int programme, int run, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Rows<RunEarningRow>().Where(row => row.Programme == programme && row.Run == run).GroupBy(row => row.Payee)
            .Select(earnings => new { Seller = earnings.Key, Amount = earnings.Sum(row => row.Amount) })
            .ToDictionaryAsync(sum => sum.Seller, sum => sum.Amount, cancellation);
    }

    /// <summary>Who earns more or less by one run than by another, the largest differences first; the database sorts them.</summary>
    /// <param name="context">The context.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="before">The run before.</param>
    /// <param name="run">The run.</param>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<TwoEarnings>> LargestDifferencesAsync(
        LedgerContext context, int programme, int before, int run, int skip, int take, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var sums = await context.Rows<RunEarningRow>().Where(row => row.Programme == programme && (row.Run == before || row.Run == run))
            .GroupBy(row => row.Payee)
            .Select(earnings => new
            {
                Seller = earnings.Key,
                Before = earnings.Sum(row => row.Run == before ? row.Amount : 0),
                After = earnings.Sum(row => row.Run == run ? row.Amount : 0),
            })
            .Where(sum => sum.Before != sum.After)
            .OrderByDescending(sum => sum.After > sum.Before ? sum.After - sum.Before : sum.Before - sum.After).ThenBy(sum => sum.Seller)
            .Skip(skip).Take(take).ToListAsync(cancellation);
        return sums.ConvertAll(sum => new TwoEarnings(sum.Seller, sum.Before, sum.After));
    }
}
