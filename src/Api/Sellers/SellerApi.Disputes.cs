using System.Globalization;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Disputes;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Streams;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains;
using Compensation.Ledger.Disputes;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Grpc.Core;
using KnownStatus = Compensation.Ledger.Store.DisputeStatus;

namespace Compensation.Api.Sellers;

/// <summary>A seller's disputes.</summary>
public sealed partial class SellerApi
{
    /// <inheritdoc/>
    public override async Task<Dispute> OpenDispute(OpenDisputeRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var seller = SellerOf(caller, request.Seller);
        CheckText(request.Text);
        var statement = await StatementAsync(caller, seller, request.Period, context.CancellationToken);
        if (request.Line < 0 || (request.Line > 0 && statement.Lines.All(line => line.Number != request.Line)))
        {
            throw CallErrors.Refused(new Refusal(RefusalCode.UnknownLine, "line", $"{request.Line}", "The statement has no such line.",
                "Take a number from the statement, or 0 for a line that is missing."));
        }

        return await writes.RunAsync(caller, request.IdempotencyKey, request, async write =>
        {
            var number = await NumberAsync(write.Context, write.Programme, seller, default);
            var period = (await LedgerPeriods.FindAsync(write.Context, write.Programme, request.Period, default))!;
            var sequence = await write.RecordAsync(
                "dispute opened", "", JsonBody.Of(("seller", seller), ("period", request.Period), ("line", $"{request.Line}")));
            var dispute = await DisputeBook.OpenAsync(
                write.Transaction, number, period.Number, request.Line, write.Caller.Name, request.Text, sequence);
            return (await DisputeCards.OfAsync(write.Context, write.Programme, [dispute], default))[0];
        }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<Dispute> AddToDispute(AddToDisputeRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var seller = SellerOf(caller, request.Seller);
        CheckText(request.Text);
        return writes.RunAsync(caller, request.IdempotencyKey, request, async write =>
        {
            var dispute = await OwnDisputeAsync(write.Context, write.Programme, seller, request.Dispute, default);
            if (dispute.IsClosed)
            {
                throw CallErrors.Refused(new Refusal(RefusalCode.DisputeClosed, "dispute", $"{request.Dispute}",
                    $"It is {$"{dispute.Status}".ToLowerInvariant()} already.", "Open another one."));
            }

            var sequence = await write.RecordAsync(request.Withdraw ? "dispute withdrawn" : "dispute continued", "",
                JsonBody.Of(("dispute", $"{request.Dispute}")));
            var status = request.Withdraw ? KnownStatus.Withdrawn : KnownStatus.Open;
            var continued = DisputeBook.Add(write.Transaction, dispute, status, write.Caller.Name, request.Text, sequence);
            return (await DisputeCards.OfAsync(write.Context, write.Programme, [continued], default))[0];
        }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ListOwnDisputesResponse> ListOwnDisputes(ListOwnDisputesRequest request, ServerCallContext context)
    {
        var (caller, page, cancellation) = (context.Caller(), Page.Of(request.Page, request), context.CancellationToken);
        var before = page.Number<int>() ?? int.MaxValue;
        await using var ledger = database.CreateContext();
        var number = await NumberAsync(ledger, caller.Programme, SellerOf(caller, request.Seller), cancellation);
        var found = await DisputeBook.OfSellerAsync(ledger, caller.Programme, number, before, page.Size + 1, cancellation);
        return new ListOwnDisputesResponse
        {
            Disputes = { await DisputeCards.OfAsync(ledger, caller.Programme, [.. found.Take(page.Size)], cancellation) },
            NextPageToken = found.Count > page.Size ? page.Next(found[page.Size - 1].Row.Dispute.ToString(CultureInfo.InvariantCulture)) : "",
        };
    }

    /// <inheritdoc/>
    public override Task<Dispute> GetDispute(GetDisputeRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        return DisputeAsync(caller.Programme, SellerOf(caller, request.Seller), request.Dispute, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task WatchDispute(WatchDisputeRequest request, IServerStreamWriter<Dispute> responseStream, ServerCallContext context)
    {
        var (caller, cancellation) = (context.Caller(), context.CancellationToken);
        var seller = SellerOf(caller, request.Seller);
        var told = 0;
        while (true)
        {
            var dispute = await DisputeAsync(caller.Programme, seller, request.Dispute, cancellation);
            if (dispute.Messages.Count > told)
            {
                await responseStream.WriteAsync(dispute, cancellation);
                told = dispute.Messages.Count;
            }

            await context.PauseAsync(BetweenLooks, time);
        }
    }

    private async Task<Dispute> DisputeAsync(int programme, string seller, long dispute, CancellationToken cancellation)
    {
        await using var ledger = database.CreateContext();
        var found = await OwnDisputeAsync(ledger, programme, seller, dispute, cancellation);
        return (await DisputeCards.OfAsync(ledger, programme, [found], cancellation))[0];
    }

    /// <summary>A dispute of the seller's own; another seller's is not there.</summary>
    private static async Task<LedgerDispute> OwnDisputeAsync(
        LedgerContext ledger, int programme, string seller, long dispute, CancellationToken cancellation)
    {
        var number = await NumberAsync(ledger, programme, seller, cancellation);
        return await DisputeBook.FindAsync(ledger, programme, dispute, cancellation) is { } found && found.Row.Seller == number
            ? found
            : throw CallErrors.NotFound("dispute", $"{dispute}");
    }

    private static async Task<int> NumberAsync(LedgerContext ledger, int programme, string seller, CancellationToken cancellation) =>
        await ledger.FindSellerAsync(programme, seller, cancellation) ?? throw Unknown(seller);

    private static void CheckText(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > DisputeCards.LongestText)
        {
            throw CallErrors.Invalid(
                "text", $"{text.Length} characters", "The text is empty or too long.", $"Give 1 to {DisputeCards.LongestText} characters.");
        }
    }
}
