using System.Text.Json;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains.Orders;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Fields;
using Google.Protobuf;
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
/// <param name="newOrders">Places orders that have come together.</param>
/// <param name="programmes">What the silo knows of programmes.</param>
/// <param name="referrals">Finds whom an order is credited to that names no seller.</param>
/// <param name="writes">Writes how a refund of lines is dealt.</param>
public sealed partial class OrderCalls(
    IGrainFactory grains, NewOrders newOrders, ProgrammeDirectory programmes, ReferralCalls referrals, ProgrammeWrites writes)
{
    /// <summary>Places an order, credited to the seller whom it names or to whom touches lead.</summary>
    /// <exception cref="CallException">It is refused, or there is no room.</exception>
    public async Task<OrderResponse> PlaceAsync(Caller caller, PlaceOrderRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        var lines = await LinesOfAsync(caller, request.Lines);
        if (request.Seller.Length == 0)
        {
            return await PlaceSharedAsync(caller, request, lines, cancellation);
        }

        // Nearly all orders go this way: one part, one call of one grain. Who stops waiting does not know the outcome; see AskAsync.
        cancellation.ThrowIfCancellationRequested();
        var answer = await GrainOf(caller, request.Order, 0).Place(PartOf(caller, request, 0, request.Seller, lines)).WaitAsync(cancellation);
        var response = Unanswered();
        Add(response, answer);
        response.Credited.Add(WholeOf(request.Seller));
        return response;
    }

    /// <summary>Places an order that is credited to whom touches lead.</summary>
    private async Task<OrderResponse> PlaceSharedAsync(
        Caller caller, PlaceOrderRequest request, IReadOnlyList<GrainLine> lines, CancellationToken cancellation)
    {
        var shares = (await referrals.CreditAsync(caller, request, cancellation)).Shares;
        var terms = await programmes.Of(caller.Programme).TermsAsync();
        var parts = OrderParts.Deal(lines, [.. shares.Select(share => share.Share.Numerator)], terms.Fields);
        var answer = await AskAsync(caller, request.Order, Enumerable.Range(0, parts.Count),
            part => PartOf(caller, request, part, shares[part].Seller, parts[part]), (order, asked) => order.Place(asked), cancellation);
        answer.Credited.Add(shares);
        return answer;
    }

    /// <summary>Says that an order is paid.</summary>
    /// <inheritdoc cref="PlaceAsync"/>
    public async Task<OrderResponse> PayAsync(Caller caller, PayOrderRequest request, CancellationToken cancellation) =>
        await AskAsync(caller, request.Order, await PartsOfAsync(caller, request.Order, cancellation), part => new PayRequest
        {
            Request = OrderParts.RequestOf(ProgrammeWrites.CheckKey(request.IdempotencyKey), part),
            Storefront = caller.Name,
            At = MomentOf(request.At, "at"),
        }, (order, asked) => order.Pay(asked), cancellation);

    /// <summary>Says that an order is shipped.</summary>
    /// <inheritdoc cref="PlaceAsync"/>
    public async Task<OrderResponse> ShipAsync(Caller caller, ShipOrderRequest request, CancellationToken cancellation) =>
        await AskAsync(caller, request.Order, await PartsOfAsync(caller, request.Order, cancellation), part => new ShipRequest
        {
            Request = OrderParts.RequestOf(ProgrammeWrites.CheckKey(request.IdempotencyKey), part),
            Storefront = caller.Name,
            At = MomentOf(request.At, "at"),
        }, (order, asked) => order.Ship(asked), cancellation);

    /// <summary>Cancels an order.</summary>
    /// <inheritdoc cref="PlaceAsync"/>
    public async Task<OrderResponse> CancelAsync(Caller caller, CancelOrderRequest request, CancellationToken cancellation) =>
        await AskAsync(caller, request.Order, await PartsOfAsync(caller, request.Order, cancellation), part => new CancelRequest
        {
            Request = OrderParts.RequestOf(ProgrammeWrites.CheckKey(request.IdempotencyKey), part),
            Storefront = caller.Name,
            At = MomentOf(request.At, "at"),
            Reason = request.Reason,
        }, (order, asked) => order.Cancel(asked), cancellation);

    /// <summary>Refunds an order.</summary>
    /// <inheritdoc cref="PlaceAsync"/>
    public async Task<OrderResponse> RefundAsync(Caller caller, RefundOrderRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var parts = await PartsOfAsync(caller, request.Order, cancellation);
        var lines = request.Lines.Count == 0 ? null : await LinesOfAsync(caller, request.Lines);
        var dealt = parts.Count == 1 || lines is null ? null : await DealBackAsync(caller, request, lines, parts, cancellation);
        return await AskAsync(caller, request.Order, parts.Where(part => dealt is null || dealt[part].Count > 0), part => new RefundRequest
        {
            Request = OrderParts.RequestOf(ProgrammeWrites.CheckKey(request.IdempotencyKey), part),
            Storefront = caller.Name,
            At = MomentOf(request.At, "at"),
            Lines = dealt is null ? lines : dealt[part],
            Reason = request.Reason,
        }, (order, asked) => order.Refund(asked), cancellation);
    }

    /// <summary>What a refund of lines takes back of each part of an order. It is written down before anything is taken back, so that the same request takes
    /// the same, whatever is left by then.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<GrainLine>>> DealBackAsync(
        Caller caller, RefundOrderRequest request, IReadOnlyList<GrainLine> lines, IReadOnlyList<int> parts, CancellationToken cancellation)
    {
        var fields = (await programmes.Of(caller.Programme).TermsAsync()).Fields;
        var left = new List<IReadOnlyList<GrainLine>>();
        foreach (var part in parts)
        {
            left.Add((await GrainOf(caller, request.Order, part).Read(cancellation) ?? throw CallErrors.NotFound("order", request.Order)).Left);
        }

        var dealt = await writes.RunAsync(caller, request.IdempotencyKey, request, async write =>
        {
            if (OrderLines.CheckTakenBack(lines, OrderParts.Sum(left, fields), fields) is { } refusal)
            {
                throw CallErrors.Refused(refusal);
            }

            await write.RecordAsync("refund dealt", request.Reason, JsonBody.Of(("order", request.Order)));
            return new BytesValue { Value = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(OrderParts.DealBack(lines, left, fields))) };
        }, cancellation);
        return JsonSerializer.Deserialize<IReadOnlyList<IReadOnlyList<GrainLine>>>(dealt.Value.Span)!;
    }

    /// <summary>An order as it stands.</summary>
    /// <exception cref="CallException">It was never placed.</exception>
    public async Task<Order> ReadAsync(Caller caller, string order, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var shares = await referrals.PartsAsync(caller.Programme, order, cancellation);
        var views = new List<OrderView>();
        for (var part = 0; part < Math.Max(1, shares.Count); part++)
        {
            views.Add(await GrainOf(caller, order, part).Read(cancellation) ?? throw CallErrors.NotFound("order", order));
        }

        var cache = programmes.Of(caller.Programme);
        var terms = await cache.TermsAsync();
        var left = OrderParts.Sum(views.ConvertAll(view => view.Left), terms.Fields);
        var codes = terms.CodesAt(FieldScope.Order, cache.Now);
        var ids = await cache.SellerIdsAsync(left.SelectMany(line => codes.SellersIn(line.Values)), cancellation);
        return new Order
        {
            Order_ = order,
            Status = StatusOf(views[0].Status),
            Credited = { shares is [_, ..] ? shares : [WholeOf(views[0].Seller)] },
            Customer = views[0].Customer ?? "",
            Placed = Wire.ToTimestamp(views[0].PlacedAt),
            Period = views[0].Period ?? "",
            Lines =
            {
                left.Select(line => new OrderLine
                {
                    Line = line.Number,
                    Values = { codes.Decode(line.Values, seller => ids[seller]).Select(Wire.ToFieldValue) },
                }),
            },
            Sequence = views.Max(view => view.Sequence),
        };
    }

    /// <summary>The orders of the ledger that an order is: one for each seller who shares its credit.</summary>
    private async Task<IReadOnlyList<int>> PartsOfAsync(Caller caller, string order, CancellationToken cancellation) =>
        [.. Enumerable.Range(0, Math.Max(1, (await referrals.PartsAsync(caller.Programme, order, cancellation)).Count))];

    /// <summary>Asks an order's grain, or those of its parts one after the other; what was done of it before is only answered again.</summary>
    /// <remarks>Who stops waiting does not know the outcome: the order's grain goes on, and the same request again is answered with what it came to.</remarks>
    private async Task<OrderResponse> AskAsync<TRequest>(Caller caller, string order, IEnumerable<int> parts, Func<int, TRequest> request,
        Func<IOrderGrain, TRequest, Task<OrderAnswer>> ask, CancellationToken cancellation)
    {
        var response = Unanswered();
        foreach (var part in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            var answer = await ask(GrainOf(caller, order, part), request(part)).WaitAsync(cancellation);
            Add(response, answer);
        }

        return response;
    }

    /// <summary>The response to an order of which no part has answered yet.</summary>
    private static OrderResponse Unanswered() => new() { Receipt = new Receipt { Repeated = true } };

    /// <summary>Adds a part's answer to that of the whole order.</summary>
    private static void Add(OrderResponse response, OrderAnswer answer)
    {
        switch (answer.Kind)
        {
            case OrderAnswerKind.Refused:
                throw CallErrors.Refused(answer.Refusal!);
            case OrderAnswerKind.Busy:
                throw CallErrors.Busy(Duration.FromMilliseconds(answer.RetryAfter));
            default:
                response.Receipt.Sequence = Math.Max(response.Receipt.Sequence, answer.Sequence);
                response.Receipt.Repeated &= answer.Kind == OrderAnswerKind.Repeated;
                response.Status = StatusOf(answer.Status);
                response.Period = answer.Period ?? "";
                break;
        }
    }

    private static CreditShare WholeOf(string seller) => new() { Seller = seller, Share = new Share { Numerator = 1, Denominator = 1 } };

    /// <summary>What a part of an order that is placed asks for.</summary>
    private static PlaceRequest PartOf(Caller caller, PlaceOrderRequest request, int part, string seller, IReadOnlyList<GrainLine> lines) => new()
    {
        Request = OrderParts.RequestOf(ProgrammeWrites.CheckKey(request.IdempotencyKey), part),
        Storefront = caller.Name,
        At = MomentOf(request.Placed, "placed"),
        Seller = seller,
        Customer = request.Customer.Length == 0 ? null : request.Customer,
        Lines = lines,
        IsPaid = request.Paid,
    };

    private IOrderGrain GrainOf(Caller caller, string order, int part) =>
        grains.GetGrain<IOrderGrain>(OrderKey.Of(caller.Programme, OrderParts.IdOf(Wire.CheckId(order, "order"), part)));

    private async ValueTask<IReadOnlyList<GrainLine>> LinesOfAsync(Caller caller, RepeatedField<OrderLine> lines)
    {
        var cache = programmes.Of(caller.Programme);
        var codes = (await cache.TermsAsync()).CodesAt(FieldScope.Order, cache.Now);
        var coded = new GrainLine[lines.Count];
        for (var i = 0; i < coded.Length; i++)
        {
            GivenValue[] given = [.. lines[i].Values.Select(Wire.ToGivenValue)];
            var (values, refusal) = await codes.EncodeAsync(given, async id => (await cache.SellerAsync(id))?.Number);
            coded[i] = new GrainLine(lines[i].Line, values ?? throw CallErrors.Refused(refusal! with { Field = "lines.values" }));
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
