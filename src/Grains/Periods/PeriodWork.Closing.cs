using Compensation.Grains.Payouts;
using Compensation.Grains.Telemetry;
using Compensation.Ledger.Books;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Grains.Periods;

/// <summary>Closing and restating: what is long is calculated between two transactions, and nothing of it counts before the second one is committed.</summary>
public sealed partial class PeriodWork
{
    /// <summary>Closes a period: begins, calculates and records. Repeated after a crash, it goes on where it was.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="request">Who closes; somebody else approves.</param>
    /// <param name="cancellation">Gives up; the close stays begun.</param>
    public async Task<PeriodAnswer> CloseAsync(string period, PeriodRequest request, CancellationToken cancellation = default)
    {
        var begun = await BeginCloseAsync(period, request, cancellation);
        return begun.Refusal is not null ? begun : await CalculateAsync(period, begun.State.BegunWith, cancellation);
    }

    /// <summary>Begins to close a period: the ledger's sequence that is closed is fixed, and the period takes no more orders.</summary>
    public Task<PeriodAnswer> BeginCloseAsync(string period, PeriodRequest request, CancellationToken cancellation = default) => DoAsync(period,
        step => step.Repeated<PeriodEvent.CloseBegun>(request)
            ?? step.Decide(new PeriodCommand.BeginClose(request.Id, request.By, step.Now, step.Ledger.LastSequence)), cancellation);

    /// <summary>Calculates a paid period again. Repeated after a crash, it goes on where it was.</summary>
    public async Task<PeriodAnswer> RestateAsync(string period, PeriodRequest request, string reason, CancellationToken cancellation = default)
    {
        var begun = await BeginRestatementAsync(period, request, reason, cancellation);
        return begun.Refusal is not null ? begun : await CalculateAsync(period, begun.State.BegunWith, cancellation);
    }

    /// <summary>Begins a restatement: from now until it is calculated, the period takes overrides.</summary>
    public Task<PeriodAnswer> BeginRestatementAsync(string period, PeriodRequest request, string reason, CancellationToken cancellation = default) =>
        DoAsync(period, step => step.Repeated<PeriodEvent.RestatementBegun>(request)
            ?? step.Decide(new PeriodCommand.Restate(request.Id, request.By, step.Now, step.Ledger.LastSequence, reason)), cancellation);

    /// <summary>Calculates what was begun and records the run; where that is done, answers with what is recorded.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="begun">The event with which it was begun, by its number: a restatement that was given up meanwhile and begun anew is not calculated, for
    /// overrides may still have to come. Null for whatever is begun.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PeriodAnswer> CalculateAsync(string period, int? begun = null, CancellationToken cancellation = default)
    {
        var state = await FindAsync(period, cancellation);
        if (state.Status != PeriodStatus.Closing && !(state.Status == PeriodStatus.Restating && (begun ?? state.BegunWith) == state.BegunWith))
        {
            return Recorded(state);
        }

        await ReportAsync(period, CloseStep.Reading, cancellation);
        var basis = await BasisAsync(period, state, cancellation);
        // The live result comes first and leaves only its digest, so that memory holds one of the two at a time.
        var digest = state.Status == PeriodStatus.Restating ? null : await DigestAsync(basis, cancellation);
        var run = await CalculateAsync(period, basis, cancellation);
        var compared = digest is null ? null : await CompareAsync(basis, digest, run, cancellation);
        await ReportAsync(period, CloseStep.Writing, cancellation);
        AtStep("calculated");
        return await RecordAsync(period, basis.Plan, run, basis.Previous, compared, cancellation)
            ?? await CalculateAsync(period, state.BegunWith, cancellation);
    }

    private async Task<Basis> BasisAsync(string period, PeriodState state, CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        var known = (await LedgerPeriods.FindAsync(context, programme, period, cancellation))!;
        var plan = await plans.ReadAsync(context, programme, known.PlanVersion, cancellation);
        var asOf = state.Status == PeriodStatus.Restating ? await RestatedFromAsync(context, known.Number, state, cancellation) : state.AsOf;
        var previous = CarriedRun.Before(await LedgerPeriods.ReadAsync(context, programme, cancellation), known.Period.Start, asOf);
        return new Basis(known, plan, previous, (int?)state.Original?.Run, asOf);
    }

    private async Task<LedgerCalculation> CalculateAsync(string period, Basis basis, CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        var book = await GrainTelemetry.PhaseAsync(
            "reading", () => BookReader.ReadAsync(database, context, programme, basis.Plan, basis.Period.Period, basis.AsOf, Threads, Pace, cancellation));
        await ReportAsync(period, CloseStep.Calculating, cancellation);
        using var phase = GrainTelemetry.Begin("calculating");
        return LedgerClose.Calculate(database, context, programme, basis.Plan, book, basis.Previous, engine, basis.Restates, Threads);
    }

    private async Task<LiveDigest> DigestAsync(Basis basis, CancellationToken cancellation)
    {
        using var phase = GrainTelemetry.Begin("comparing");
        var (live, source) = await LiveAsync(basis, cancellation);
        return LiveCheck.DigestOf(live, source);
    }

    /// <summary>Compares by the digest; where that differs, line by line.</summary>
    private async Task<LiveComparison> CompareAsync(Basis basis, LiveDigest digest, LedgerCalculation run, CancellationToken cancellation)
    {
        var close = (run.Result, run.Origin.Snapshot);
        if (LiveCheck.DigestOf(close, digest.Source) == digest)
        {
            return new LiveComparison(digest.Amounts, 0, null, digest.Source);
        }

        var (live, source) = await LiveAsync(basis, cancellation);
        return LiveCheck.Compare(live, close, basis.Plan.Decimals, source);
    }

