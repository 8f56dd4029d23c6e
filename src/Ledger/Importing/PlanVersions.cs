using System.Security.Cryptography;
using System.Text;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Compensation.Ledger.Importing;

/// <summary>Publishes plans: each text once, word for word.</summary>
public static class PlanVersions
{
    /// <summary>The number of a plan's publication; a text that is new, or that applies from another instant on, is published.</summary>
    /// <param name="transaction">The transaction; the row is saved in it.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="who">Who publishes it.</param>
    /// <param name="effective">From when it applies; null for what the plan itself says, and for any publication of the same text.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<int> PublishAsync(
        LedgerTransaction transaction, Plan plan, string who, Instant? effective = null, CancellationToken cancellation = default)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(plan.Text));
        var versions = await transaction.Context.Rows<PlanVersionRow>().Where(row => row.Programme == transaction.Programme)
            .Select(row => new { row.Version, row.Hash, row.Effective }).ToListAsync(cancellation);
        var from = effective?.ToUnixTimeMilliseconds();
        if (versions.Find(row => row.Hash.AsSpan().SequenceEqual(hash) && (from ?? row.Effective) == row.Effective) is { } known)
        {
            return known.Version;
        }

        var version = versions.Count + 1;
        transaction.Context.Add(new PlanVersionRow
        {
            Programme = transaction.Programme,
            Version = version,
            Text = plan.Text,
            Hash = hash,
            Effective = from ?? plan.Calendar.StartOf(plan.Document.Effective).ToUnixTimeMilliseconds(),
            Published = transaction.Recorded,
            Who = who,
            Sequence = transaction.Take(1),
        });
        await transaction.Context.SaveChangesAsync(cancellation);
        // The columns are there as soon as the plan is: orders may come before any import.
        await RowValues.OfSellersAsync(transaction, plan, cancellation);
        await RowValues.OfOrdersAsync(transaction, plan, cancellation);
        return version;
    }
}
