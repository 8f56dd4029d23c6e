using Compensation.Api.V1;
using Compensation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Storefronts;

/// <summary>From a link to the credited seller, and why.</summary>
public sealed class ReferralCallTests : IAsyncLifetime
{
    private const string Plan = """
        plan: Shop
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        volumes: { PV: {} }
        bonuses:
          - unilevel: Team
            of: PV
            rate: [10%]
        """;

    private readonly ManualClock clock = new(Instant.FromUtc(2026, 2, 10, 12, 0));
    private ApiServer server = null!;
    private ApiClient shop = null!;
    private ApiClient admin = null!;
    private int requests;

    public async Task InitializeAsync()
    {
        server = await ApiServer.StartAsync(clock);
        await server.AddCompanyAsync(Plan, "seller,sponsor,enrolled\nA,,2026-01-01\nB,A,2026-01-02\nC,A,2026-01-02\n");
        (shop, admin) = (server.Shop(), server.Person("ada", "admin"));
        foreach (var (code, kind, seller) in new[] { ("ann", TouchKind.Link, "A"), ("BEN", TouchKind.Code, "B"), ("cat10", TouchKind.Coupon, "C") })
        {
            await CallAsync<AddReferralCodeResponse>("AddReferralCode", new AddReferralCodeRequest
            {
                IdempotencyKey = Key(),
                Code = code,
                Kind = kind,
                Seller = seller,
                ValidFrom = At(1),
                ValidTo = kind == TouchKind.Coupon ? At(9) : null,
            });
        }
    }

    public async Task DisposeAsync()
    {
        shop.Dispose();
        admin.Dispose();
        await server.DisposeAsync();
    }

    private string Key() => $"k{++requests}";

    private static Timestamp At(int day) => Timestamp.FromDateTime(Instant.FromUtc(2026, 2, day, 10, 0).ToDateTimeUtc());

    private Task<T> CallAsync<T>(string method, Google.Protobuf.IMessage request)
        where T : class, Google.Protobuf.IMessage<T>, new() => shop.CallAsync<T>($"StorefrontService/{method}", request);

    private Task<RecordTouchResponse> TouchAsync(string visitor, TouchKind kind, string code, int day) => CallAsync<RecordTouchResponse>(
        "RecordTouch", new RecordTouchRequest { IdempotencyKey = Key(), Visitor = visitor, Signal = new Signal { Kind = kind, Code = code, At = At(day) } });

