using Compensation.Api.Finance;
using Compensation.Api.Pages.Calls;
using Compensation.Api.Pages.Frame;
using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Compensation.Rules.Numbers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compensation.Api.Pages.Finance;

/// <summary>What finance does by hand: overrides, adjustments, holds.</summary>
/// <param name="frame">The page's frame.</param>
/// <param name="calls">Makes calls.</param>
/// <param name="finance">What is called.</param>
internal sealed class CorrectionPages(PageFrame frame, PageCalls calls, FinanceApi finance)
{
    private const string All = Links.Periods + "/{period}/corrections";

    /// <summary>Serves the pages.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(All, (CorrectionPages page, string period) => page.ShowAsync(period));
        pages.MapPost($"{All}/adjust", (CorrectionPages page, string period) => page.AdjustAsync(period));
        pages.MapPost($"{All}/rank", (CorrectionPages page, string period) => page.OverrideRankAsync(period));
        pages.MapPost($"{All}/line", (CorrectionPages page, string period) => page.OverrideLineAsync(period));
        pages.MapPost($"{All}/withdraw", (CorrectionPages page, string period) => page.WithdrawAsync(period));
        pages.MapPost($"{All}/hold", (CorrectionPages page, string period) => page.HoldAsync(period));
        pages.MapPost($"{All}/release", (CorrectionPages page, string period) => page.ReleaseAsync(period));
    }

    private async Task<IResult> ShowAsync(string period)
    {
        var card = await calls.AskAsync(finance.GetPeriod, new GetPeriodRequest { Period = period });
        var totals = card.Run > 0 ? await calls.AskAsync(finance.GetRunTotals, new GetRunTotalsRequest { Run = card.Run })
            : await calls.AskAsync(finance.GetLiveTotals, new GetLiveTotalsRequest());
        return await frame.ShowAsync<CorrectionsView>(
            new CorrectionsModel(card, [.. totals.Bonuses.Select(bonus => bonus.Bonus)], [.. totals.Ranks.Select(rank => rank.Rank)]));
    }

    private Task<IResult> AdjustAsync(string period) => DoAsync(period, form => $"The earnings of {form["seller"]} are adjusted.", async form =>
        await calls.AskAsync(finance.AdjustEarnings, new AdjustEarningsRequest
        {
            IdempotencyKey = form.Key,
            Period = period,
            Seller = form["seller"],
            Amount = await AmountAsync(period, form["amount"]),
            Bonus = form["bonus"],
            Reason = form["reason"],
        }));

    private Task<IResult> OverrideRankAsync(string period) => DoAsync(period, form => $"The rank of {form["seller"]} is set.", form =>
        calls.AskAsync(finance.OverrideRank, new OverrideRankRequest
        {
            IdempotencyKey = form.Key,
            Period = period,
            Seller = form["seller"],
            Rank = form["rank"],
            Reason = form["reason"],
        }));

    private Task<IResult> OverrideLineAsync(string period) => DoAsync(period, form => $"What '{form["bonus"]}' pays {form["seller"]} is set.", async form =>
        await calls.AskAsync(finance.OverrideLine, new OverrideLineRequest
        {
            IdempotencyKey = form.Key,
            Period = period,
            Seller = form["seller"],
            Bonus = form["bonus"],
            Source = form["source"],
            Order = form["order"],
            Amount = await AmountAsync(period, form["amount"]),
            Reason = form["reason"],
        }));

    private Task<IResult> WithdrawAsync(string period) => DoAsync(period, _ => "The override is withdrawn.", form => calls.AskAsync(finance.WithdrawOverride,
        new WithdrawOverrideRequest { IdempotencyKey = form.Key, Period = period, Override = form["override"], Reason = form["reason"] }));

    private Task<IResult> HoldAsync(string period) => DoAsync(period, form => $"What {form["seller"]} is paid is held back.", form => calls.AskAsync(
        finance.HoldSeller, new HoldSellerRequest { IdempotencyKey = form.Key, Period = period, Seller = form["seller"], Reason = form["reason"] }));

    private Task<IResult> ReleaseAsync(string period) => DoAsync(period, form => $"{form["seller"]} is held back no more.", form => calls.AskAsync(
        finance.ReleaseSeller, new ReleaseSellerRequest { IdempotencyKey = form.Key, Period = period, Seller = form["seller"], Reason = form["reason"] }));

    private Task<IResult> DoAsync(string period, Func<PageForm, string> notice, Func<PageForm, Task> step) =>
        frame.DoAsync(step, Links.Period(period, "corrections"), notice(frame.Form!), () => ShowAsync(period));

    /// <summary>An amount as it was typed, in the period's currency.</summary>
    private async Task<Money> AmountAsync(string period, string text)
    {
        var card = await calls.AskAsync(finance.GetPeriod, new GetPeriodRequest { Period = period });
        return Fixed.TryParseExact(text, out var units, out var decimals)
            ? new Money { Units = units, Decimals = decimals, Currency = card.Earned.Currency }
            : throw CallErrors.Invalid("amount", text, "This is no amount.", "Write it with a point, without spaces or a currency, such as -12.50.");
    }
}
