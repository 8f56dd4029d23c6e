using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Streams;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains.Genealogy;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Store;
using Grpc.Core;
using Orleans;

namespace Compensation.Api.Storefronts;

/// <summary>Serves the calls of <see cref="StorefrontService"/>.</summary>
/// <param name="grains">The grains.</param>
/// <param name="programmes">What the silo knows of programmes.</param>
/// <param name="orders">Carries out what concerns orders.</param>
/// <param name="referrals">Keeps touches, and finds whom they credit.</param>
/// <param name="writes">Writes what has no grain.</param>
/// <param name="messages">Gives out what others are told.</param>
/// <param name="errors">Gives items of a stream their status.</param>
/// <param name="options">The settings.</param>
public sealed partial class StorefrontApi(
    IGrainFactory grains, ProgrammeDirectory programmes, OrderCalls orders, ReferralCalls referrals, ProgrammeWrites writes, MessageCalls messages,
    ErrorInterceptor errors, ApiOptions options)
    : StorefrontService.StorefrontServiceBase
{
    /// <summary>The most orders of one call.</summary>
    private const int MostOrders = 1_000;

    /// <inheritdoc/>
    public override async Task<EnrolSellerResponse> EnrolSeller(EnrolSellerRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var cache = programmes.Of(caller.Programme);
        var codes = (await cache.TermsAsync()).CodesAt(FieldScope.Seller, cache.Now);
        var (values, refusal) = await codes.EncodeAsync([.. request.Attributes.Select(Wire.ToGivenValue)], async id => (await cache.SellerAsync(id))?.Number);
        var seller = grains.GetGrain<ISellerGrain>(SellerKey.Of(caller.Programme, Wire.CheckId(request.Seller, "seller")));
        var answer = await seller.Enrol(new EnrolRequest
        {
            Request = caller.RequestId(ProgrammeWrites.CheckKey(request.IdempotencyKey)),
            By = caller.Name,
            Effective = Wire.Required(request.Joined, "joined").ToUnixTimeMilliseconds(),
            Sponsor = await SponsorOfAsync(caller, request, context.CancellationToken),
            Values = values ?? throw CallErrors.Refused(refusal! with { Field = "attributes" }),
            Places = [.. request.Places.Select(place => new ChosenPlace(place.Tree, Given(place.Parent), Given(place.Leg)))],
        }).WaitAsync(context.CancellationToken);
        var receipt = Wire.Done(answer);
        return new EnrolSellerResponse
        {
            Receipt = new Receipt { Sequence = receipt.Sequence, Repeated = answer.Kind == GenealogyAnswerKind.Repeated },
            Places = { receipt.Places.Select(Wire.ToPlace) },
        };
    }

    /// <inheritdoc/>
    public override Task<EnrolCustomerResponse> EnrolCustomer(EnrolCustomerRequest request, ServerCallContext context)
    {
        var enrolled = Wire.Required(request.Enrolled, "enrolled").ToUnixTimeMilliseconds();
        var customer = Wire.CheckId(request.Customer, "customer");
        return writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            if (await write.Context.FindCustomerAsync(write.Programme, customer) is not null)
            {
                throw CallErrors.AlreadyExists("customer", customer);
            }

            int? referrer = request.Referrer.Length == 0 ? null
                : await write.Context.FindSellerAsync(write.Programme, request.Referrer) ?? throw CallErrors.NotFound("seller", request.Referrer);
            var sequence = await write.RecordAsync("customer enrolled", "", JsonBody.Of(("customer", customer), ("referrer", request.Referrer)));
            write.Context.Add(new CustomerRow
            {
                Programme = write.Programme,
                Customer = await write.Context.CountCustomersAsync(write.Programme),
                Id = customer,
                Seller = referrer,
                Enrolled = enrolled,
                Sequence = sequence,
            });
            if (request.Visitor.Length > 0)
            {
                await ReferralCalls.LinkAsync(write, request.Visitor, customer, sequence);
            }

            return new EnrolCustomerResponse { Receipt = write.Receipt, Referrer = request.Referrer };
        }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<OrderResponse> PlaceOrder(PlaceOrderRequest request, ServerCallContext context) =>
        orders.PlaceAsync(context.Caller(), request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<PlaceOrdersResponse> PlaceOrders(PlaceOrdersRequest request, ServerCallContext context)
    {
        if (request.Orders.Count is 0 or > MostOrders)
        {
            throw CallErrors.Invalid("orders", $"{request.Orders.Count}", "A call cannot place so many orders.",
                $"Give 1 to {MostOrders}; send more in several calls, or over ProcessOrders.");
        }

        var outcomes = new PlaceOrderOutcome[request.Orders.Count];
        var begun = 0;
        foreach (var part in request.Orders.Chunk(options.StreamedAtOnce))
        {
            var first = begun;
            await orders.PlaceAllAsync(context.Caller(), part, (place, outcome) => outcomes[first + place] = outcome,
                error => errors.StatusOf(error, context), context.CancellationToken);
            begun += part.Length;
        }

        return new PlaceOrdersResponse { Outcomes = { outcomes } };
    }

    /// <inheritdoc/>
    public override Task<OrderResponse> PayOrder(PayOrderRequest request, ServerCallContext context) =>
        orders.PayAsync(context.Caller(), request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<OrderResponse> ShipOrder(ShipOrderRequest request, ServerCallContext context) =>
        orders.ShipAsync(context.Caller(), request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<OrderResponse> CancelOrder(CancelOrderRequest request, ServerCallContext context) =>
        orders.CancelAsync(context.Caller(), request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<OrderResponse> RefundOrder(RefundOrderRequest request, ServerCallContext context) =>
        orders.RefundAsync(context.Caller(), request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Order> GetOrder(GetOrderRequest request, ServerCallContext context) =>
        orders.ReadAsync(context.Caller(), request.Order, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task ProcessOrders(
        IAsyncStreamReader<ProcessOrdersRequest> requestStream, IServerStreamWriter<ProcessOrdersResponse> responseStream, ServerCallContext context)
    {
        var (caller, cancellation) = (context.Caller(), context.CancellationToken);
        using var stream = new OrderStream(options.StreamedAtOnce, (gathered, answer) => orders.PlaceAllAsync(
            caller, gathered, answer, error => errors.StatusOf(error, context), cancellation), request => request.RequestCase switch
        {
            ProcessOrdersRequest.RequestOneofCase.Place => orders.PlaceAsync(caller, request.Place, cancellation),
            ProcessOrdersRequest.RequestOneofCase.Pay => orders.PayAsync(caller, request.Pay, cancellation),
            ProcessOrdersRequest.RequestOneofCase.Ship => orders.ShipAsync(caller, request.Ship, cancellation),
            ProcessOrdersRequest.RequestOneofCase.Cancel => orders.CancelAsync(caller, request.Cancel, cancellation),
            ProcessOrdersRequest.RequestOneofCase.Refund => orders.RefundAsync(caller, request.Refund, cancellation),
            _ => throw CallErrors.Invalid("request", "", "The item asks for nothing.", "Set one of place, pay, ship, cancel and refund."),
        }, error => errors.StatusOf(error, context));
        await stream.RunAsync(requestStream, responseStream, context.Stopping(), cancellation);
    }

    private async Task<string?> SponsorOfAsync(Caller caller, EnrolSellerRequest request, CancellationToken cancellation) =>
        request is { Sponsor.Length: 0, ReferralCode.Length: > 0 }
            ? await referrals.SellerOfCodeAsync(caller.Programme, request.ReferralCode, Wire.Required(request.Joined, "joined"), cancellation)
            : Given(request.Sponsor);

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
