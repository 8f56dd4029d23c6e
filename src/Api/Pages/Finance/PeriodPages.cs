using Compensation.Api.Finance;
using Compensation.Api.Pages.Calls;
using Compensation.Api.Pages.Frame;
using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using Period = Compensation.Api.V1.Period;

namespace Compensation.Api.Pages.Finance;

/// <summary>Periods: opened, closed, approved, restated.</summary>
/// <param name="frame">The page's frame.</param>
/// <param name="calls">Makes calls.</param>
/// <param name="finance">What is called.</param>
/// <param name="clock">Tells whether a period may be closed by now.</param>
internal sealed class PeriodPages(PageFrame frame, PageCalls calls, FinanceApi finance, IClock clock)
{
    private const string NoPlan = "NO_PLAN";
    private const string One = Links.Periods + "/{period}";

    /// <summary>Serves the pages.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Links.Periods, (PeriodPages page) => page.ListAsync());
        pages.MapGet("/live", (PageFrame frame, PageCalls calls, FinanceApi finance) => frame.StreamAsync<LiveTiles>(
            calls.FollowAsync<WatchLiveTotalsRequest, Totals>(finance.WatchLiveTotals, new WatchLiveTotalsRequest())));
        pages.MapGet(One, (PeriodPages page, string period) => page.ShowAsync(period));
        pages.MapGet($"{One}/compare", (PeriodPages page, string period) => page.CompareAsync(period));
        pages.MapGet($"{One}/runs/{{run:int}}.zip", (PageCalls calls, FinanceApi finance, HttpResponse response, string period, int run) =>
            PageDownloads.ZipAsync(response, $"{period}-run-{run}.zip",
                calls.FollowAsync<DownloadRunRequest, FileChunk>(finance.DownloadRun, new DownloadRunRequest { Run = run })));
        pages.MapGet($"{One}/progress", (PeriodPages page, string period) => page.FollowAsync(period));
        pages.MapPost($"{One}/open", (PeriodPages page, FinanceApi finance, string period) => page.StepAsync(period, finance.OpenPeriod,
            form => new OpenPeriodRequest { IdempotencyKey = form.Key, Period = period }, "The period is open."));
        pages.MapPost($"{One}/close", (PeriodPages page, FinanceApi finance, string period) => page.CalculateAsync<ClosePeriodRequest>(period,
            finance.ClosePeriod, form => new() { IdempotencyKey = form.Key, Period = period }, "The close has begun."));
        pages.MapPost($"{One}/approve", (PeriodPages page, FinanceApi finance, string period) => page.StepAsync(period, finance.ApprovePeriod,
            form => new ApprovePeriodRequest { IdempotencyKey = form.Key, Period = period, Root = form["root"] }, "The result is approved."));
        pages.MapPost($"{One}/reject", (PeriodPages page, FinanceApi finance, string period) => page.StepAsync(period, finance.RejectPeriod,
            form => new RejectPeriodRequest { IdempotencyKey = form.Key, Period = period, Reason = form["reason"] }, "The result is rejected."));
        pages.MapPost($"{One}/restate", (PeriodPages page, FinanceApi finance, string period) => page.StepAsync(period, finance.RestatePeriod,
            form => new RestatePeriodRequest { IdempotencyKey = form.Key, Period = period, Reason = form["reason"] },
            "The restatement has begun. Set what is to differ, then calculate."));
        pages.MapPost($"{One}/calculate", (PeriodPages page, FinanceApi finance, string period) => page.CalculateAsync<CalculateRestatementRequest>(
            period, finance.CalculateRestatement, form => new() { IdempotencyKey = form.Key, Period = period }, "The restatement is being calculated."));
        pages.MapPost($"{One}/post-differences", (PeriodPages page, FinanceApi finance, string period) => page.StepAsync(period, finance.PostDifferences,
            form => new PostDifferencesRequest { IdempotencyKey = form.Key, Period = period }, "The differences are posted."));
    }

    private async Task<IResult> ListAsync()
    {
        var periods = await calls.AskAsync(finance.ListPeriods, new ListPeriodsRequest { Page = frame.Page() });
        return await frame.ShowAsync<PeriodsView>(new PeriodListModel(periods.Periods, await LiveAsync(), periods.NextPageToken, clock.GetCurrentInstant()));
    }

    private async Task<IResult> ShowAsync(string period)
    {
        var card = await calls.AskAsync(finance.GetPeriod, new GetPeriodRequest { Period = period });
        var runs = card.Status == PeriodStatus.NotOpened ? [] : await RunsAsync(period);
        var totals = card.Run > 0 ? await calls.AskAsync(finance.GetRunTotals, new GetRunTotalsRequest { Run = card.Run })
            : await LiveAsync() is { } live && live.Period == period ? live : null;
        var before = card.Run > 0 && await BeforeAsync(period) is { Run: > 0 } known ? known : null;
        return await frame.ShowAsync<PeriodView>(new PeriodModel(card, runs, totals, before, clock.GetCurrentInstant()));
    }

    private async Task<IResult> CompareAsync(string period)
    {
        const int Shown = 50;
        var card = await calls.AskAsync(finance.GetPeriod, new GetPeriodRequest { Period = period });
        var runs = await RunsAsync(period);
        var run = runs.LastOrDefault(known => known.Run_ == card.Run) ?? throw CallErrors.NotFound("run", period);
        var before = await BeforeAsync(period) is { Run: > 0 } known ? await RunsAsync(known.Period_) : [];
        List<Run> others = [.. runs.Where(other => other.Run_ != run.Run_).Reverse(), .. before.Reverse()];
        var chosen = others.Find(other => other.Run_ == frame.QueryNumber("before")) ?? others.FirstOrDefault();
        var changes = chosen is null ? null : await calls.AskAsync(finance.CompareRuns, new CompareRunsRequest
        {
            Before = chosen.Run_,
            Run = run.Run_,
            Page = frame.Page(Shown),
        });
        return await frame.ShowAsync<ComparisonView>(new ComparisonModel(card, run, others, chosen, changes));
    }

    private async Task<IReadOnlyList<Run>> RunsAsync(string period) =>
        (await calls.AskAsync(finance.ListRuns, new ListRunsRequest { Period = period })).Runs;

    /// <summary>What the open period would come to; null while there is no plan.</summary>
    private async Task<Totals?> LiveAsync()
    {
        try
        {
            return await calls.AskAsync(finance.GetLiveTotals, new GetLiveTotalsRequest());
        }
        catch (CallException unplanned) when (Fault.Of(unplanned).Reason == NoPlan)
        {
            return null;
        }
    }

    /// <summary>The period before.</summary>
    private async Task<Period?> BeforeAsync(string period) => (await calls.AskAsync(finance.ListPeriods, new ListPeriodsRequest())).Periods
        .SkipWhile(known => known.Period_ != period).Skip(1).FirstOrDefault();

    private Task<IResult> FollowAsync(string period) => frame.StreamAsync<ProgressView>(
        calls.FollowAsync<WatchPeriodRequest, PeriodProgress>(finance.WatchPeriod, new WatchPeriodRequest { Period = period }));

    private Task<IResult> StepAsync<TRequest>(
        string period, UnaryServerMethod<TRequest, PeriodResponse> step, Func<PageForm, TRequest> request, string notice)
        where TRequest : class =>
        frame.DoAsync(form => calls.AskAsync(step, request(form)), Links.Period(period), notice, () => ShowAsync(period));

    /// <summary>Begins a calculation: it goes on when we leave, and the page follows it.</summary>
    private Task<IResult> CalculateAsync<TRequest>(
        string period, ServerStreamingServerMethod<TRequest, PeriodProgress> step, Func<PageForm, TRequest> request, string notice)
        where TRequest : class => frame.DoAsync(async form =>
        {
            await foreach (var _ in calls.FollowAsync(step, request(form)))
            {
                break;
            }
        }, Links.Period(period), notice, () => ShowAsync(period));
}