    private PlaceOrderRequest Order(string id, string visitor, long units) => new()
    {
        IdempotencyKey = Key(),
        Order = id,
        Visitor = visitor,
        Placed = At(9),
        Paid = true,
        Lines = { new OrderLine { Line = 1, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = units, Decimals = 2 } } } } },
    };

    private static string Show(IEnumerable<CreditShare> shares) =>
        string.Join(" ", shares.Select(share => $"{share.Seller}:{share.Share.Numerator}/{share.Share.Denominator}"));

    [Fact]
    public async Task Order_WithoutASeller_IsCreditedByTouches_AndSaysWhy()
    {
        (await TouchAsync("v1", TouchKind.Link, "ANN", 3)).Seller.ShouldBe("A");
        await TouchAsync("v1", TouchKind.Code, "ben", 5);
        var order = Order("O1", "v1", 40_00);

        var resolved = await CallAsync<ResolveReferralResponse>("ResolveReferral", new ResolveReferralRequest { Visitor = "v1", At = At(9) });
        var placed = await CallAsync<OrderResponse>("PlaceOrder", order);
        var again = await CallAsync<OrderResponse>("PlaceOrder", order);
        var why = await CallAsync<Credit>("ExplainCredit", new ExplainCreditRequest { Order = "O1" });

        // A code is stronger than a link.
        (Show(resolved.Credit.Shares), Show(placed.Credited), Show(again.Credited), again.Receipt.Repeated).ShouldBe(("B:1/1", "B:1/1", "B:1/1", true));
        Show(why.Shares).ShouldBe("B:1/1");
        why.Touches.Select(touch => (touch.Seller, touch.Credited)).ShouldBe([("B", true), ("A", false)]);
        why.Rule.ShouldContain("code");
        (await CallAsync<Order>("GetOrder", new GetOrderRequest { Order = "O1" })).Credited.Single().Seller.ShouldBe("B");
    }

    [Fact]
    public async Task Order_ThatSellersShare_IsDealtToTheCent()
    {
        await admin.CallAsync<Settings>("AdminService/UpdateSettings", new UpdateSettingsRequest
        {
            IdempotencyKey = "s1",
            Reason = "we share",
            Settings = new Settings
            {
                Referral = new ReferralSettings
                {
                    Choice = TouchChoice.Split,
                    Precedence = { TouchKind.Link, TouchKind.Direct },
                    Shares = { new Share { Numerator = 2, Denominator = 3 }, new Share { Numerator = 1, Denominator = 3 } },
                },
            },
            UpdateMask = FieldMask.FromString("referral.choice,referral.precedence,referral.shares"),
        });
        await TouchAsync("v2", TouchKind.Direct, "B", 3);
        await TouchAsync("v2", TouchKind.Direct, "C", 4);

        var placed = await CallAsync<OrderResponse>("PlaceOrder", Order("O2", "v2", 100_00));
        var order = await CallAsync<Order>("GetOrder", new GetOrderRequest { Order = "O2" });
        var refunded = await CallAsync<OrderResponse>("RefundOrder", new RefundOrderRequest { IdempotencyKey = Key(), Order = "O2", At = At(10) });

        Show(placed.Credited).ShouldBe("C:2/3 B:1/3");
        // 66.67 and 33.33 are 100.00 again.
        order.Lines.Single().Values.Single().Quantity.Units.ShouldBe(100_00);
        refunded.Status.ShouldBe(OrderStatus.Refunded);
        (await CallAsync<Order>("GetOrder", new GetOrderRequest { Order = "O2" })).Lines.Single().Values.Single().Quantity.Units.ShouldBe(0);
    }

    [Fact]
    public async Task Order_ThatSellersShare_IsRefundedLineByLine_ToTheCent()
    {
        await admin.CallAsync<Settings>("AdminService/UpdateSettings", new UpdateSettingsRequest
        {
            IdempotencyKey = "s1",
            Reason = "we share",
            Settings = new Settings { Referral = new ReferralSettings { Choice = TouchChoice.Split } },
            UpdateMask = FieldMask.FromString("referral.choice"),
        });
        foreach (var seller in new[] { "A", "B", "C" })
        {
            await TouchAsync("v9", TouchKind.Direct, seller, 3);
        }

        var order = Order("O9", "v9", 100_00);
        order.Lines.Add(new OrderLine(order.Lines[0]) { Line = 2 });
        await CallAsync<OrderResponse>("PlaceOrder", order);
        // A third each: 33.34, 33.33 and 33.33 of either line. Of the second line 0.01 goes back three times, then all the rest of it.
        for (var cent = 0; cent < 3; cent++)
        {
            var refund = Refund(1);
            var done = await CallAsync<OrderResponse>("RefundOrder", refund);
            var again = await CallAsync<OrderResponse>("RefundOrder", refund);
            (done.Receipt.Repeated, again.Receipt.Repeated, again.Receipt.Sequence).ShouldBe((false, true, done.Receipt.Sequence));
        }

        (await LeftAsync()).ShouldBe([100_00, 99_97]);
        (await Should.ThrowAsync<CallFailedException>(() => CallAsync<OrderResponse>("RefundOrder", Refund(99_98)))).Reason.ShouldBe("MORE_THAN_LEFT");
        (await Should.ThrowAsync<CallFailedException>(() => CallAsync<OrderResponse>("RefundOrder", Refund(1, line: 3)))).Reason.ShouldBe("NO_SUCH_LINE");
        (await CallAsync<OrderResponse>("RefundOrder", Refund(99_97))).Status.ShouldNotBe(OrderStatus.Refunded);
        (await LeftAsync()).ShouldBe([100_00, 0]);
        (await CallAsync<OrderResponse>("RefundOrder", Refund(100_00, line: 1))).Status.ShouldBe(OrderStatus.Refunded);
        (await LeftAsync()).ShouldBe([0, 0]);

        RefundOrderRequest Refund(long units, int line = 2) => new()
        {
            IdempotencyKey = Key(),
            Order = "O9",
            At = At(10),
            Lines = { new OrderLine { Line = line, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = units, Decimals = 2 } } } } },
        };

        async Task<long[]> LeftAsync() => [.. (await CallAsync<Order>("GetOrder", new GetOrderRequest { Order = "O9" })).Lines.OrderBy(line => line.Line)
            .Select(line => line.Values.Single().Quantity.Units)];
    }

    [Fact]
    public async Task Visitor_WhoTurnsOutToBeACustomer_BringsTheirTouches()
    {
        await TouchAsync("v3", TouchKind.Link, "ann", 3);
        await CallAsync<EnrolCustomerResponse>("EnrolCustomer",
            new EnrolCustomerRequest { IdempotencyKey = Key(), Customer = "K3", Enrolled = At(5), Visitor = "v3" });
        var order = Order("O3", "", 10_00);
        order.Customer = "K3";

        Show((await CallAsync<OrderResponse>("PlaceOrder", order)).Credited).ShouldBe("A:1/1");
    }

    [Fact]
    public async Task Codes_ThatAreWrong_AreRefused()
    {
        async Task<CallFailedException> FailAsync(Func<Task> call) => await Should.ThrowAsync<CallFailedException>(call);

        (await FailAsync(() => TouchAsync("v4", TouchKind.Code, "nobody", 3))).Code.ShouldBe(StatusCode.NotFound);
        (await FailAsync(() => TouchAsync("v4", TouchKind.Coupon, "cat10", 9))).Reason.ShouldBe("CODE_NOT_GOOD");
        (await FailAsync(() => CallAsync<OrderResponse>("PlaceOrder", Order("O4", "v4", 1_00)))).Reason.ShouldBe("NOBODY_TO_CREDIT");
        (await FailAsync(() => CallAsync<AddReferralCodeResponse>("AddReferralCode",
            new AddReferralCodeRequest { IdempotencyKey = Key(), Code = "Ann", Kind = TouchKind.Link, Seller = "B" }))).Code.ShouldBe(StatusCode.AlreadyExists);
    }

    [PostgreSqlFact]
    public async Task Credit_OnPostgreSql_IsTheSame()
    {
        await using var other = await ApiServer.StartAsync(clock, "postgresql:" + PostgreSqlServer.Shared.CreateDatabase());
        await other.AddCompanyAsync(Plan, "seller,sponsor,enrolled\nA,,2026-01-01\nB,A,2026-01-02\n");
        using var ada = other.Person("ada", "admin");
        await ada.CallAsync<Storefront>("AdminService/CreateStorefront", new CreateStorefrontRequest { IdempotencyKey = "s", Name = "web" });
        var key = await ada.CallAsync<CreateKeyResponse>("AdminService/CreateKey", new CreateKeyRequest { IdempotencyKey = "k", Storefront = "web" });
        using var web = new ApiClient(other.Address, $"Key {key.Secret}");
        await web.CallAsync<AddReferralCodeResponse>("StorefrontService/AddReferralCode",
            new AddReferralCodeRequest { IdempotencyKey = "c", Code = "ben", Kind = TouchKind.Code, Seller = "B", ValidFrom = At(1) });
        await web.CallAsync<RecordTouchResponse>("StorefrontService/RecordTouch",
            new RecordTouchRequest { IdempotencyKey = "t", Visitor = "v", Signal = new Signal { Kind = TouchKind.Code, Code = "BEN", At = At(5) } });
        var order = Order("O9", "v", 12_00);

        var placed = await web.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", order);
        var again = await web.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", order);
        var why = await web.CallAsync<Credit>("StorefrontService/ExplainCredit", new ExplainCreditRequest { Order = "O9" });

        (Show(placed.Credited), again.Receipt.Repeated, Show(why.Shares)).ShouldBe(("B:1/1", true, "B:1/1"));
    }
}
