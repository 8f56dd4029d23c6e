using Compensation.Ledger.Books;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;

namespace Compensation.Grains.Periods;

/// <summary>Takes the periods of a programme through their lives: each step is one transaction of the ledger, which writes everything that belongs to the
/// step or nothing.</summary>
/// <remarks>
/// A step that was done is answered as it was the first time, so whoever starts again after a crash repeats what they asked for and goes on. Nothing is kept
/// in memory between steps; any number of these objects can work on the same ledger.
/// </remarks>
/// <param name="database">The ledger.</param>
/// <param name="programme">The programme.</param>
/// <param name="plans">The plans that were published.</param>
/// <param name="engine">The version of this program, which runs name.</param>
public sealed partial class PeriodWork(LedgerDatabase database, int programme, PublishedPlans plans, string engine)
{
    /// <summary>Who records what the program itself has calculated.</summary>
    public const string Worker = "calculation";

    /// <summary>How many threads a close may use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>For which part of the time a close works while orders queue (<see cref="Compensation.Ledger.Store.Pace"/>).</summary>
    public double Share { get; init; } = Pace.UsualShare;

    /// <summary>Gives the live figures of a period as they stood when its close was begun, or null where nobody followed it then: a close that differs from
    /// them stops. What nobody followed is retraced from <see cref="Books"/> and the ledger (<see cref="LivePeriod.RetraceAsync"/>).</summary>
    public Func<LiveQuestion, CancellationToken, Task<LiveFigures?>>? Live { get; init; }

    /// <summary>The folder in which a silo that has stopped has left the books of open periods; null where there is none.</summary>
    public string? Books { get; init; }

    /// <summary>Called before and after each commit, and between what is long.</summary>
    internal Action<string> AtStep { get; init; } = _ => { };

    /// <summary>All periods of the programme and where they stand, the earliest first.</summary>
    public async Task<IReadOnlyList<PeriodState>> ListAsync(CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        return [.. (await LedgerPeriods.ReadAsync(context, programme, cancellation)).Select(PeriodEventText.Read)];
    }

    /// <summary>Where a period stands.</summary>
    /// <returns>The period; one that was never opened is <see cref="PeriodStatus.NotOpened"/>.</returns>
    public async Task<PeriodState> FindAsync(string period, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        return await LedgerPeriods.FindAsync(context, programme, period, cancellation) is { } found ? PeriodEventText.Read(found) : PeriodState.NotOpened;
    }

    /// <summary>The plan that a period is closed by; null where the programme has neither the period nor a plan.</summary>
    public async Task<Plan?> FindPlanAsync(string period, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        return await LedgerPeriods.FindAsync(context, programme, period, cancellation) is { } found
            ? await plans.ReadAsync(context, programme, found.PlanVersion, cancellation)
            : (await plans.NewestAsync(context, programme, cancellation))?.Plan;
    }

    /// <summary>Who earns more or less by a period's latest run than by the run of it before.</summary>
    /// <returns>The differences by seller; null where the period does not have two runs.</returns>
    public async Task<RunChanges?> FindChangesAsync(string period, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        if (await LedgerPeriods.FindAsync(context, programme, period, cancellation) is not { } found
            || await context.RunsOfAsync(programme, found.Number, cancellation) is not [.., var before, var last])
        {
            return null;
        }

        var differences = await context.DifferencesAsync(programme, last.Run, before.Run, cancellation);
        var ids = await context.SellerIdsAsync(programme, differences.Select(difference => difference.Seller), cancellation);
        return new RunChanges(before.Run, last.Run, [.. differences.Select(difference => new EarningsChange(ids[difference.Seller], difference.Amount))]);
    }

