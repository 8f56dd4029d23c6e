using System.Runtime.CompilerServices;
using System.Text.Json;
using Compensation.Grains.Payouts;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using NodaTime;

namespace Compensation.Grains.Periods;

/// <summary>Paying out, and posting the differences of a restatement.</summary>
public sealed partial class PeriodWork
{
    private const string PrepareScope = "payouts prepared";
    private const string ExportScope = "payouts exported";
    private const string ConfirmScope = "payouts confirmed";

    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>Prepares the payouts of an approved period: the run's payments without those of sellers who are held.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="request">Who prepares; the request's id is the batch's.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PeriodAnswer> PreparePayoutsAsync(string period, PeriodRequest request, CancellationToken cancellation = default)
    {
        await using var step = await BeginAsync(period, cancellation);
        var hash = new CanonicalBytes(PrepareScope).Text(period).Text(request.By).Hash();
        if (await AnsweredAsync<PeriodEvent.PayoutsPrepared>(step, PrepareScope, request, hash, cancellation) is { } answered)
        {
            return answered;
        }

        var run = (int)(step.State.Original?.Run ?? 0);
        var payments = await step.Ledger.Context.PaymentsOfAsync(programme, run, cancellation);
        var first = payments.GroupBy(KeyOf).ToDictionary(group => group.Key, group => group.First());
        var done = (await PayoutBook.ReadAsync(step.Ledger.Context, programme, run, cancellation)).Select(payout => payout.Row.Payment).ToHashSet();
        var held = await step.Ledger.Context.FindSellersAsync(programme, step.State.Held, cancellation);
        var list = PayoutList.Of(payments.Select(PaymentOf), held.Values.ToHashSet());
        var prepared = list.Payouts.Where(IsNew).ToList();
        var heldBack = list.HeldBack.Where(IsNew);
        var decision = step.Decide(new PeriodCommand.PreparePayouts(
            request.Id, request.By, step.Now, PayoutList.TotalsOf(prepared), PayoutList.TotalsOf(heldBack)));
        if (decision is Decision<PeriodEvent>.Accepted)
        {
            await PayoutBook.PrepareAsync(
                step.Ledger, run, [.. prepared.Select(item => (first[KeyOf(item)], item.Amount))], request.By, request.Id, cancellation);
            LedgerRequests.Add(step.Ledger, PrepareScope, request.Id, hash, [], step.Ledger.LastSequence);
        }

        return await step.CommitAsync(decision, cancellation);

        bool IsNew(PayoutItem item) => !done.Contains(first[KeyOf(item)].Payment);
    }

    /// <summary>The payouts of a period, by number.</summary>
    public async Task<IReadOnlyList<PayoutLine>> PayoutsAsync(string period, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        return await PayoutsAsync(context, programme, (int)((await FindAsync(period, cancellation)).Original?.Run ?? 0), cancellation);
    }

    /// <summary>The payouts of a run, by number.</summary>
    internal static async Task<IReadOnlyList<PayoutLine>> PayoutsAsync(LedgerContext context, int programme, int run, CancellationToken cancellation)
    {
        return await LinesAsync(context, programme, await PayoutBook.ReadAsync(context, programme, run, cancellation), long.MaxValue, cancellation);
    }

