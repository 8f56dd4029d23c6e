using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains.Orders;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Fields;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Orleans;
using Duration = NodaTime.Duration;
using GrainLine = Compensation.Grains.Orders.OrderLine;
using GrainStatus = Compensation.Grains.Orders.OrderStatus;
using OrderLine = Compensation.Api.V1.OrderLine;
using OrderStatus = Compensation.Api.V1.OrderStatus;

namespace Compensation.Api.Storefronts;

/// <summary>Carries out requests about orders, one at a time or from a stream.</summary>
/// <param name="grains">The orders' grains.</param>
/// <param name="programmes">What the silo knows of programmes.</param>
public sealed class OrderCalls(IGrainFactory grains, ProgrammeDirectory programmes)
{
    /// <summary>Places an order that is credited to a seller.</summary>
    /// <exception cref="CallException">It is refused, or there is no room.</exception>
    public async Task<OrderResponse> PlaceAsync(Caller caller, PlaceOrderRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Seller.Length == 0)
        {
            throw CallErrors.Invalid("seller", "", "The order names no seller.", "Name the seller who is credited.");
        }

        var answer = await AskAsync(caller, request.Order, new PlaceRequest
        {
            Request = ProgrammeWrites.CheckKey(request.IdempotencyKey),
            Storefront = caller.Name,
            At = MomentOf(request.Placed, "placed"),
            Seller = request.Seller,
            Customer = request.Customer.Length == 0 ? null : request.Customer,
            Lines = await LinesOfAsync(caller, request.Lines),
            IsPaid = request.Paid,
        }, (order, asked) => order.Place(asked), cancellation);
        answer.Credited.Add(new CreditShare { Seller = request.Seller, Share = new Share { Numerator = 1, Denominator = 1 } });
        return answer;
    }

    /// <summary>Says that an order is paid.</summary>
    /// <inheritdoc cref="PlaceAsync"/>
    public Task<OrderResponse> PayAsync(Caller caller, PayOrderRequest request, CancellationToken cancellation) =>
        AskAsync(caller, request.Order, new PayRequest
        {
            Request = ProgrammeWrites.CheckKey(request.IdempotencyKey),
            Storefront = caller.Name,
            At = MomentOf(request.At, "at"),
        }, (order, asked) => order.Pay(asked), cancellation);

    /// <summary>Says that an order is shipped.</summary>
    /// <inheritdoc cref="PlaceAsync"/>
    public Task<OrderResponse> ShipAsync(Caller caller, ShipOrderRequest request, CancellationToken cancellation) =>
        AskAsync(caller, request.Order, new ShipRequest
        {
            Request = ProgrammeWrites.CheckKey(request.IdempotencyKey),
            Storefront = caller.Name,
            At = MomentOf(request.At, "at"),
        }, (order, asked) => order.Ship(asked), cancellation);

    /// <summary>Cancels an order.</summary>
    /// <inheritdoc cref="PlaceAsync"/>
    public Task<OrderResponse> CancelAsync(Caller caller, CancelOrderRequest request, CancellationToken cancellation) =>
        AskAsync(caller, request.Order, new CancelRequest
        {
            Request = ProgrammeWrites.CheckKey(request.IdempotencyKey),
            Storefront = caller.Name,
            At = MomentOf(request.At, "at"),
            Reason = request.Reason,
        }, (order, asked) => order.Cancel(asked), cancellation);

    /// <summary>Refunds an order.</summary>
    /// <inheritdoc cref="PlaceAsync"/>
    public async Task<OrderResponse> RefundAsync(Caller caller, RefundOrderRequest request, CancellationToken cancellation) =>
        await AskAsync(caller, request.Order, new RefundRequest
        {
            Request = ProgrammeWrites.CheckKey(request.IdempotencyKey),
            Storefront = caller.Name,
            At = MomentOf(request.At, "at"),
            Lines = request.Lines.Count == 0 ? null : await LinesOfAsync(caller, request.Lines),
            Reason = request.Reason,
        }, (order, asked) => order.Refund(asked), cancellation);

    /// <summary>An order as it stands.</summary>
    /// <exception cref="CallException">It was never placed.</exception>
    public async Task<Order> ReadAsync(Caller caller, string order, CancellationToken cancellation)
    {
        var view = await GrainOf(caller, order).Read().WaitAsync(cancellation) ?? throw CallErrors.NotFound("order", order);
        var cache = programmes.Of(caller.Programme);
        var codes = (await cache.TermsAsync()).CodesAt(FieldScope.Order, cache.Now);
        var ids = await cache.SellerIdsAsync(view.Left.SelectMany(line => codes.SellersIn(line.Values)), cancellation);
        return new Order
        {
            Order_ = order,
            Status = StatusOf(view.Status),
            Credited = { new CreditShare { Seller = view.Seller, Share = new Share { Numerator = 1, Denominator = 1 } } },
            Customer = view.Customer ?? "",
            Placed = Wire.ToTimestamp(view.PlacedAt),
            Period = view.Period ?? "",
            Lines =
            {
                view.Left.Select(line => new OrderLine
                {
                    Line = line.Number,
                    Values = { codes.Decode(line.Values, seller => ids[seller]).Select(Wire.ToFieldValue) },
                }),
            },
            Sequence = view.Sequence,
        };
    }

    private async Task<OrderResponse> AskAsync<TRequest>(
        Caller caller, string order, TRequest request, Func<IOrderGrain, TRequest, Task<OrderAnswer>> ask, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // Who stops waiting does not know the outcome: the order's grain goes on, and the same request again is answered with what it came to.
        var answer = await ask(GrainOf(caller, order), request).WaitAsync(cancellation);
        return answer.Kind switch
        {
            OrderAnswerKind.Refused => throw CallErrors.Refused(answer.Refusal!),
            OrderAnswerKind.Busy => throw CallErrors.Busy(Duration.FromMilliseconds(answer.RetryAfter)),
            _ => new OrderResponse
            {
                Receipt = new Receipt { Sequence = answer.Sequence, Repeated = answer.Kind == OrderAnswerKind.Repeated },
                Status = StatusOf(answer.Status),
                Period = answer.Period ?? "",
            },
        };
    }

    private IOrderGrain GrainOf(Caller caller, string order) => grains.GetGrain<IOrderGrain>(OrderKey.Of(caller.Programme, Wire.CheckId(order, "order")));

    private async Task<IReadOnlyList<GrainLine>> LinesOfAsync(Caller caller, RepeatedField<OrderLine> lines)
    {
        var cache = programmes.Of(caller.Programme);
        var codes = (await cache.TermsAsync()).CodesAt(FieldScope.Order, cache.Now);
        var coded = new List<GrainLine>(lines.Count);
        foreach (var line in lines)
        {
            var (values, refusal) = await codes.EncodeAsync([.. line.Values.Select(Wire.ToGivenValue)],
                async id => (await cache.SellerAsync(id))?.Number);
            coded.Add(new GrainLine(line.Line, values ?? throw CallErrors.Refused(refusal! with { Field = "lines.values" })));
        }

        return coded;
    }

    private static long MomentOf(Timestamp? timestamp, string field) => Wire.Required(timestamp, field).ToUnixTimeMilliseconds();

    private static OrderStatus StatusOf(GrainStatus status) => status switch
    {
        GrainStatus.Placed => OrderStatus.Placed,
        GrainStatus.Paid => OrderStatus.Paid,
        GrainStatus.Shipped => OrderStatus.Shipped,
        GrainStatus.Complete => OrderStatus.Complete,
        GrainStatus.Cancelled => OrderStatus.Cancelled,
        GrainStatus.Refunded => OrderStatus.Refunded,
        _ => OrderStatus.Unspecified,
    };
}
