using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Disputes;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains;
using Compensation.Ledger.Disputes;
using Grpc.Core;
using DisputeStatus = Compensation.Api.V1.DisputeStatus;
using KnownStatus = Compensation.Ledger.Store.DisputeStatus;

namespace Compensation.Api.Finance;

/// <summary>Disputes: listed and answered.</summary>
public sealed partial class FinanceApi
{
    /// <inheritdoc/>
    public override async Task<ListDisputesResponse> ListDisputes(ListDisputesRequest request, ServerCallContext context)
    {
        var (programme, cancellation, page) = (context.Caller().Programme, context.CancellationToken, Page.Of(request.Page, request));
        var after = page.Number<long>() ?? 0;
        var status = request.Status == DisputeStatus.Unspecified ? (KnownStatus?)null : (KnownStatus)request.Status;
        await using var ledger = database.CreateContext();
        var found = await DisputeBook.ListAsync(ledger, programme, status, after, page.Size + 1, cancellation);
        return new ListDisputesResponse
        {
            Disputes = { await DisputeCards.OfAsync(ledger, programme, [.. found.Take(page.Size)], cancellation) },
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

        if (string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > DisputeCards.LongestText)
        {
            throw CallErrors.Invalid(
                "text", $"{request.Text.Length} characters", "The answer is empty or too long.", $"Give 1 to {DisputeCards.LongestText} characters.");
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

            var body = JsonBody.Of(("dispute", $"{request.Dispute}"));
            await write.RecordAsync($"dispute {$"{request.Status}".ToLowerInvariant()}", request.Text, body);
            var answered = DisputeBook.Add(
                write.Transaction, dispute, (KnownStatus)request.Status, write.Caller.Name, request.Text, write.Sequence);
            return (await DisputeCards.OfAsync(write.Context, write.Programme, [answered], default))[0];
        }, context.CancellationToken);
    }
}
