using Compensation.Api.Shared.Access;
using Compensation.Api.V1;
using Grpc.Core;

namespace Compensation.Api.Storefronts;

/// <content>Links, codes, coupons, touches, and whom they credit.</content>
public sealed partial class StorefrontApi
{
    /// <inheritdoc/>
    public override Task<AddReferralCodeResponse> AddReferralCode(AddReferralCodeRequest request, ServerCallContext context) =>
        referrals.AddAsync(context.Caller(), request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<RecordTouchResponse> RecordTouch(RecordTouchRequest request, ServerCallContext context) =>
        referrals.TouchAsync(context.Caller(), request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ResolveReferralResponse> ResolveReferral(ResolveReferralRequest request, ServerCallContext context) =>
        new() { Credit = await referrals.ResolveAsync(context.Caller(), request, context.CancellationToken) };

    /// <inheritdoc/>
    public override async Task<Credit> ExplainCredit(ExplainCreditRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        if (await referrals.ExplainAsync(caller.Programme, request.Order, context.CancellationToken) is { } credit)
        {
            return credit;
        }

        var order = await orders.ReadAsync(caller, request.Order, context.CancellationToken);
        return new Credit { Shares = { order.Credited }, Rule = "The order named its seller." };
    }
}
