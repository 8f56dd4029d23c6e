using System.Threading.Channels;
using Compensation.Api.V1;
using Compensation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>A server that stops waits for calls that end, and ends those that do not.</summary>
public sealed class StoppingTests
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

    [Fact]
    public async Task Server_WithCallsThatFollowSomething_StopsAndTellsThem()
    {
        // Longer than the test waits: the calls must end by themselves.
        var server = await ApiServer.StartAsync(new ManualClock(Instant.FromUtc(2026, 2, 10, 12, 0)), configure: options =>
            options with { ShutdownSeconds = 600 });
        await server.AddCompanyAsync(Plan, "seller,sponsor,enrolled\nA,,2026-01-01\n");
        using var seller = server.Seller("A");
        using var shop = server.Shop();
        var requests = Channel.CreateUnbounded<ProcessOrdersRequest>();
        await using var dashboards = seller.StreamAsync<Dashboard>("SellerService/WatchDashboard", new WatchDashboardRequest()).GetAsyncEnumerator();
        await using var answers = shop.ExchangeAsync<ProcessOrdersRequest, ProcessOrdersResponse>("StorefrontService/ProcessOrders", requests.Reader)
            .GetAsyncEnumerator();
        requests.Writer.TryWrite(new ProcessOrdersRequest { Item = 1, Place = Order("O1") });
        (await dashboards.MoveNextAsync()).ShouldBeTrue();
        (await answers.MoveNextAsync()).ShouldBeTrue();
        answers.Current.Done.Status.ShouldBe(OrderStatus.Paid);

        // A call that follows nothing keeps the shop's connection open: .NET's client forgets the end of a call that could still send when the connection
        // is closed before that end was read.
        var questions = Channel.CreateUnbounded<Empty>();
        await using var kept = shop.ExchangeAsync<Empty, Empty>(
            "grpc.reflection.v1.ServerReflection/ServerReflectionInfo", questions.Reader).GetAsyncEnumerator();
        questions.Writer.TryWrite(new Empty());
        (await kept.MoveNextAsync()).ShouldBeTrue();

        var stopping = server.DisposeAsync().AsTask();

        (await EndOfAsync(dashboards)).ShouldBe((StatusCode.Unavailable, "STOPPING"));
        (await EndOfAsync(answers)).ShouldBe((StatusCode.Unavailable, "STOPPING"));
        requests.Writer.Complete();
        questions.Writer.Complete();
        (await kept.MoveNextAsync()).ShouldBeFalse();
        seller.Dispose();
        shop.Dispose();
        await stopping.Soon();
    }

    private static async Task<(StatusCode, string)> EndOfAsync<T>(IAsyncEnumerator<T> stream)
    {
        var error = await Record.ExceptionAsync(async () =>
        {
            while (await stream.MoveNextAsync().AsTask().Soon())
            {
            }
        });
        var failed = error.ShouldBeOfType<CallFailedException>($"{error}");
        return (failed.Code, failed.Reason);
    }

    private static PlaceOrderRequest Order(string id) => new()
    {
        IdempotencyKey = id,
        Order = id,
        Seller = "A",
        Placed = Timestamp.FromDateTime(Instant.FromUtc(2026, 2, 9, 10, 0).ToDateTimeUtc()),
        Paid = true,
        Lines = { new OrderLine { Line = 1, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = 50, Decimals = 0 } } } } },
    };
}
