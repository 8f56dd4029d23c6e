using System.Globalization;
using Compensation.Api.Finance;
using Compensation.Api.Pages.Calls;
using Compensation.Api.Pages.Frame;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Periods;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime.Text;

namespace Compensation.Api.Pages.Plans;

/// <summary>Plans: checked, compared, simulated, published.</summary>
/// <param name="frame">The page's frame.</param>
/// <param name="calls">Makes calls.</param>
/// <param name="finance">What is called.</param>
/// <param name="plans">Knows the calendar of a plan's text.</param>
internal sealed class PlanPages(PageFrame frame, PageCalls calls, FinanceApi finance, PublishedPlans plans)
{
    private const string New = Links.Plans + "/new";

    /// <summary>Serves the pages.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Links.Plans, (PlanPages page) => page.ListAsync());
        pages.MapGet($"{Links.Plans}/{{version:int}}", (PlanPages page, int version) => page.ShowAsync(version));
        pages.MapGet(New, (PlanPages page) => page.NewAsync());
        pages.MapPost($"{New}/check", (PlanPages page) => page.CheckAsync(null));
        pages.MapPost($"{New}/simulate", (PlanPages page) => page.SimulateAsync());
        pages.MapPost($"{New}/publish", (PlanPages page) => page.PublishAsync());
    }

    private async Task<IResult> ListAsync()
    {
        var versions = await calls.AskAsync(finance.ListPlanVersions, new ListPlanVersionsRequest { Page = frame.Page() });
        var inForce = versions.Versions.Count == 0 ? 0 : (await calls.AskAsync(finance.GetPlanVersion, new GetPlanVersionRequest())).Version;
        return await frame.ShowAsync<PlansView>(new PlanListModel(versions.Versions, inForce, versions.NextPageToken));
    }

    private async Task<IResult> ShowAsync(int number)
    {
        var version = await calls.AskAsync(finance.GetPlanVersion, new GetPlanVersionRequest { Version = number });
        var differences = version.Version == 1 || !PageCalls.IsServed(frame.Caller!, finance.DiffPlans) ? null : await calls.AskAsync(finance.DiffPlans,
            new DiffPlansRequest { Before = new PlanChoice { Version = version.Version - 1 }, After = new PlanChoice { Version = version.Version } });
        return await frame.ShowAsync<PlanView>(new PlanModel(version, differences?.Differences));
    }

    /// <summary>A new plan begins with the one that is in force.</summary>
    private async Task<IResult> NewAsync()
    {
        var versions = await calls.AskAsync(finance.ListPlanVersions, new ListPlanVersionsRequest());
        var text = versions.Versions.Count == 0 ? "" : (await calls.AskAsync(finance.GetPlanVersion, new GetPlanVersionRequest())).Text;
        return await frame.ShowAsync<NewPlanView>(new NewPlanModel(text, null, null, [], null));
    }

    private async Task<IResult> CheckAsync(SimulationModel? simulation)
    {
        var text = TextOf(frame.Form!);
        var check = await calls.AskAsync(finance.CheckPlan, new CheckPlanRequest { Text = text });
        var versions = await calls.AskAsync(finance.ListPlanVersions, new ListPlanVersionsRequest());
        var differences = !check.Valid || versions.Versions.Count == 0 ? null : await calls.AskAsync(finance.DiffPlans, new DiffPlansRequest
        {
            Before = new PlanChoice { Version = versions.Versions[0].Version },
            After = new PlanChoice { Text = text },
        });
        return await frame.ShowAsync<NewPlanView>(new NewPlanModel(text, check, differences?.Differences, await ClosedAsync(), simulation));
    }

    private async Task<IResult> SimulateAsync()
    {
        var form = frame.Form!;
        var count = int.TryParse(form["periods"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : 1;
        var request = new SimulatePlanRequest
        {
            Plan = new PlanChoice { Text = TextOf(form) },
            Periods = { (await ClosedAsync()).Take(count).Reverse() },
        };
        var (periods, summary) = (new List<SimulatedPeriod>(), new SimulationSummary());
        try
        {
            await foreach (var step in calls.FollowAsync<SimulatePlanRequest, SimulatePlanResponse>(finance.SimulatePlan, request))
            {
                if (step.Period is { } period)
                {
                    periods.Add(period);
                }

                summary = step.Summary ?? summary;
            }
        }
        catch (CallException refused)
        {
            frame.Form = form with { Fault = Fault.Of(refused) };
            return await CheckAsync(null);
        }

        return await CheckAsync(new SimulationModel(periods, summary));
    }

    private Task<IResult> PublishAsync() => frame.DoAsync(form => calls.AskAsync(finance.PublishPlan, new PublishPlanRequest
    {
        IdempotencyKey = form.Key,
        Text = TextOf(form),
        Effective = EffectiveOf(form),
        Reason = form["reason"],
    }), Links.Plans, "The plan is published.", () => CheckAsync(null));

    /// <summary>The text as it was typed; only line ends are made alike.</summary>
    private static string TextOf(PageForm form) => form["text"] is { Length: > 0 } text ? text + "\n" : "";

    /// <summary>The day from which a plan applies, at its beginning in the plan's zone.</summary>
    private Timestamp? EffectiveOf(PageForm form)
    {
        if (form["effective"].Length == 0 || plans.Check(TextOf(form), "plan").Plan is not { } plan)
        {
            return null;
        }

        return LocalDatePattern.Iso.Parse(form["effective"]).TryGetValue(default, out var day) ? Wire.ToTimestamp(plan.Calendar.StartOf(day))
            : throw CallErrors.Invalid("effective", form["effective"], "This is no day.", "Write it as 2026-01-31.");
    }

    private async Task<IReadOnlyList<string>> ClosedAsync() => [.. (await calls.AskAsync(finance.ListPeriods, new ListPeriodsRequest())).Periods
        .Where(period => period.Status is PeriodStatus.Approved or PeriodStatus.Paid).Select(period => period.Period_)];
}
