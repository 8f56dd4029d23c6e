using Compensation.Grains.Payouts;
using Compensation.Grains.Programmes;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Compensation.Grains.Periods;

/// <summary>Represents a period: the one place where its requests come in order, and where its calculation goes on.</summary>
/// <remarks>
/// The ledger knows where the period stands; the grain keeps nothing but the calculation that is going on, on threads of the pool and never in a turn.
/// A silo that dies in the middle of it leaves a period that is closing, and the next activation goes on. Two activations do no harm: the ledger takes
/// one result.
/// </remarks>
/// <param name="desks">The workflow of each programme.</param>
/// <param name="programmes">What the silo knows of programmes, which a step changes.</param>
/// <param name="log">Where it is told that a calculation has failed.</param>
public sealed partial class PeriodGrain(PeriodDesks desks, ProgrammeDirectory programmes, ILogger<PeriodGrain> log) : Grain, IPeriodGrain, IDisposable
{
    private static readonly TimeSpan LongestCalculation = TimeSpan.FromHours(12);

    private readonly CancellationTokenSource leaving = new();
    private Task calculation = Task.CompletedTask;
    private PeriodState? askedNext;
    private string? failure;

    private string Period => PeriodKey.Read(this.GetPrimaryKeyString()).Period;

    private int Programme => PeriodKey.Read(this.GetPrimaryKeyString()).Programme;

    private PeriodWork Work => desks.Of(Programme);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var state = await Work.FindAsync(Period, cancellationToken);
        if (state is { Status: PeriodStatus.Closing, Stopped: null } or { Status: PeriodStatus.Restating, Progress: not null })
        {
            Begin(state);
        }
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => leaving.CancelAsync();

    /// <summary>Frees what the calculation was cancelled by.</summary>
    public void Dispose() => leaving.Dispose();

    /// <inheritdoc/>
    public async Task<PeriodView> Read(CancellationToken cancellation = default) => View(await Work.FindAsync(Period, cancellation));

    /// <inheritdoc/>
    public async Task<PeriodReply> Open(PeriodRequest request) => Reply(await Work.OpenAsync(Period, request));

    /// <inheritdoc/>
    public async Task<PeriodReply> Close(PeriodRequest request)
    {
        var answer = await Work.BeginCloseAsync(Period, request);
        if (answer.State.Status == PeriodStatus.Closing)
        {
            Begin(answer.State);
        }

        return Reply(answer);
    }

    /// <inheritdoc/>
    public async Task<PeriodReply> Approve(PeriodRequest request, string root) => Reply(await Work.ApproveAsync(Period, request, root));

    /// <inheritdoc/>
    public async Task<PeriodReply> Reject(PeriodRequest request, string reason) => Reply(await Work.RejectAsync(Period, request, reason));

    /// <inheritdoc/>
    public async Task<PeriodReply> Restate(PeriodRequest request, string reason) => Reply(await Work.BeginRestatementAsync(Period, request, reason));

    /// <inheritdoc/>
    public async Task<PeriodView> Calculate()
    {
        var state = await Work.FindAsync(Period);
        if (state.Status is PeriodStatus.Closing or PeriodStatus.Restating)
        {
            Begin(state);
        }

        return View(state);
    }

    /// <inheritdoc/>
    public async Task<PeriodReply> PostDifferences(PeriodRequest request) => Reply(await Work.PostDifferencesAsync(Period, request));

    /// <inheritdoc/>
    public async Task<PeriodReply> OverrideRank(PeriodRequest request, string seller, string rank, string reason) =>
        Reply(await Work.OverrideRankAsync(Period, request, seller, rank, reason));

    /// <inheritdoc/>
    public async Task<PeriodReply> OverrideLine(PeriodRequest request, OverrideTarget target, long amount, string reason) =>
        Reply(await Work.OverrideLineAsync(Period, request, target, amount, reason));

    /// <inheritdoc/>
    public async Task<PeriodReply> Withdraw(PeriodRequest request, string overrideId, string reason) =>
        Reply(await Work.WithdrawAsync(Period, request, overrideId, reason));

    /// <inheritdoc/>
    public async Task<PeriodReply> Adjust(PeriodRequest request, string seller, long amount, string bonus, string reason) =>
        Reply(await Work.AdjustAsync(Period, request, seller, amount, bonus, reason));

    /// <inheritdoc/>
    public async Task<PeriodReply> Hold(PeriodRequest request, string seller, string reason) =>
        Reply(await Work.HoldAsync(Period, request, seller, reason));

    /// <inheritdoc/>
    public async Task<PeriodReply> Release(PeriodRequest request, string seller, string reason) =>
        Reply(await Work.ReleaseAsync(Period, request, seller, reason));

    /// <inheritdoc/>
    public async Task<PeriodReply> PreparePayouts(PeriodRequest request) => Reply(await Work.PreparePayoutsAsync(Period, request));

    /// <inheritdoc/>
    public Task<PayoutExport> ExportPayouts(PeriodRequest request, string reference, string wallet) =>
        Work.ExportPayoutsAsync(Period, request, reference, wallet);

    /// <inheritdoc/>
    public Task<Refusal?> FailPayout(PeriodRequest request, int payout, string reason) => Work.FailPayoutAsync(Period, request, payout, reason);

    /// <inheritdoc/>
    public Task<Refusal?> PrepareAgain(PeriodRequest request, int payout) => Work.PrepareAgainAsync(Period, request, payout);

    /// <inheritdoc/>
    public async Task<PeriodReply> ConfirmPayouts(PeriodRequest request, IReadOnlyList<int> payouts) =>
        Reply(await Work.ConfirmPayoutsAsync(Period, request, payouts is [] ? null : payouts));

    /// <summary>Begins to calculate what was begun. Where something is calculated, this comes afterwards: that may be of a close that was given up.</summary>
    private void Begin(PeriodState asked)
    {
        if (!calculation.IsCompleted)
        {
            askedNext = asked;
            return;
        }

        failure = null;
        var (work, period, cancellation) = (Work, Period, leaving.Token);
        calculation = Task.Run(() => work.CalculateAsync(period, asked.BegunWith, cancellation), cancellation);
        DelayDeactivation(LongestCalculation);
        _ = NoteEndAsync(calculation);
    }

    /// <summary>Waits for the calculation in turns of this grain.</summary>
    private async Task NoteEndAsync(Task ended)
    {
        try
        {
            await ended;
        }
#pragma warning disable CA1031 // Whatever went wrong in the background is told to who asks for the period.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error.Message;
            if (error is not OperationCanceledException)
            {
                LogFailure(error, Programme, Period);
            }
        }

        programmes.Of(Programme).Forget();
        DelayDeactivation(TimeSpan.Zero);
        if (askedNext is { } next)
        {
            askedNext = null;
            Begin(next);
        }
    }

    [LoggerMessage(4001, LogLevel.Error, "The calculation of the period {Period} of programme {Programme} failed.")]
    private partial void LogFailure(Exception error, int programme, string period);

    private PeriodReply Reply(PeriodAnswer answer)
    {
        // A step goes past the writer, whose feed would tell of it.
        programmes.Of(Programme).Forget();
        return new PeriodReply(View(answer.State), answer.IsRepeated, answer.Refusal);
    }

    private PeriodView View(PeriodState state) => PeriodView.Of(Programme, Period, state, !calculation.IsCompleted, failure);
}