    /// <summary>What the period came to live when its close was begun.</summary>
    private async Task<((Result Result, Snapshot Snapshot) Live, LiveSource Source)> LiveAsync(Basis basis, CancellationToken cancellation)
    {
        var period = basis.Period.Period;
        return Live is not null
            && await Live(new(programme, period.Name, basis.Period.PlanVersion, basis.Previous, basis.AsOf), cancellation) is { } figures
            ? ((figures.Result, figures.Snapshot), LiveSource.Followed)
            : (await LivePeriod.RetraceAsync(database, programme, basis.Plan, period, basis.Previous, basis.AsOf,
                Books is null ? null : BookFile.PathOf(Books, programme, period.Name), Threads, Pace, cancellation), LiveSource.Retraced);
    }

    /// <summary>The sequence that a restatement is calculated from: where it was begun, or its last override since.</summary>
    private async Task<long> RestatedFromAsync(LedgerContext context, int period, PeriodState state, CancellationToken cancellation) =>
        Math.Max(state.AsOf, await context.LastOverrideAsync(programme, period, cancellation));

    /// <summary>Records the run; null where it has to be calculated again.</summary>
    private async Task<PeriodAnswer?> RecordAsync(
        string period, Plan plan, LedgerCalculation run, int? previous, LiveComparison? live, CancellationToken cancellation)
    {
        var number = 0;
        if (live is not { Different: > 0 })
        {
            var begun = await BeginRunAsync(period, plan, run, previous, cancellation);
            if (begun.Instead is { } late)
            {
                return late.Answer;
            }

            number = begun.Run;
            using var phase = GrainTelemetry.Begin("writing");
            await RunRecorder.WriteAsync(database, programme, number, plan, run, Pace, AtStep, cancellation);
        }

        await using var step = await BeginAsync(period, cancellation);
        if (await InsteadAsync(step, run, cancellation) is { } instead)
        {
            return instead.Answer;
        }

        var payouts = PayoutList.Of(run.Result.Payments, new HashSet<int>()).Payouts;
        var result = new RunResult(number, run.Root, run.Result.Lines.Amount.Sum(), PayoutList.TotalsOf(payouts),
            run.Result.Reviews.Count == 0 ? null : string.Join(' ', run.Result.Reviews));
        var decision = step.Decide(new PeriodCommand.RecordResult($"result {step.State.History.Count + 1}", Worker, step.Now, result, live));
        return await step.CommitAsync(decision, cancellation);
    }

    /// <summary>Begins to write the run, or finds the one that the same calculation has begun before; its rows are written while orders go on.</summary>
    private async Task<(int Run, Unrecorded? Instead)> BeginRunAsync(
        string period, Plan plan, LedgerCalculation run, int? previous, CancellationToken cancellation)
    {
        await using var step = await BeginAsync(period, cancellation);
        if (await InsteadAsync(step, run, cancellation) is { } instead)
        {
            return (0, instead);
        }

        var kind = step.State.Status == PeriodStatus.Restating ? RunKind.Restatement : RunKind.Close;
        if (await step.Ledger.Context.FindBegunRunAsync(programme, step.Number, kind, run.Book.Sequence, run.Root, cancellation) is { } begun)
        {
            return (begun, null);
        }

        var number = await step.Ledger.NextRunAsync(cancellation);
        var head = new RunHead(number, step.Number, kind, step.State.PlanVersion, previous, engine);
        await RunRecorder.BeginAsync(step.Ledger, head, plan, run, cancellation);
        await step.SaveAsync("run begun", cancellation);
        return (number, null);
    }

    /// <summary>Why the calculation cannot be recorded any more; null where it can.</summary>
    private async Task<Unrecorded?> InsteadAsync(PeriodTransaction step, LedgerCalculation run, CancellationToken cancellation)
    {
        if (step.State.Status is not (PeriodStatus.Closing or PeriodStatus.Restating))
        {
            return new Unrecorded(Recorded(step.State));
        }

        var asOf = step.State.Status == PeriodStatus.Restating
            ? await RestatedFromAsync(step.Ledger.Context, step.Number, step.State, cancellation)
            : step.State.AsOf;
        return asOf == run.Book.Sequence ? null : new Unrecorded(null);
    }

    private Task<PeriodAnswer> ReportAsync(string period, CloseStep reached, CancellationToken cancellation) => DoAsync(period, step =>
        step.Decide(new PeriodCommand.RecordProgress($"progress {step.State.History.Count + 1}", Worker, step.Now, new CloseProgress(reached, 0, 1))),
        cancellation);

    private static PeriodAnswer Recorded(PeriodState state) => state.History.OfType<PeriodEvent.ResultRecorded>().LastOrDefault() is { } recorded
        && state.Result is not null
            ? new PeriodAnswer(state, new Decision<PeriodEvent>.Repeated(recorded))
            : new PeriodAnswer(state, new Refusal(RefusalCode.NotClosing, "period", state.Period?.Name ?? "", "It is not being calculated.",
                "Begin to close it, or to restate it, first."));

    /// <summary>What is calculated.</summary>
    /// <param name="Period">The period.</param>
    /// <param name="Plan">The plan that it was opened with.</param>
    /// <param name="Previous">The run whose carry is taken over; null for a first period.</param>
    /// <param name="Restates">The run that was approved first, where the period is calculated again; null for a close.</param>
    /// <param name="AsOf">The ledger's sequence.</param>
    private sealed record Basis(LedgerPeriod Period, Plan Plan, int? Previous, int? Restates, long AsOf);

    /// <summary>A calculation that came too late.</summary>
    /// <param name="Answer">What somebody else has recorded; null where it has to be calculated again: an override has come in between, or what was begun
    /// was given up and begun anew.</param>
    private sealed record Unrecorded(PeriodAnswer? Answer);
}
