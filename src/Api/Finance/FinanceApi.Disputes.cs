using System.Globalization;
using System.Text.Json;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains;
using Compensation.Ledger.Disputes;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using DisputeStatus = Compensation.Api.V1.DisputeStatus;
using KnownStatus = Compensation.Ledger.Store.DisputeStatus;

namespace Compensation.Api.Finance;

/// <summary>Disputes: listed and answered.</summary>
public sealed partial class FinanceApi
{
    private const int LongestAnswer = 4_000;

    /// <inheritdoc/>
    public override async Task<ListDisputesResponse> ListDisputes(ListDisputesRequest request, ServerCallContext context)
    {
        var (programme, cancellation, page) = (context.Caller().Programme, context.CancellationToken, Page.Of(request.Page, request));
        var after = page.After.Length == 0 ? 0 : long.Parse(page.After, CultureInfo.InvariantCulture);
        var status = request.Status == DisputeStatus.Unspecified ? (KnownStatus?)null : (KnownStatus)request.Status;
        await using var ledger = database.CreateContext();
        var found = await DisputeBook.ListAsync(ledger, programme, status, after, page.Size + 1, cancellation);
        return new ListDisputesResponse
        {
            Disputes = { await DisputesOfAsync(ledger, programme, [.. found.Take(page.Size)], cancellation) },
            NextPageToken = found.Count > page.Size ? page.Next($"{found[page.Size - 1].Messages[^1].Sequence}") : "",
        };
    }

    /// <inheritdoc/>
    public override Task<Dispute> AnswerDispute(AnswerDisputeRequest request, ServerCallContext context)
    {
        if (request.Status is not (DisputeStatus.Answered or DisputeStatus.Granted or DisputeStatus.Declined))
        {
            throw CallErrors.Invalid("status", $"{request.Status}", "This is no answer.", "Give answered, granted or declined.");
        }

        if (string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > LongestAnswer)
        {
            throw CallErrors.Invalid("text", $"{request.Text.Length} characters", "The answer is empty or too long.", $"Give 1 to {LongestAnswer} characters.");
        }

        return writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            var dispute = await DisputeBook.FindAsync(write.Context, write.Programme, request.Dispute)
                ?? throw CallErrors.NotFound("dispute", $"{request.Dispute}");
            if (dispute.IsClosed)
            {
                throw Refused(new Refusal(RefusalCode.DisputeClosed, "dispute", $"{request.Dispute}",
                    $"It is {$"{dispute.Status}".ToLowerInvariant()} already.", "Let the seller open another one."));
            }

            var body = JsonSerializer.Serialize(new { dispute = request.Dispute });
            await write.RecordAsync($"dispute {$"{request.Status}".ToLowerInvariant()}", request.Text, body);
            var answered = DisputeBook.Add(
                write.Transaction, dispute, (KnownStatus)request.Status, write.Caller.Name, request.Text, write.Sequence);
            return (await DisputesOfAsync(write.Context, write.Programme, [answered], default))[0];
        }, context.CancellationToken);
    }

    private static async Task<IReadOnlyList<Dispute>> DisputesOfAsync(
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
            Status = (DisputeStatus)dispute.Status,
            Opened = Wire.ToTimestamp(dispute.Row.Opened),
            Messages =
            {
                dispute.Messages.Select(message => new DisputeMessage
                {
                    By = message.Who,
                    At = Wire.ToTimestamp(message.At),
                    Text = message.Text,
                    Status = (DisputeStatus)message.Status,
                }),
            },
        })];
    }
}
