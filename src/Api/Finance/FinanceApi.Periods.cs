using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Streams;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains;
using Compensation.Grains.Periods;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime.Text;
using CloseStep = Compensation.Api.V1.CloseStep;
using Known = Compensation.Grains.Periods.PeriodStatus;
using Period = Compensation.Api.V1.Period;
using PeriodStatus = Compensation.Api.V1.PeriodStatus;

namespace Compensation.Api.Finance;

/// <summary>Periods: opened, closed, approved, restated.</summary>
public sealed partial class FinanceApi
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public override async Task<ListPeriodsResponse> ListPeriods(ListPeriodsRequest request, ServerCallContext context)
    {
        var (caller, page) = (context.Caller(), Page.Of(request.Page, request));
        var states = (await desks.Of(caller.Programme).ListAsync(context.CancellationToken)).Reverse().ToList();
        var begin = 1 + states.FindIndex(state => state.Period!.Name == page.After);
        var response = new ListPeriodsResponse
        {
            NextPageToken = states.Count > begin + page.Size ? page.Next(states[begin + page.Size - 1].Period!.Name) : "",
        };
        foreach (var state in states.Skip(begin).Take(page.Size))
        {
            var name = state.Period!.Name;
            // Only the grain knows of a calculation that is going on.
            var view = state.Status is Known.Closing or Known.Restating
                ? await GrainOf(caller, name).Read(context.CancellationToken)
                : PeriodView.Of(caller.Programme, name, state);
            response.Periods.Add(await CardAsync(caller.Programme, view, context.CancellationToken));
        }

        return response;
    }

    /// <inheritdoc/>
    public override async Task<Period> GetPeriod(GetPeriodRequest request, ServerCallContext context) => await CardAsync(context.Caller().Programme,
        await GrainOf(context.Caller(), request.Period).Read(context.CancellationToken), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<PeriodResponse> OpenPeriod(OpenPeriodRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, request.IdempotencyKey, (period, asked) => period.Open(asked));

    /// <inheritdoc/>
    public override async Task ClosePeriod(ClosePeriodRequest request, IServerStreamWriter<PeriodProgress> responseStream, ServerCallContext context)
    {
        var caller = context.Caller();
        var reply = await GrainOf(caller, request.Period).Close(RequestOf(caller, request.IdempotencyKey)).WaitAsync(context.CancellationToken);
        if (reply.Refusal is { } refusal)
        {
            throw Refused(refusal);
        }

        await FollowAsync(request.Period, responseStream, context);
    }

    /// <inheritdoc/>
    public override Task WatchPeriod(WatchPeriodRequest request, IServerStreamWriter<PeriodProgress> responseStream, ServerCallContext context) =>
        FollowAsync(request.Period, responseStream, context);

    /// <inheritdoc/>
    public override Task<PeriodResponse> ApprovePeriod(ApprovePeriodRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, request.IdempotencyKey, (period, asked) => period.Approve(asked, request.Root));

    /// <inheritdoc/>
    public override Task<PeriodResponse> RejectPeriod(RejectPeriodRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, request.IdempotencyKey, (period, asked) => period.Reject(asked, request.Reason));

    /// <inheritdoc/>
    public override Task<PeriodResponse> RestatePeriod(RestatePeriodRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, request.IdempotencyKey, (period, asked) => period.Restate(asked, request.Reason));

    /// <inheritdoc/>
    public override async Task CalculateRestatement(
        CalculateRestatementRequest request, IServerStreamWriter<PeriodProgress> responseStream, ServerCallContext context)
    {
        var caller = context.Caller();
        var period = GrainOf(caller, request.Period);
        var view = await period.Read(context.CancellationToken);
        if (view.Status != Known.Restating && view is not { Status: Known.Calculated, Version: > 1 })
        {
            throw Refused(new Refusal(RefusalCode.NotRestated, "period", request.Period, "It is not being restated.", "Begin with RestatePeriod."));
        }

        // The calculation itself is the program's; who asked for it stands in the audit log.
        await writes.RunAsync(caller, request.IdempotencyKey, request, async write =>
        {
            await write.RecordAsync("restatement calculated", "", JsonBody.Of(("period", request.Period)));
            return new PeriodResponse();
        }, context.CancellationToken);
        await period.Calculate().WaitAsync(context.CancellationToken);
        await FollowAsync(request.Period, responseStream, context);
    }

    /// <inheritdoc/>
    public override Task<PeriodResponse> PostDifferences(PostDifferencesRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, request.IdempotencyKey, (period, asked) => period.PostDifferences(asked));

    private Task<PeriodResponse> StepAsync(
        ServerCallContext context, string period, string key, Func<IPeriodGrain, PeriodRequest, Task<PeriodReply>> step) =>
        StepAsync(context, period, RequestOf(context.Caller(), key), step);

    private async Task<PeriodResponse> StepAsync(
        ServerCallContext context, string period, PeriodRequest asked, Func<IPeriodGrain, PeriodRequest, Task<PeriodReply>> step)
    {
        var caller = context.Caller();
        var reply = await step(GrainOf(caller, period), asked).WaitAsync(context.CancellationToken);
        return reply.Refusal is { } refusal ? throw Refused(refusal) : new PeriodResponse
        {
            Period = await CardAsync(caller.Programme, reply.View, context.CancellationToken),
            Repeated = reply.IsRepeated,
        };
    }

    /// <summary>Tells each change of a calculation until it is over.</summary>
    private async Task FollowAsync(string name, IServerStreamWriter<PeriodProgress> stream, ServerCallContext context)
    {
        var (caller, cancellation) = (context.Caller(), context.CancellationToken);
        var period = GrainOf(caller, name);
        (Known, Grains.Periods.CloseStep?, bool, string?, string?)? told = null;
        while (true)
        {
            var view = await period.Read(cancellation);
            var news = (view.Status, view.Step, view.IsWorking, view.Stopped, view.Failure);
            if (news != told)
            {
                told = news;
                await stream.WriteAsync(new PeriodProgress
                {
                    Step = view.Step is { } step ? (CloseStep)((int)step + 1) : CloseStep.Unspecified,
                    Period = await CardAsync(caller.Programme, view, cancellation),
                }, cancellation);
            }

            if (IsOver(view))
            {
                return;
            }

            await context.PauseAsync(BetweenLooks, time);
        }
    }

    private static bool IsOver(PeriodView view) =>
        !view.IsWorking && (view.Status is not (Known.Closing or Known.Restating) || view.Stopped is not null || view.Failure is not null);

    /// <summary>A period as it travels: how it stands, and what the plan's calendar says of it.</summary>
    private async Task<Period> CardAsync(int programme, PeriodView view, CancellationToken cancellation)
    {
        await using var ledger = database.CreateContext();
        var row = await ledger.Rows<PeriodRow>().SingleOrDefaultAsync(row => row.Programme == programme && row.Name == view.Period, cancellation);
        var plan = row is null ? (await plans.NewestAsync(ledger, programme, cancellation))?.Plan
            : await plans.ReadAsync(ledger, programme, row.PlanVersion, cancellation);
        var period = row is null ? plan?.Calendar.Find(view.Period) : LedgerPeriods.PeriodOf(row);
        return plan is not null && period is not null ? CardOf(view, period, plan) : throw CallErrors.NotFound("period", view.Period);
    }

    private static Period CardOf(PeriodView view, Rules.Calendars.Period period, Plan plan) => new()
    {
        Period_ = view.Period,
        // Ours begin with 0, those that travel with 1.
        Status = (PeriodStatus)((int)view.Status + 1),
        Version = view.Version,
        Run = view.Run,
        Root = view.Root ?? "",
        Earned = Wire.ToMoney(view.Earned, plan.Decimals, plan.Document.Currency),
        Review = view.Review ?? "",
        Stopped = view.Stopped ?? "",
        Working = view.IsWorking,
        Failure = view.Failure ?? "",
        Held = { view.Held },
        AsOf = view.AsOf,
        FirstDay = LocalDatePattern.Iso.Format(period.First),
        LastDay = LocalDatePattern.Iso.Format(period.Last),
        Cutoff = Wire.ToTimestamp(period.Cutoff),
    };
}