    /// <summary>The payouts of a period part by part, by number.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="after">The number of the payout before; 0 for the first ones.</param>
    /// <param name="status">Only those that stand here; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public IAsyncEnumerable<IReadOnlyList<PayoutLine>> PayoutPagesAsync(
        string period, int after, PayoutStatus? status, CancellationToken cancellation = default) =>
        PagesAsync(period, after, payout => status is null || StatusOf(payout) == status, long.MaxValue, cancellation);

    /// <summary>The payouts of an export part by part, by number.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="export">The export.</param>
    /// <param name="cancellation">Gives up.</param>
    public IAsyncEnumerable<IReadOnlyList<PayoutLine>> ExportedPayoutsAsync(
        string period, PayoutExport export, CancellationToken cancellation = default) =>
        PagesAsync(period, 0, payout => payout.Events.Any(row => row.Sequence >= export.First && row.Sequence <= export.Last), export.Last, cancellation);

    private async IAsyncEnumerable<IReadOnlyList<PayoutLine>> PagesAsync(
        string period, int after, Func<LedgerPayout, bool> isWanted, long upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int PageSize = 1_000;
        await using var context = database.CreateContext();
        var run = (int)((await FindAsync(period, cancellation)).Original?.Run ?? 0);
        while (await PayoutPages.ReadAsync(context, programme, run, after, PageSize, cancellation) is [.., var last] page)
        {
            yield return await LinesAsync(context, programme, [.. page.Where(isWanted)], upTo, cancellation);
            after = last.Row.Payout;
        }
    }

    private static async Task<IReadOnlyList<PayoutLine>> LinesAsync(
        LedgerContext context, int programme, IReadOnlyList<LedgerPayout> payouts, long upTo, CancellationToken cancellation)
    {
        var ids = await context.SellerIdsAsync(programme, payouts.Select(payout => payout.Row.Payee), cancellation);
        return [.. payouts.Select(payout => new PayoutLine(payout.Row.Payout, ids[payout.Row.Payee], payout.Row.Wallet, payout.Row.Currency,
            payout.First.Decimals, payout.Row.Amount, Epoch.PlusDays(payout.First.DueDay), StatusOf(payout), payout.Events[^1].Reference ?? "")
        {
            Attempt = payout.Events.Count(row => row.Kind == PayoutEventKind.Exported && row.Sequence <= upTo),
        })];
    }

    /// <summary>Says that prepared payouts were sent to the bank or wallet.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="request">Who sends; the same again is told the same.</param>
    /// <param name="reference">What the other side knows the batch by, such as the name of a file.</param>
    /// <param name="wallet">Only those into this wallet; empty for all.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Which payouts they are, or why there are none.</returns>
    public async Task<PayoutExport> ExportPayoutsAsync(
        string period, PeriodRequest request, string reference, string wallet = "", CancellationToken cancellation = default)
    {
        await using var step = await BeginAsync(period, cancellation);
        var hash = new CanonicalBytes("payouts exported").Text(period).Text(request.By).Text(reference).Text(wallet).Hash();
        if (await LedgerRequests.FindAsync(step.Ledger, ExportScope, request.Id, cancellation) is { } known)
        {
            return Convert.ToHexStringLower(known.Hash) == hash
                ? JsonSerializer.Deserialize<PayoutExport>(known.Answer)!
                : PayoutExport.Refused(RequestConflict(request));
        }

        var waiting = (await PayoutsOfAsync(step, cancellation))
            .Where(payout => StatusOf(payout) == PayoutStatus.Prepared && (wallet.Length == 0 || payout.Row.Wallet == wallet)).ToList();
        if (waiting.Count == 0)
        {
            return PayoutExport.Refused(new Refusal(RefusalCode.NothingToPay, "period", period, "No payout waits to be sent.", "Prepare them first."));
        }

        await AddAsync(step, waiting, PayoutEventKind.Exported, request, reference, cancellation);
        // The last number is the audit log's, those before it are the payouts'.
        var last = step.Ledger.LastSequence - 1;
        var export = new PayoutExport(waiting.Count, last - waiting.Count + 1, last, step.Ledger.Recorded, null);
        LedgerRequests.Add(step.Ledger, ExportScope, request.Id, hash, JsonSerializer.SerializeToUtf8Bytes(export), step.Ledger.LastSequence);
        await step.SaveAsync("payouts exported", cancellation);
        return export;
    }

    /// <summary>Says that payouts have arrived. With the last of them the period is paid.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="request">Who says so; the request's id is the bank's statement.</param>
    /// <param name="payouts">Their numbers; null for all that were sent.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PeriodAnswer> ConfirmPayoutsAsync(
        string period, PeriodRequest request, IReadOnlyCollection<int>? payouts, CancellationToken cancellation = default)
    {
        await using var step = await BeginAsync(period, cancellation);
        var content = new CanonicalBytes(ConfirmScope).Text(period).Text(request.By).Number(payouts?.Count ?? -1);
        var hash = (payouts ?? []).Order().Aggregate(content, (bytes, payout) => bytes.Number(payout)).Hash();
        if (await AnsweredAsync<PeriodEvent.PayoutsConfirmed>(step, ConfirmScope, request, hash, cancellation) is { } answered)
        {
            return answered;
        }

        var known = await PayoutsOfAsync(step, cancellation);
        var asked = payouts?.ToHashSet();
        var chosen = asked is null
            ? [.. known.Where(payout => StatusOf(payout) == PayoutStatus.Exported)]
            : known.Where(payout => asked.Contains(payout.Row.Payout)).ToList();
        var missing = payouts?.Except(chosen.Select(payout => payout.Row.Payout)).Select(number => $"{number}").FirstOrDefault();
        if ((missing is null ? null : UnknownPayout(period, missing)) is { } unknown)
        {
            return new PeriodAnswer(step.State, unknown);
        }

        var refusal = chosen.Select(payout => Decide(payout, new PayoutCommand.Confirm(request.Id, request.By, step.Now, request.Id)))
            .OfType<Decision<PayoutEvent>.Refused>().FirstOrDefault();
        var totals = chosen.Aggregate(PayoutTotals.None, (sum, payout) => sum.With(payout.Row.Currency, 1, payout.Row.Amount));
        var decision = refusal is { } no ? no.Refusal : step.Decide(new PeriodCommand.ConfirmPayouts(request.Id, request.By, step.Now, totals));
        if (decision is Decision<PeriodEvent>.Accepted)
        {
            await PayoutBook.AddAsync(step.Ledger, Next(chosen), PayoutEventKind.Confirmed, request.By, request.Id, cancellation);
            LedgerRequests.Add(step.Ledger, ConfirmScope, request.Id, hash, [], step.Ledger.LastSequence);
        }

        return await step.CommitAsync(decision, cancellation);
    }

    /// <summary>Says that a payout will not arrive.</summary>
    /// <returns>Why not, or null if it is noted, now or before.</returns>
    public Task<Refusal?> FailPayoutAsync(string period, PeriodRequest request, int payout, string reason, CancellationToken cancellation = default) =>
        StepAsync(period, request, payout, PayoutEventKind.Failed, reason, cancellation);

    /// <summary>Prepares a payout that has failed for another try.</summary>
    /// <returns>Why not, or null if it is noted, now or before.</returns>
    public Task<Refusal?> PrepareAgainAsync(string period, PeriodRequest request, int payout, CancellationToken cancellation = default) =>
        StepAsync(period, request, payout, PayoutEventKind.Prepared, request.Id, cancellation);

    /// <summary>Posts the differences of an approved restatement into the open period: an adjustment for each seller who earns more or less.</summary>
    /// <param name="period">The restated period's name.</param>
    /// <param name="request">Who posts.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PeriodAnswer> PostDifferencesAsync(string period, PeriodRequest request, CancellationToken cancellation = default)
    {
        await using var step = await BeginAsync(period, cancellation);
        if (step.Repeated<PeriodEvent.DifferencesPosted>(request) is { } repeated)
        {
            return new PeriodAnswer(step.State, repeated);
        }

        var (context, state) = (step.Ledger.Context, step.State);
        var differences = state is { InForce: { } now, Replaced: { } before }
            ? await context.BonusDifferencesAsync(programme, (int)now.Run, (int)before.Run, cancellation)
            : [];
        var into = await IntoAsync(step, request.By, cancellation);
        var decision = step.Decide(new PeriodCommand.PostDifferences(request.Id, request.By, step.Now, into?.Period.Name ?? "", differences.Count,
            differences.Sum(difference => difference.Amount)), into is not null);
        if (decision is Decision<PeriodEvent>.Accepted && differences.Count > 0)
        {
            var ids = await context.SellerIdsAsync(programme, differences.Select(difference => difference.Seller), cancellation);
            var sequence = step.Ledger.Take(differences.Count);
            using var rows = step.Ledger.Bulk<AdjustmentRow>();
            foreach (var (seller, bonus, amount) in differences)
            {
                rows.Add(new AdjustmentRow
                {
                    Programme = programme,
                    Adjustment = $"{period} version {state.Version}, {ids[seller]}{(bonus.Length == 0 ? "" : ", " + bonus)}",
                    Period = into!.Number,
                    Seller = seller,
                    Amount = amount,
                    Bonus = bonus,
                    Reason = $"restatement of {period}, version {state.Version}",
                    Who = Worker,
                    Recorded = step.Ledger.Recorded,
                    Sequence = sequence++,
                });
            }

            rows.Complete();
        }

        return await step.CommitAsync(decision, cancellation);
    }

    /// <summary>The earliest open period; where none is open, the one after the newest is opened.</summary>
    private async Task<LedgerPeriod?> IntoAsync(PeriodTransaction step, string by, CancellationToken cancellation)
    {
        var known = await LedgerPeriods.ReadAsync(step.Ledger.Context, programme, cancellation);
        if (known.FirstOrDefault(period => period.Events[^1].State == PeriodEventRow.Open) is { } open)
        {
            return open;
        }

        if (await plans.NewestAsync(step.Ledger.Context, programme, cancellation) is not var (plan, version) || known.Count == 0
            || plan.Calendar.Next(known[^1].Period) is not { } next)
        {
            return null;
        }

        await OpenAsync(step, next, plan, version, by, cancellation);
        return await LedgerPeriods.FindAsync(step.Ledger.Context, programme, next.Name, cancellation);
    }

    /// <summary>What a request is answered that was sent before: what it did then, or, with another content, that it is in conflict; null for a new one.
    /// </summary>
    private static async Task<PeriodAnswer?> AnsweredAsync<TEvent>(
        PeriodTransaction step, string scope, PeriodRequest request, string hash, CancellationToken cancellation) where TEvent : PeriodEvent
    {
        var known = await LedgerRequests.FindAsync(step.Ledger, scope, request.Id, cancellation);
        return known is not null && Convert.ToHexStringLower(known.Hash) != hash ? new PeriodAnswer(step.State, RequestConflict(request))
            : step.Repeated<TEvent>(request) is { } repeated ? new PeriodAnswer(step.State, repeated)
            : null;
    }

    private async Task<Refusal?> StepAsync(
        string period, PeriodRequest request, int payout, PayoutEventKind kind, string reference, CancellationToken cancellation)
    {
        await using var step = await BeginAsync(period, cancellation);
        var (scope, hash) = ($"payout {kind}", new CanonicalBytes($"{kind}").Text(period).Text(request.By).Number(payout).Text(reference).Hash());
        if (await LedgerRequests.FindAsync(step.Ledger, scope, request.Id, cancellation) is { } known)
        {
            return Convert.ToHexStringLower(known.Hash) == hash ? null : RequestConflict(request);
        }

        var found = (await PayoutsOfAsync(step, cancellation)).FirstOrDefault(one => one.Row.Payout == payout);
        if (found is null)
        {
            return UnknownPayout(period, $"{payout}");
        }

        switch (Decide(found, CommandOf(kind, request.Id, request.By, step.Now, reference)))
        {
            case Decision<PayoutEvent>.Refused refused:
                return refused.Refusal;
            case Decision<PayoutEvent>.Accepted:
                await AddAsync(step, [found], kind, request, reference, cancellation);
                LedgerRequests.Add(step.Ledger, scope, request.Id, hash, [], step.Ledger.LastSequence);
                await step.SaveAsync($"payout {kind}", cancellation);
                break;
        }

        return null;
    }

    private static async Task AddAsync(PeriodTransaction step, IReadOnlyList<LedgerPayout> payouts, PayoutEventKind kind, PeriodRequest request,
        string reference, CancellationToken cancellation)
    {
        await PayoutBook.AddAsync(step.Ledger, Next(payouts), kind, request.By, reference, cancellation);
        var body = JsonSerializer.Serialize(new { period = step.State.Period!.Name, payouts = payouts.Select(payout => payout.Row.Payout) });
        await AuditLog.AddAsync(step.Ledger, step.Ledger.Take(1), request.By, $"payouts {$"{kind}".ToLowerInvariant()}", reference,
            body, cancellation);
    }

    private Task<IReadOnlyList<LedgerPayout>> PayoutsOfAsync(PeriodTransaction step, CancellationToken cancellation) =>
        PayoutBook.ReadAsync(step.Ledger.Context, programme, (int)(step.State.Original?.Run ?? 0), cancellation);

    private static IReadOnlyList<(int Payout, int Event)> Next(IEnumerable<LedgerPayout> payouts) =>
        [.. payouts.Select(payout => (payout.Row.Payout, payout.Events.Count + 1))];

    private static Decision<PayoutEvent> Decide(LedgerPayout payout, PayoutCommand command) => PayoutDecider.Decide(StateOf(payout), command);

    private static PayoutStatus StatusOf(LedgerPayout payout) => (PayoutStatus)payout.Events[^1].Kind;

    /// <summary>A payout by its rows. Rows keep no request: what is asked for twice is known by who asks and the reference.</summary>
    private static PayoutState StateOf(LedgerPayout payout) => PayoutState.Of(payout.Events.Select(row =>
    {
        var at = Instant.FromUnixTimeMilliseconds(row.At);
        var command = CommandOf(row.Kind, $"event {row.Event}", row.Who, at, row.Reference ?? "");
        return new PayoutEvent(row.Event, new Cause(command.Request, command.ContentHash(), row.Who, at), (PayoutStatus)row.Kind, command.Reference);
    }));

    private static PayoutCommand CommandOf(PayoutEventKind kind, string request, string by, Instant at, string reference) => kind switch
    {
        PayoutEventKind.Prepared => new PayoutCommand.Prepare(request, by, at, reference),
        PayoutEventKind.Exported => new PayoutCommand.Export(request, by, at, reference),
        PayoutEventKind.Confirmed => new PayoutCommand.Confirm(request, by, at, reference),
        _ => new PayoutCommand.Fail(request, by, at, reference),
    };

    private static Refusal RequestConflict(PeriodRequest request) => new(RefusalCode.RequestConflict, "request", request.Id,
        "This request was sent before, with another content.", "Give every new request an id of its own.");

    private static Refusal UnknownPayout(string period, string payout) => new(RefusalCode.InvalidValue, "payout", payout,
        $"Period {period} has no payout of this number.", "Take the number from the list of its payouts.");

    private static Payment PaymentOf(RunPaymentRow row) =>
        new(row.Payee, row.Wallet, row.Currency, row.Amount, row.Decimals, Epoch.PlusDays(row.DueDay), row.Of);

    private static (int Payee, string Wallet, string Currency, LocalDate Due) KeyOf(RunPaymentRow row) =>
        (row.Payee, row.Wallet, row.Currency, Epoch.PlusDays(row.DueDay));

    private static (int Payee, string Wallet, string Currency, LocalDate Due) KeyOf(PayoutItem item) => (item.Payee, item.Wallet, item.Currency, item.Due);
}
