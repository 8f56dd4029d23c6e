using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains.Genealogy;
using Compensation.Ledger.Fields;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ChangeSellerRequest = Compensation.Api.V1.ChangeSellerRequest;
using KnownChange = Compensation.Grains.Genealogy.ChangeSellerRequest;
using KnownPlace = Compensation.Grains.Genealogy.PlaceSellerRequest;
using PlaceSellerRequest = Compensation.Api.V1.PlaceSellerRequest;

namespace Compensation.Api.Admin;

/// <content>What happens to sellers besides moves.</content>
public sealed partial class AdminApi
{
    /// <inheritdoc/>
    public override Task<SellerChangeResponse> PlaceSeller(PlaceSellerRequest request, ServerCallContext context)
    {
        var (caller, to) = (context.Caller(), request.To ?? throw CallErrors.Invalid("to", "", "It is missing.", "Name the tree."));
        return ChangedAsync(context, grains.GetGrain<IDownlineGrain>(DownlineKey.Of(caller.Programme, IdOf(request.Seller))).Place(new KnownPlace
        {
            Request = KeyOf(caller, request.IdempotencyKey),
            By = caller.Name,
            Effective = MomentOf(request.Effective),
            To = new ChosenPlace(to.Tree, to.Parent.Length == 0 ? null : to.Parent, to.Leg.Length == 0 ? null : to.Leg),
        }));
    }

    /// <inheritdoc/>
    public override Task<SellerChangeResponse> TerminateSeller(TerminateSellerRequest request, ServerCallContext context) => ChangedAsync(context,
        SellerOf(context.Caller(), request.Seller)
            .Terminate(StandingOf(context.Caller(), request.IdempotencyKey, request.Effective, request.Reason)));

    /// <inheritdoc/>
    public override Task<SellerChangeResponse> ReinstateSeller(ReinstateSellerRequest request, ServerCallContext context) => ChangedAsync(context,
        SellerOf(context.Caller(), request.Seller)
            .Reinstate(StandingOf(context.Caller(), request.IdempotencyKey, request.Effective, request.Reason)));

    /// <inheritdoc/>
    public override Task<SellerChangeResponse> MergeSeller(MergeSellerRequest request, ServerCallContext context) => ChangedAsync(context,
        SellerOf(context.Caller(), request.Seller).Merge(new MergeRequest
        {
            Request = KeyOf(context.Caller(), request.IdempotencyKey),
            By = context.Caller().Name,
            Effective = MomentOf(request.Effective),
            Into = request.Into,
            Reason = request.Reason,
        }));

    /// <inheritdoc/>
    public override async Task<SellerChangeResponse> ChangeSeller(ChangeSellerRequest request, ServerCallContext context)
    {
        var (caller, seller) = (context.Caller(), SellerOf(context.Caller(), request.Seller));
        if (request.Attributes.Count == 0)
        {
            throw CallErrors.Invalid("attributes", "", "Nothing changes.", "Give the attributes that change.");
        }

        var cache = programmes.Of(caller.Programme);
        var codes = (await cache.TermsAsync()).CodesAt(FieldScope.Seller, cache.Now);
        var (values, refusal) = await codes.EncodeAsync([.. request.Attributes.Select(Wire.ToGivenValue)], async id => (await cache.SellerAsync(id))?.Number);
        return await ChangedAsync(context, seller.Change(new KnownChange
        {
            Request = KeyOf(caller, request.IdempotencyKey),
            By = caller.Name,
            Effective = MomentOf(request.Effective),
            Values = values ?? throw CallErrors.Refused(refusal! with { Field = "attributes" }),
            Reason = request.Reason,
        }));
    }

    private static async Task<SellerChangeResponse> ChangedAsync(ServerCallContext context, Task<GenealogyAnswer> change)
    {
        var answer = await change.WaitAsync(context.CancellationToken);
        var receipt = Wire.Done(answer);
        return new SellerChangeResponse
        {
            Receipt = new Receipt { Sequence = receipt.Sequence, Repeated = answer.Kind == GenealogyAnswerKind.Repeated },
            Places = { receipt.Places.Select(Wire.ToPlace) },
        };
    }

    private ISellerGrain SellerOf(Caller caller, string seller) => grains.GetGrain<ISellerGrain>(SellerKey.Of(caller.Programme, IdOf(seller)));

    private static StandingRequest StandingOf(Caller caller, string key, Timestamp? effective, string reason) => new()
    {
        Request = KeyOf(caller, key),
        By = caller.Name,
        Effective = MomentOf(effective),
        Reason = reason,
    };

    private static string IdOf(string seller) => Wire.CheckId(seller, "seller");

    private static long MomentOf(Timestamp? effective) => Wire.Required(effective, "effective").ToUnixTimeMilliseconds();
}
