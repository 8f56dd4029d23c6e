using System.Threading.Channels;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Compensation.Testing;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>More than there is room for: callers are told when to come again, nothing is lost, and memory does not grow.</summary>
public sealed class OverloadTests
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

    private const string Sellers = "seller,sponsor,enrolled\nA,,2026-01-01\n";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Writer_WhoseQueueIsFull_SaysWhenToComeAgain_AndLosesNothing()
    {
        const int Orders = 20;
        var folder = Directory.CreateTempSubdirectory("compensation-overload-");
        var file = Path.Combine(folder.FullName, "ledger.db");
        await using (var server = await ApiServer.StartAsync(new ManualClock(Instant.FromUtc(2026, 2, 10, 12, 0)), file, options =>
            options with { Grains = options.Grains with { MostWaiting = 1, MostInGroup = 1, RetryAfterMilliseconds = 250 } }))
        {
            var programme = await server.AddCompanyAsync(Plan, Sellers);
            using var shop = server.Shop();
            await PlaceAsync(shop, "first");
            List<Task<CallFailedException?>> calls;
            await using (var other = await HoldAsync(file))
            {
                calls = [.. Enumerable.Range(0, Orders).Select(i => RefusalOfAsync(PlaceAsync(shop, $"O{i}")))];
                // One is being written, one waits; there is no room for the others.
                while (calls.Count(call => call.IsCompleted) < Orders - 2)
                {
                    await Task.WhenAny(calls.Where(call => !call.IsCompleted)).Soon();
                }
            }

            var refused = (await Task.WhenAll(calls).Soon()).OfType<CallFailedException>().ToList();
            refused.Count.ShouldBeInRange(Orders - 2, Orders - 1);
            refused.ShouldAllBe(error => error.Code == StatusCode.ResourceExhausted && error.Reason == "BUSY");
            refused.ShouldAllBe(error => error.Detail<RetryInfo>()!.RetryDelay.ToTimeSpan() == TimeSpan.FromMilliseconds(250));
            for (var i = 0; i < Orders; i++)
            {
                await PlaceAsync(shop, $"O{i}");
            }

            await using var context = server.Database.CreateContext();
            (await context.Rows<OrderEventRow>().CountAsync(row => row.Programme == programme)).ShouldBe(1 + Orders);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Callers_WhoNeverRead_WaitAndCostNoMoreMemory_AndKeepNobodyElseWaiting()
    {
        const int Streams = 2;
        // Two hundred megabytes are offered by each; what lies between the two ends is bounded by the windows of HTTP/2 and by the places of the stream.
        const int Offered = 20_000;
        const int Size = 10_000;
        const int MostTaken = 2_500;
        await using var server = await ApiServer.StartAsync(new ManualClock(Instant.FromUtc(2026, 2, 10, 12, 0)));
        await server.AddCompanyAsync(Plan, Sellers);
        using var shop = server.Shop();
        using var end = new CancellationTokenSource();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var taken = new int[Streams];
        var senders = new List<Task>();
        for (var i = 0; i < Streams; i++)
        {
            var stream = i;
            var requests = Channel.CreateBounded<ProcessOrdersRequest>(1);
            senders.Add(Task.Run(async () =>
            {
                for (; taken[stream] < Offered; taken[stream]++)
                {
                    await requests.Writer.WriteAsync(
                        new ProcessOrdersRequest { Item = taken[stream], Place = Order($"O{stream}-{taken[stream]}", new string('k', Size)) }, end.Token);
                }
            }));
            var answers = shop.ExchangeAsync<ProcessOrdersRequest, ProcessOrdersResponse>("StorefrontService/ProcessOrders", requests.Reader, end.Token)
                .GetAsyncEnumerator(end.Token);
            (await answers.MoveNextAsync()).ShouldBeTrue();
        }

        for (var (seen, looks) = (0, 0); looks < 10; looks++)
        {
            await Task.Delay(BetweenLooks);
            (seen, looks) = seen == taken.Sum() ? (seen, looks) : (taken.Sum(), 0);
            taken.ShouldAllBe(items => items < MostTaken);
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(2L * Streams * MostTaken * Size);
        // Others are served meanwhile, on the same connection too.
        await PlaceAsync(shop, "another").Soon();
        await end.CancelAsync();
        foreach (var sending in senders)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => sending.Soon());
        }
    }

    private static async Task<CallFailedException?> RefusalOfAsync(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (CallFailedException refused)
        {
            return refused;
        }
    }

    private static Task<OrderResponse> PlaceAsync(ApiClient shop, string order) =>
        shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", Order(order, order));

    private static PlaceOrderRequest Order(string id, string key) => new()
    {
        IdempotencyKey = key,
        Order = id,
        Seller = "A",
        Placed = Timestamp.FromDateTime(Instant.FromUtc(2026, 2, 9, 10, 0).ToDateTimeUtc()),
        Paid = true,
        Lines = { new OrderLine { Line = 1, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = 50, Decimals = 0 } } } } },
    };

    /// <summary>Somebody else begins to write, so that the server's writer waits until this ends.</summary>
    private static async Task<SqliteTransactionHeld> HoldAsync(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync();
        return new SqliteTransactionHeld(connection, connection.BeginTransaction(deferred: false));
    }

    private sealed record SqliteTransactionHeld(SqliteConnection Connection, SqliteTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
