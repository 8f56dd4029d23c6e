using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.V1;
using Compensation.Grains.Periods;
using Compensation.Grains.Programmes;
using Compensation.Rules.Numbers;
using Grpc.Core;

namespace Compensation.Api.Finance;

/// <summary>What finance does by hand: overrides, adjustments, holds.</summary>
public sealed partial class FinanceApi
{
    /// <inheritdoc/>
    public override Task<PeriodResponse> OverrideRank(OverrideRankRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, Named(context, request.IdempotencyKey),
            (period, asked) => period.OverrideRank(asked, request.Seller, request.Rank, request.Reason));

    /// <inheritdoc/>
    public override async Task<PeriodResponse> OverrideLine(OverrideLineRequest request, ServerCallContext context)
    {
        var target = new OverrideTarget(request.Seller, request.Bonus, NullIfEmpty(request.Source), NullIfEmpty(request.Order));
        var amount = await UnitsAsync(context, request.Period, request.Amount);
        return await StepAsync(context, request.Period, Named(context, request.IdempotencyKey),
            (period, asked) => period.OverrideLine(asked, target, amount, request.Reason));
    }

    /// <inheritdoc/>
    public override Task<PeriodResponse> WithdrawOverride(WithdrawOverrideRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, Named(context, request.IdempotencyKey),
            (period, asked) => period.Withdraw(asked, request.Override, request.Reason));

    /// <inheritdoc/>
    public override async Task<PeriodResponse> AdjustEarnings(AdjustEarningsRequest request, ServerCallContext context)
    {
        var amount = await UnitsAsync(context, request.Period, request.Amount);
        return await StepAsync(context, request.Period, Named(context, request.IdempotencyKey),
            (period, asked) => period.Adjust(asked, request.Seller, amount, request.Bonus, request.Reason));
    }

    /// <inheritdoc/>
    public override Task<PeriodResponse> HoldSeller(HoldSellerRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, request.IdempotencyKey, (period, asked) => period.Hold(asked, request.Seller, request.Reason));

    /// <inheritdoc/>
    public override Task<PeriodResponse> ReleaseSeller(ReleaseSellerRequest request, ServerCallContext context) =>
        StepAsync(context, request.Period, request.IdempotencyKey, (period, asked) => period.Release(asked, request.Seller, request.Reason));

    /// <summary>A request whose key is the id of what it makes, by which anybody in finance names it later.</summary>
    private static PeriodRequest Named(ServerCallContext context, string key) => new(ProgrammeWrites.CheckKey(key), context.Caller().Name);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>An amount in smallest units of the currency of the plan that the period is closed by.</summary>
    private async Task<long> UnitsAsync(ServerCallContext context, string period, Money? amount)
    {
        var plan = await desks.Of(context.Caller().Programme).FindPlanAsync(period, context.CancellationToken) ?? throw new NoPlanException();
        if (amount is null || amount.Currency != plan.Document.Currency)
        {
            throw CallErrors.Invalid(
                "amount.currency", amount?.Currency ?? "", "It is not the plan's currency.", $"Give the amount in {plan.Document.Currency}.");
        }

        if (amount.Decimals < 0 || amount.Decimals > plan.Decimals)
        {
            throw CallErrors.Invalid("amount.decimals", $"{amount.Decimals}", $"The plan's amounts have {plan.Decimals} decimals.",
                $"Give 0 to {plan.Decimals} decimals.");
        }

        try
        {
            return Fixed.Rescale(amount.Units, amount.Decimals, plan.Decimals);
        }
        catch (OverflowException)
        {
            throw CallErrors.Invalid("amount.units", $"{amount.Units}", "The amount is larger than amounts can be.", "Give a smaller one.");
        }
    }
}
