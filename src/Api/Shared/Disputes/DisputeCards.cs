using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Disputes;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Api.Shared.Disputes;

/// <summary>Disputes as they travel.</summary>
internal static class DisputeCards
{
    /// <summary>How long a message may be.</summary>
    public const int LongestText = 4_000;

    /// <summary>Disputes with the names of their sellers and periods, in the order in which they were given.</summary>
    public static async Task<IReadOnlyList<Dispute>> OfAsync(
        LedgerContext ledger, int programme, IReadOnlyList<LedgerDispute> disputes, CancellationToken cancellation)
    {
        var sellers = await ledger.SellerIdsAsync(programme, disputes.Select(dispute => dispute.Row.Seller), cancellation);
        var numbers = disputes.Select(dispute => dispute.Row.Period).Distinct().ToList();
        var periods = await ledger.Rows<PeriodRow>().Where(row => row.Programme == programme && numbers.Contains(row.Period))
            .ToDictionaryAsync(row => row.Period, row => row.Name, cancellation);
        return [.. disputes.Select(dispute => new Dispute
        {
            Dispute_ = dispute.Row.Dispute,
            Seller = sellers[dispute.Row.Seller],
            Period = periods[dispute.Row.Period],
            Line = dispute.Row.Line,
            Status = (V1.DisputeStatus)dispute.Status,
            Opened = Wire.ToTimestamp(dispute.Row.Opened),
            Messages =
            {
                dispute.Messages.Select(message => new DisputeMessage
                {
                    By = message.Who,
                    At = Wire.ToTimestamp(message.At),
                    Text = message.Text,
                    Status = (V1.DisputeStatus)message.Status,
                }),
            },
        })];
    }
}