    /// <summary>Opens a period, with the plan that is in force when it begins. A period that orders need is opened by itself.</summary>
    public async Task<PeriodAnswer> OpenAsync(string period, PeriodRequest request, CancellationToken cancellation = default)
    {
        await using var step = await BeginAsync(period, cancellation);
        if (step.State.Status != PeriodStatus.NotOpened)
        {
            return new PeriodAnswer(step.State, new Decision<PeriodEvent>.Repeated(step.State.History[0]));
        }

        var (context, ledger) = (step.Ledger.Context, step.Ledger);
        if (await plans.NewestAsync(context, programme, cancellation) is not var (newest, _) || newest.Calendar.Find(period) is not { } named
            || await plans.AtAsync(context, programme, named.Start, cancellation) is not var (plan, version) || plan.Calendar.Find(period) is not { } found)
        {
            return new PeriodAnswer(step.State, new Refusal(RefusalCode.NoPeriod, "period", period, "The calendar of the programme's plan has no such period.",
                "Name one as the calendar does, such as 2026-01; a programme without a plan needs one first."));
        }

        var first = await LedgerPeriods.FirstAsync(context, programme, cancellation);
        var before = plan.Calendar.Previous(found)?.Name;
        var isOpened = before is not null && await LedgerPeriods.FindAsync(context, programme, before, cancellation) is not null;
        var decision = PeriodDecider.Decide(step.State, new PeriodCommand.Open(request.Id, request.By, step.Now, found, version),
            new PeriodContext(first is null || before is null ? null : new PreviousPeriod(before, isOpened, false)));
        if (decision is not Decision<PeriodEvent>.Accepted accepted)
        {
            return new PeriodAnswer(step.State, decision);
        }

        await OpenAsync(step, found, plan, version, request.By, cancellation);
        await step.SaveAsync("opened", cancellation);
        return new PeriodAnswer(PeriodState.Of(accepted.Events), decision);
    }

    /// <summary>Approves the result of a close or restatement.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="request">By somebody who had no hand in the result.</param>
    /// <param name="root">The root of the run that is approved.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<PeriodAnswer> ApproveAsync(string period, PeriodRequest request, string root, CancellationToken cancellation = default) => DoAsync(period,
        step => step.DecideAsync(new PeriodCommand.Approve(request.Id, request.By, step.Now, root), cancellation),
        async (step, _) =>
        {
            if (step.State.IsClosed)
            {
                // A restatement pays nothing, so nobody's balance changes by it.
                return;
            }

            var run = (int)step.State.Result!.Run;
            var left = await step.Ledger.Context.BalancesLeftAsync(programme, run, cancellation);
            await BalanceBook.SettleAsync(step.Ledger, run, step.Plan!.Document.Currency, left, $"close of {period}", cancellation);
        }, cancellation);

    /// <summary>Rejects a result, or gives up a calculation. Overrides, adjustments and holds stay.</summary>
    public Task<PeriodAnswer> RejectAsync(string period, PeriodRequest request, string reason, CancellationToken cancellation = default) =>
        DoAsync(period, step => step.Decide(new PeriodCommand.Reject(request.Id, request.By, step.Now, reason)), cancellation);

    private Pace Pace => new(database, Share);

    private Task<PeriodTransaction> BeginAsync(string period, CancellationToken cancellation) =>
        PeriodTransaction.BeginAsync(database, programme, plans, period, AtStep, cancellation);

    private Task<PeriodAnswer> DoAsync(string period, Func<PeriodTransaction, Decision<PeriodEvent>> decide, CancellationToken cancellation) =>
        DoAsync(period, decide, (_, _) => Task.CompletedTask, cancellation);

    private Task<PeriodAnswer> DoAsync(string period, Func<PeriodTransaction, Decision<PeriodEvent>> decide,
        Func<PeriodTransaction, IReadOnlyList<PeriodEvent>, Task> write, CancellationToken cancellation) =>
        DoAsync(period, step => Task.FromResult(decide(step)), write, cancellation);

    /// <summary>One step: decided, its rows written, then its events, all in one transaction.</summary>
    private async Task<PeriodAnswer> DoAsync(string period, Func<PeriodTransaction, Task<Decision<PeriodEvent>>> decide,
        Func<PeriodTransaction, IReadOnlyList<PeriodEvent>, Task> write, CancellationToken cancellation)
    {
        await using var step = await BeginAsync(period, cancellation);
        var decision = await decide(step);
        if (decision is Decision<PeriodEvent>.Accepted accepted)
        {
            await write(step, accepted.Events);
        }

        return await step.CommitAsync(decision, cancellation);
    }

    private static async Task OpenAsync(
        PeriodTransaction step, Rules.Calendars.Period period, Plan plan, int version, string by, CancellationToken cancellation)
    {
        var numbers = await PeriodNumbers.ReadAsync(step.Ledger, plan, version, by, cancellation);
        await numbers.NumberAsync(period, cancellation);
        var sequence = step.Ledger.Take(1);
        await AuditLog.AddAsync(step.Ledger, sequence, by, "period opened", "", $$"""{"period":"{{period.Name}}"}""", cancellation);
    }
}
