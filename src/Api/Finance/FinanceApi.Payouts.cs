using System.Text.RegularExpressions;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Files;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Settings;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains;
using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Grpc.Core;
using NodaTime.Text;
using PayoutStatus = Compensation.Api.V1.PayoutStatus;

namespace Compensation.Api.Finance;

/// <summary>Payouts: prepared, exported, confirmed, failed.</summary>
public sealed partial class FinanceApi
{
    private const int CodeOfCurrency = 4;

    /// <inheritdoc/>
    public override Task<PeriodResponse> PreparePayouts(PreparePayoutsRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, request.IdempotencyKey, (period, asked) => period.PreparePayouts(asked));

    /// <inheritdoc/>
    public override async Task<ListPayoutsResponse> ListPayouts(ListPayoutsRequest request, ServerCallContext context)
    {
        var (caller, page) = (context.Caller(), Page.Of(request.Page, request));
        await GetPeriod(new GetPeriodRequest { Period = request.Period }, context);
        var after = page.Number<int>() ?? 0;
        var status = request.Status == PayoutStatus.Unspecified ? (Grains.Payouts.PayoutStatus?)null : (Grains.Payouts.PayoutStatus)request.Status;
        var found = new List<PayoutLine>();
        await foreach (var some in desks.Of(caller.Programme).PayoutPagesAsync(request.Period, after, status, context.CancellationToken))
        {
            found.AddRange(some);
            if (found.Count > page.Size)
            {
                break;
            }
        }

        return new ListPayoutsResponse
        {
            Payouts = { found.Take(page.Size).Select(PayoutOf) },
            NextPageToken = found.Count > page.Size ? page.Next($"{found[page.Size - 1].Number}") : "",
        };
    }

    /// <inheritdoc/>
    public override async Task ExportPayouts(ExportPayoutsRequest request, IServerStreamWriter<FileChunk> responseStream, ServerCallContext context)
    {
        var (caller, cancellation) = (context.Caller(), context.CancellationToken);
        var (period, asked) = (GrainOf(caller, request.Period), RequestOf(caller, request.IdempotencyKey));
        CheckReference(request);
        var files = new PaymentFiles(database, persons, desks.Of(caller.Programme), caller.Programme, request.Period);
        if (request.Format == PaymentFormat.Csv)
        {
            var export = Sent(await period.ExportPayouts(asked, request.Reference, "").WaitAsync(cancellation));
            await FileChunks.SendAsync(responseStream, $"{request.Reference}.csv", "text/csv", files.CsvAsync(export, cancellation), cancellation);
            return;
        }

        var debtor = await DebtorAsync(caller.Programme, cancellation);
        CheckLength(request, await files.CheckPreparedAsync(cancellation));
        var transfers = Sent(await period.ExportPayouts(asked, request.Reference, CreditTransferFile.Wallet).WaitAsync(cancellation));
        var batches = await files.BatchesAsync(transfers, cancellation);
        var plan = await desks.Of(caller.Programme).FindPlanAsync(request.Period, cancellation);
        foreach (var batch in batches)
        {
            var message = batches.Count == 1 ? request.Reference : $"{request.Reference}-{batch.Currency}";
            await FileChunks.SendAsync(responseStream, $"{message}.xml", "application/xml",
                files.TransfersAsync(transfers, batch, message, debtor, $"{plan!.Name} {request.Period}", cancellation), cancellation);
        }
    }

    /// <inheritdoc/>
    public override Task<PeriodResponse> ConfirmPayouts(ConfirmPayoutsRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, request.IdempotencyKey, (period, asked) => period.ConfirmPayouts(asked, request.Payouts.ToArray()));

    /// <inheritdoc/>
    public override async Task<FailPayoutResponse> FailPayout(FailPayoutRequest request, ServerCallContext context)
    {
        Wire.CheckReason(request.Reason);
        return new FailPayoutResponse
        {
            Payout = await StepAsync(context, request.Period, request.IdempotencyKey, request.Payout,
                (period, asked) => period.FailPayout(asked, request.Payout, request.Reason)),
        };
    }

    /// <inheritdoc/>
    public override async Task<RetryPayoutResponse> RetryPayout(RetryPayoutRequest request, ServerCallContext context) => new()
    {
        Payout = await StepAsync(context, request.Period, request.IdempotencyKey, request.Payout,
            (period, asked) => period.PrepareAgain(asked, request.Payout)),
    };

    private async Task<Payout> StepAsync(
        ServerCallContext context, string name, string key, int payout, Func<IPeriodGrain, PeriodRequest, Task<Refusal?>> step)
    {
        var caller = context.Caller();
        if (await step(GrainOf(caller, name), RequestOf(caller, key)).WaitAsync(context.CancellationToken) is { } refusal)
        {
            throw Refused(refusal);
        }

        await foreach (var page in desks.Of(caller.Programme).PayoutPagesAsync(name, payout - 1, null, context.CancellationToken))
        {
            return PayoutOf(page[0]);
        }

        throw CallErrors.NotFound("payout", $"{payout}");
    }

    private static PayoutExport Sent(PayoutExport export) => export.Refusal is { } refusal ? throw Refused(refusal) : export;

    private static void CheckReference(ExportPayoutsRequest request)
    {
        if (request.Format is not (PaymentFormat.Csv or PaymentFormat.Pain001))
        {
            throw CallErrors.Invalid("format", $"{request.Format}", "There is no such format.", "Give PAYMENT_FORMAT_CSV or PAYMENT_FORMAT_PAIN_001.");
        }

        if (request.Reference.Length > CreditTransferFile.LongestId || !ReferenceShape().IsMatch(request.Reference))
        {
            throw CallErrors.Invalid("reference", request.Reference, "Not every bank takes this for the id of a message.",
                $"Give 1 to {CreditTransferFile.LongestId} of the letters a to z and A to Z, digits, and . - _, a letter or digit first.");
        }
    }

    private static void CheckLength(ExportPayoutsRequest request, IReadOnlySet<string> currencies)
    {
        var longest = CreditTransferFile.LongestId - CodeOfCurrency;
        if (currencies.Count > 1 && request.Reference.Length > longest)
        {
            var all = string.Join(", ", currencies.Order(StringComparer.Ordinal));
            throw CallErrors.Invalid("reference", request.Reference, $"There is a file for each of {all}, and the currency is added to its reference.",
                $"Give up to {longest} characters.");
        }
    }

    private async Task<BankAccount> DebtorAsync(int programme, CancellationToken cancellation)
    {
        await using var ledger = database.CreateContext();
        var debtor = (await ProgrammeSettings.ReadAsync(ledger, programme, cancellation)).Debtor ?? new DebtorAccount();
        var account = BankAccount.Read(debtor.Name, debtor.Iban, debtor.Bic);
        var faults = new AccountFaults();
        faults.Add("settings.debtor", account.Fault());
        faults.ThrowIfAny();
        return account;
    }

    private static Payout PayoutOf(PayoutLine payout) => new()
    {
        Payout_ = payout.Number,
        Seller = payout.Seller,
        Wallet = payout.Wallet,
        Amount = Wire.ToMoney(payout.Amount, payout.Decimals, payout.Currency),
        Due = LocalDatePattern.Iso.Format(payout.Due),
        // The same numbers here and there, but for a payout that is not prepared, which is in no list.
        Status = (PayoutStatus)(int)payout.Status,
        Reference = payout.Reference,
    };

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    private static partial Regex ReferenceShape();
}
