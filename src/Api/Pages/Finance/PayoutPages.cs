using Compensation.Api.Finance;
using Compensation.Api.Pages.Calls;
using Compensation.Api.Pages.Frame;
using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compensation.Api.Pages.Finance;

/// <summary>Payouts of a period: prepared, exported, confirmed, failed.</summary>
/// <param name="frame">The page's frame.</param>
/// <param name="calls">Makes calls.</param>
/// <param name="finance">What is called.</param>
internal sealed class PayoutPages(PageFrame frame, PageCalls calls, FinanceApi finance)
{
    private const string All = Links.Periods + "/{period}/payouts";
    private const int Shown = 50;

    /// <summary>Serves the pages.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(All, (PayoutPages page, string period) => page.ShowAsync(period));
        pages.MapPost($"{All}/prepare", (PayoutPages page, string period) => page.PrepareAsync(period));
        pages.MapPost($"{All}/confirm", (PayoutPages page, string period) => page.ConfirmAsync(period, 0));
        pages.MapPost($"{All}/{{payout:int}}/confirm", (PayoutPages page, string period, int payout) => page.ConfirmAsync(period, payout));
        pages.MapPost($"{All}/{{payout:int}}/fail", (PayoutPages page, string period, int payout) => page.FailAsync(period, payout));
        pages.MapPost($"{All}/{{payout:int}}/retry", (PayoutPages page, string period, int payout) => page.RetryAsync(period, payout));
        pages.MapPost($"{All}/export", (PayoutPages page, HttpResponse response, string period) => page.ExportAsync(response, period));
    }

    /// <summary>The key of an export: the same file under the same reference again, also when the page was opened anew.</summary>
    private static string KeyOf(PaymentFormat format, string reference) => $"export {format} {reference}";

    private async Task<IResult> ShowAsync(string period)
    {
        var card = await calls.AskAsync(finance.GetPeriod, new GetPeriodRequest { Period = period });
        var status = Enum.TryParse<PayoutStatus>(frame.Query("status"), out var asked) && Enum.IsDefined(asked) ? asked : PayoutStatus.Unspecified;
        var payouts = await calls.AskAsync(finance.ListPayouts, new ListPayoutsRequest
        {
            Period = period,
            Status = status,
            Page = frame.Page(Shown),
        });
        return await frame.ShowAsync<PayoutsView>(new PayoutsModel(card, status, payouts));
    }

    private Task<IResult> PrepareAsync(string period) => DoAsync(period, "The payouts are prepared.",
        form => calls.AskAsync(finance.PreparePayouts, new PreparePayoutsRequest { IdempotencyKey = form.Key, Period = period }));

    private Task<IResult> ConfirmAsync(string period, int payout) => DoAsync(
        period, payout == 0 ? "All payouts that were sent are confirmed." : $"Payout {payout} is confirmed.", form => calls.AskAsync(finance.ConfirmPayouts,
            new ConfirmPayoutsRequest { IdempotencyKey = form.Key, Period = period, Payouts = { payout == 0 ? [] : [payout] } }));

    private Task<IResult> FailAsync(string period, int payout) => DoAsync(period, $"Payout {payout} is noted as failed.", form => calls.AskAsync(
        finance.FailPayout, new FailPayoutRequest { IdempotencyKey = form.Key, Period = period, Payout = payout, Reason = form["reason"] }));

    private Task<IResult> RetryAsync(string period, int payout) => DoAsync(period, $"Payout {payout} is prepared again.",
        form => calls.AskAsync(finance.RetryPayout, new RetryPayoutRequest { IdempotencyKey = form.Key, Period = period, Payout = payout }));

    private async Task<IResult> ExportAsync(HttpResponse response, string period)
    {
        var form = frame.Form!;
        var format = form["format"] == "csv" ? PaymentFormat.Csv : PaymentFormat.Pain001;
        var files = calls.FollowAsync<ExportPayoutsRequest, FileChunk>(finance.ExportPayouts, new ExportPayoutsRequest
        {
            IdempotencyKey = KeyOf(format, form["reference"]),
            Period = period,
            Format = format,
            Reference = form["reference"],
        });
        try
        {
            // Transfers come as one file for each currency.
            return format == PaymentFormat.Csv
                ? await PageDownloads.FileAsync(response, files)
                : await PageDownloads.ZipAsync(response, $"{form["reference"]}.zip", files);
        }
        catch (CallException refused) when (!response.HasStarted)
        {
            frame.Form = form with { Fault = Fault.Of(refused) };
            return await ShowAsync(period);
        }
    }

    private Task<IResult> DoAsync(string period, string notice, Func<PageForm, Task> step) =>
        frame.DoAsync(step, Links.Period(period, "payouts"), notice, () => ShowAsync(period));
}
