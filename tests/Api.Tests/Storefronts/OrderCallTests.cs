using System.Threading.Channels;
using Compensation.Api.V1;
using Compensation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Storefronts;

/// <summary>A shop's day over the wire, against a ledger of its own.</summary>
public sealed class OrderCallTests : IAsyncLifetime
{
    private const string Plan = """
        plan: Shop
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        volumes: { PV: {} }
        attributes:
          orders:
            channel: [web, store]
        bonuses:
          - unilevel: Team
            of: PV
            rate: [10%]
        """;

    private readonly ManualClock clock = new(Instant.FromUtc(2026, 2, 10, 12, 0));
    private ApiServer server = null!;
    private ApiClient shop = null!;
    private int requests;

    public async Task InitializeAsync()
    {
        server = await ApiServer.StartAsync(clock);
        await server.AddCompanyAsync(Plan, "seller,sponsor,enrolled\nA,,2026-01-01\nB,A,2026-01-02\n");
        shop = server.Shop();
    }

    public async Task DisposeAsync()
    {
        shop.Dispose();
        await server.DisposeAsync();
    }

    private static Timestamp At(int day) => Timestamp.FromDateTime(Instant.FromUtc(2026, 2, day, 10, 0).ToDateTimeUtc());

    private static OrderLine Line(int number, long units, int decimals = 2) => new()
    {
        Line = number,
        Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = units, Decimals = decimals } } },
    };

    private PlaceOrderRequest Order(string id, string seller = "B", long units = 50_00, bool paid = true) => new()
    {
        IdempotencyKey = $"k{++requests}",
        Order = id,
        Seller = seller,
        Placed = At(9),
        Paid = paid,
        Lines = { Line(1, units) },
    };

    private async Task<CallFailedException> RefusedAsync(string method, Google.Protobuf.IMessage request) =>
        await Should.ThrowAsync<CallFailedException>(() => shop.CallAsync<OrderResponse>($"StorefrontService/{method}", request));

    private async Task<IReadOnlyList<PlaceOrderOutcome>> PlaceAllAsync(params PlaceOrderRequest[] orders) =>
        (await shop.CallAsync<PlaceOrdersResponse>("StorefrontService/PlaceOrders", new PlaceOrdersRequest { Orders = { orders } })).Outcomes;

    private static string ReasonOf(PlaceOrderOutcome outcome) => outcome.Error?.Details[0].Unpack<Google.Rpc.ErrorInfo>().Reason ?? "";

    [Fact]
    public async Task Order_LivesFromPlacingToRefund()
    {
        var place = Order("O1", paid: false);
        place.Lines[0].Values.Add(new FieldValue { Field = "channel", Text = "web" });
        var placed = await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", place);
        var again = await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", place);
        var paid = await shop.CallAsync<OrderResponse>("StorefrontService/PayOrder", new PayOrderRequest { IdempotencyKey = "p", Order = "O1", At = At(9) });
        var shipped = await shop.CallAsync<OrderResponse>("StorefrontService/ShipOrder",
            new ShipOrderRequest { IdempotencyKey = "s", Order = "O1", At = At(10) });
        var refund = new RefundOrderRequest { IdempotencyKey = "r", Order = "O1", At = At(10), Reason = "broken", Lines = { Line(1, 20, 0) } };
        var refunded = await shop.CallAsync<OrderResponse>("StorefrontService/RefundOrder", refund);
        var order = await shop.CallAsync<Order>("StorefrontService/GetOrder", new GetOrderRequest { Order = "O1" });
        var gone = await shop.CallAsync<OrderResponse>("StorefrontService/CancelOrder",
            new CancelOrderRequest { IdempotencyKey = "c", Order = "O1", At = At(10) });

        (placed.Status, placed.Receipt.Repeated, placed.Credited.Single().Seller).ShouldBe((OrderStatus.Placed, false, "B"));
        (again.Receipt.Sequence, again.Receipt.Repeated).ShouldBe((placed.Receipt.Sequence, true));
        (paid.Status, paid.Period, shipped.Status, refunded.Period).ShouldBe((OrderStatus.Paid, "2026-02", OrderStatus.Complete, "2026-02"));
        // 50.00 less 20 leaves 30.00.
        (order.Period, order.Placed, order.Status).ShouldBe(("2026-02", At(9), OrderStatus.Complete));
        var values = order.Lines.ShouldHaveSingleItem().Values;
        values.Single(value => value.Field == "PV").Quantity.ShouldBe(new Quantity { Units = 30_00, Decimals = 2 });
        values.Single(value => value.Field == "channel").Text.ShouldBe("web");
        gone.Status.ShouldBe(OrderStatus.Refunded);
    }

    [Fact]
    public async Task Order_ThatIsWrong_SaysWhatAndChangesNothing()
    {
        var unknown = Order("O2");
        unknown.Lines[0].Values[0].Field = "XP";
        var fine = Order("O2");
        fine.Lines[0].Values[0].Quantity = new Quantity { Units = 50_123, Decimals = 3 };
        var undated = Order("O2");
        undated.Placed = null;

        (await RefusedAsync("PlaceOrder", Order("O2", seller: "Z"))).Reason.ShouldBe("UNKNOWN_SELLER");
        (await RefusedAsync("PlaceOrder", unknown)).Detail<Google.Rpc.BadRequest>()!.FieldViolations.Single().Field.ShouldBe("lines.values");
        (await RefusedAsync("PlaceOrder", fine)).Message.ShouldContain("at most 2 decimals");
        (await RefusedAsync("PlaceOrder", undated)).Detail<Google.Rpc.ErrorInfo>()!.Metadata["field"].ShouldBe("placed");
        (await RefusedAsync("PlaceOrder", Order(" O2"))).Reason.ShouldBe("INVALID_ID");
        (await RefusedAsync("PayOrder", new PayOrderRequest { IdempotencyKey = "p", Order = "O2", At = At(9) })).Code.ShouldBe(StatusCode.NotFound);
        (await RefusedAsync("GetOrder", new GetOrderRequest { Order = "O2" })).Code.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Request_SentAgainWithOtherContent_IsAConflict()
    {
        var order = Order("O3");
        await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", order);
        order.Lines[0].Values[0].Quantity.Units = 60_00;

        var refused = await RefusedAsync("PlaceOrder", order);

        (refused.Code, refused.Reason).ShouldBe((StatusCode.AlreadyExists, "REQUEST_CONFLICT"));
    }

    [Fact]
    public async Task Stream_AnswersEachItem_AndKeepsTheOrderOfAnOrder()
    {
        // Each order is placed, paid and refunded in one stream; every tenth names a seller that there is not.
        const int Orders = 300;
        var channel = Channel.CreateUnbounded<ProcessOrdersRequest>();
        for (var i = 0; i < Orders; i++)
        {
            var place = Order($"S{i}", seller: i % 10 == 0 ? "nobody" : "B", paid: false);
            channel.Writer.TryWrite(new ProcessOrdersRequest { Item = 3 * i, Place = place });
            channel.Writer.TryWrite(new ProcessOrdersRequest
            {
                Item = (3 * i) + 1,
                Pay = new PayOrderRequest { IdempotencyKey = $"pay{i}", Order = place.Order, At = At(9) },
            });
            channel.Writer.TryWrite(new ProcessOrdersRequest
            {
                Item = (3 * i) + 2,
                Refund = new RefundOrderRequest { IdempotencyKey = $"refund{i}", Order = place.Order, At = At(9) },
            });
        }

        channel.Writer.Complete();
        var answers = new Dictionary<long, ProcessOrdersResponse>();
        await foreach (var answer in shop.ExchangeAsync<ProcessOrdersRequest, ProcessOrdersResponse>("StorefrontService/ProcessOrders", channel.Reader))
        {
            answers.Add(answer.Item, answer);
        }

        answers.Count.ShouldBe(3 * Orders);
        for (var i = 0; i < Orders; i++)
        {
            var expected = i % 10 == 0 ? StatusCode.NotFound : StatusCode.OK;
            Enumerable.Range(3 * i, 3).Select(item => (StatusCode)(answers[item].Error?.Code ?? 0)).ShouldAllBe(code => code == expected);
        }

        answers[5].Done.Status.ShouldBe(OrderStatus.Refunded);
        var left = await shop.CallAsync<Order>("StorefrontService/GetOrder", new GetOrderRequest { Order = "S7" });
        left.Status.ShouldBe(OrderStatus.Refunded);
    }

    [Fact]
    public async Task PlaceOrders_AnswersEachOrder_InTheirOrder()
    {
        var placedBefore = Order("M1");
        var first = await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", placedBefore);
        var undated = Order("M4");
        undated.Placed = null;
        var otherContent = Order("M5", units: 51_00);
        var samePlaced = Order("M6");
        var sameKey = Order("M8");
        sameKey.IdempotencyKey = samePlaced.IdempotencyKey;

        var outcomes = await PlaceAllAsync(placedBefore, Order("M2"), Order("M3", seller: "nobody"), undated, Order("M5"), otherContent, samePlaced,
            samePlaced, Order("", seller: "A"), sameKey, Order("M9", seller: "A", paid: false));

        outcomes.Select(outcome => ReasonOf(outcome)).ShouldBe(
        [
            "", "", "UNKNOWN_SELLER", "INVALID_VALUE", "", "ORDER_EXISTS", "", "", "INVALID_ID", "REQUEST_CONFLICT", "",
        ]);
        outcomes[0].Done.Receipt.ShouldBe(new Receipt { Sequence = first.Receipt.Sequence, Repeated = true });
        (outcomes[1].Done.Receipt.Repeated, outcomes[1].Done.Status, outcomes[1].Done.Period).ShouldBe((false, OrderStatus.Paid, "2026-02"));
        (outcomes[6].Done.Receipt.Repeated, outcomes[7].Done.Receipt.Repeated).ShouldBe((false, true));
        outcomes[7].Done.Receipt.Sequence.ShouldBe(outcomes[6].Done.Receipt.Sequence);
        (outcomes[10].Done.Status, outcomes[10].Done.Period, outcomes[10].Done.Credited.Single().Seller).ShouldBe((OrderStatus.Placed, "", "A"));
        // What was placed stands as if it had come alone, and what was refused is nowhere.
        var order = await shop.CallAsync<Order>("StorefrontService/GetOrder", new GetOrderRequest { Order = "M2" });
        (order.Sequence, order.Lines.Single().Values.Single().Quantity.Units).ShouldBe((outcomes[1].Done.Receipt.Sequence, 50_00));
        (await RefusedAsync("GetOrder", new GetOrderRequest { Order = "M3" })).Code.ShouldBe(StatusCode.NotFound);
        (await RefusedAsync("GetOrder", new GetOrderRequest { Order = "M8" })).Code.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task PlaceOrders_SentAgain_AnswersTheSame_AndLeavesPayingToOthers()
    {
        var orders = Enumerable.Range(0, 300).Select(i => Order($"A{i}", paid: false)).ToArray();
        var placed = await PlaceAllAsync(orders);
        await shop.CallAsync<OrderResponse>("StorefrontService/PayOrder", new PayOrderRequest { IdempotencyKey = "p", Order = "A7", At = At(9) });

        var again = await PlaceAllAsync(orders);

        placed.Select(outcome => outcome.Done.Receipt.Sequence).ShouldBeUnique();
        placed.ShouldAllBe(outcome => !outcome.Done.Receipt.Repeated);
        again.Select(outcome => outcome.Done.Receipt.Sequence).ShouldBe(placed.Select(outcome => outcome.Done.Receipt.Sequence));
        again.ShouldAllBe(outcome => outcome.Done.Receipt.Repeated && outcome.Done.Status == OrderStatus.Placed);
    }

    [Fact]
    public async Task PlaceOrders_WithoutSellers_AreCreditedByTheirTouches()
    {
        await shop.CallAsync<AddReferralCodeResponse>("StorefrontService/AddReferralCode",
            new AddReferralCodeRequest { IdempotencyKey = "c", Code = "SUMMER", Kind = TouchKind.Coupon, Seller = "A", ValidFrom = At(1) });
        var coupon = Order("T1", seller: "");
        coupon.Signals.Add(new Signal { Kind = TouchKind.Coupon, Code = "SUMMER", At = At(9) });
        coupon.Visitor = "v";

        var outcomes = await PlaceAllAsync(coupon, Order("T2"), Order("T3", seller: ""));

        outcomes[0].Done.Credited.Single().Seller.ShouldBe("A");
        outcomes[1].Done.Credited.Single().Seller.ShouldBe("B");
        outcomes[2].Error.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task PlaceOrders_NoneOrTooMany_IsRefusedAsAWhole(int count)
    {
        var request = new PlaceOrdersRequest { Orders = { Enumerable.Range(0, count).Select(i => Order($"X{i}")) } };

        var refused = await Should.ThrowAsync<CallFailedException>(() => shop.CallAsync<PlaceOrdersResponse>("StorefrontService/PlaceOrders", request));

        refused.Detail<Google.Rpc.BadRequest>()!.FieldViolations.Single().Field.ShouldBe("orders");
        refused.Message.ShouldContain("Give 1 to 1000");
    }

    [Fact]
    public async Task SellersAndCustomers_AreEnrolled()
    {
        var seller = new EnrolSellerRequest { IdempotencyKey = "e1", Seller = "C", Sponsor = "B", Joined = At(5) };
        var customer = new EnrolCustomerRequest { IdempotencyKey = "e2", Customer = "K1", Referrer = "C", Enrolled = At(6) };

        var enrolled = await shop.CallAsync<EnrolSellerResponse>("StorefrontService/EnrolSeller", seller);
        var again = await shop.CallAsync<EnrolSellerResponse>("StorefrontService/EnrolSeller", seller);
        var came = await shop.CallAsync<EnrolCustomerResponse>("StorefrontService/EnrolCustomer", customer);
        var cameAgain = await shop.CallAsync<EnrolCustomerResponse>("StorefrontService/EnrolCustomer", customer);
        var order = Order("O4", seller: "C");
        order.Customer = "K1";
        var placed = await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", order);

        enrolled.Places.Single(place => place.Tree == "enrolment").Parent.ShouldBe("B");
        (enrolled.Receipt.Repeated, again.Receipt.Repeated, cameAgain.Receipt.Repeated).ShouldBe((false, true, true));
        cameAgain.Receipt.Sequence.ShouldBe(came.Receipt.Sequence);
        placed.Status.ShouldBe(OrderStatus.Paid);
        (await RefusedAsync("EnrolCustomer", new EnrolCustomerRequest { IdempotencyKey = "e3", Customer = "K1", Enrolled = At(6) })).Reason
            .ShouldBe("CUSTOMER_EXISTS");
        (await RefusedAsync("EnrolSeller", new EnrolSellerRequest { IdempotencyKey = "e4", Seller = "C", Sponsor = "A", Joined = At(5) })).Reason
            .ShouldBe("SELLER_EXISTS");
    }

    [Fact]
    public async Task Programmes_DoNotSeeEachOther()
    {
        await server.AddCompanyAsync(Plan, "seller,sponsor,enrolled\nB,,2026-01-01\n", "other");
        await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", Order("O5"));
        using var other = server.Shop(programme: "other");

        (await Should.ThrowAsync<CallFailedException>(() => other.CallAsync<Order>("StorefrontService/GetOrder", new GetOrderRequest { Order = "O5" }))).Code
            .ShouldBe(StatusCode.NotFound);
        // The same ids are other things there.
        (await other.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", Order("O5"))).Receipt.Repeated.ShouldBeFalse();
    }
}
