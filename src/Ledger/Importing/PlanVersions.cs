using System.Security.Cryptography;
using System.Text;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Importing;

/// <summary>Publishes plans: each text once, word for word.</summary>
public static class PlanVersions
{
    /// <summary>The number of a plan's publication; a text that is new is published.</summary>
    public static async Task<int> PublishAsync(LedgerTransaction transaction, Plan plan, string who, CancellationToken cancellation = default)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(plan.Text));
        var versions = await transaction.Context.Rows<PlanVersionRow>().Where(row => row.Programme == transaction.Programme)
            .Select(row => new { row.Version, row.Hash }).ToListAsync(cancellation);
        if (versions.Find(row => row.Hash.AsSpan().SequenceEqual(hash)) is { } known)
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
            Effective = plan.Calendar.StartOf(plan.Document.Effective).ToUnixTimeMilliseconds(),
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
