using System.Collections.Concurrent;
using System.Globalization;
using Compensation.Api.V1;
using Compensation.EndToEnd.Tests.Running;
using Compensation.Ledger.Store;
using Compensation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Cluster;

/// <summary>Two real programs are one cluster, called by gRPC, and it outlives one of them.</summary>
public sealed class TwoProgramsTests(ITestOutputHelper output)
{
    private const int InFlight = 8;
    private const int Together = 200;
    private const int Afterwards = 300;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Timestamp now = Timestamp.FromDateTime(SystemClock.Instance.GetCurrentInstant().ToDateTimeUtc());

    [ScriptsFact]
    public async Task Order_PlacedByOneProgram_IsSeenByTheOther_AndAKillLosesNothing()
    {
        var connection = PostgreSqlServer.Shared.CreateDatabase();
        await OrleansTables.CreateAsync(connection);
        using var company = await LifeCompany.CreateAsync("postgresql:" + connection);
        await using var first = await ServeAsync(company);
        await using var second = await ServeAsync(company);
        using var oneShop = new ApiClient(first.Address, company.Bearer("storefront"));
        using var otherShop = new ApiClient(second.Address, company.Bearer("storefront"));

        var placed = await oneShop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", Order("P1"));
        (await otherShop.CallAsync<Order>("StorefrontService/GetOrder", new GetOrderRequest { Order = "P1" })).Sequence.ShouldBe(placed.Receipt.Sequence);
        using var seller = new ApiClient(second.Address, company.Bearer("seller", seller: "CARA"));
        (await seller.CallAsync<Dashboard>("SellerService/GetDashboard", new GetDashboardRequest { AtLeast = placed.Receipt.Sequence })).Sequence
            .ShouldBeGreaterThanOrEqualTo(placed.Receipt.Sequence);

        var (ofFirst, ofSecond) = (new ConcurrentDictionary<string, long>(), new ConcurrentDictionary<string, long>());
        using var end = new CancellationTokenSource();
        var floods = Task.WhenAll(FloodAsync(oneShop, "A", ofFirst, end.Token), FloodAsync(otherShop, "B", ofSecond, end.Token));
        await UntilAsync(() => ofFirst.Count > Together && ofSecond.Count > Together);
        await first.KillAsync();
        var left = ofSecond.Count;
        await UntilAsync(() => ofSecond.Count > left + Afterwards);
        await end.CancelAsync();
        await floods;
        (await second.StopAsync()).ShouldBe(0);

        await using var database = await LedgerDatabase.OpenAsync(company.Ledger, SystemClock.Instance);
        await using var context = database.CreateContext();
        var programme = await database.FindProgrammeAsync(LifeCompany.Programme);
        var rows = await context.Rows<OrderEventRow>().Where(row => row.Programme == programme).ToListAsync();
        var counted = rows.ToLookup(row => row.OrderId, row => row.Sequence);
        var acknowledged = ofFirst.Concat(ofSecond).ToList();
        output.WriteLine($"acknowledged {acknowledged.Count} ({ofSecond.Count - left} after the kill), counted "
            + $"{acknowledged.Count(order => counted.Contains(order.Key))}, lost {acknowledged.Count(order => !counted.Contains(order.Key))}, "
            + $"doubled {counted.Count(order => order.Count() > 1)}");
        acknowledged.ShouldAllBe(order => counted[order.Key].SequenceEqual(new[] { order.Value }));
        counted.ShouldAllBe(order => order.Count() == 1);
    }

    private static Task<RunningProgram> ServeAsync(ServedLedger company) => RunningProgram.StartAsync(company.Ledger, company.Settings.Append(
        new("Cluster", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{PostgreSqlServer.FreePort()}"))));

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Places orders until the end, or until the program is gone.</summary>
    private Task FloodAsync(ApiClient shop, string prefix, ConcurrentDictionary<string, long> acknowledged, CancellationToken end)
    {
        var last = 0;
        return Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            while (!end.IsCancellationRequested)
            {
                var order = string.Create(CultureInfo.InvariantCulture, $"{prefix}{Interlocked.Increment(ref last)}");
                if (await PlaceAsync(shop, order, end) is not { } sequence)
                {
                    return;
                }

                acknowledged[order] = sequence;
            }
        }));
    }

    /// <summary>Places an order until it is answered: a call that failed has an unknown outcome, and the same request again finds out.</summary>
    /// <returns>Its sequence; null where nobody answers any more.</returns>
    private async Task<long?> PlaceAsync(ApiClient shop, string order, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                return (await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", Order(order), Deadline)).Receipt.Sequence;
            }
            catch (CallFailedException error) when (error.Code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted)
            {
                output.WriteLine($"{order}: {error.Message}");
            }
            catch (HttpRequestException)
            {
                return null;
            }
        }

        return null;
    }

    private PlaceOrderRequest Order(string id) => new()
    {
        IdempotencyKey = "r" + id,
        Order = id,
        Seller = "CARA",
        Placed = now,
        Paid = true,
        Lines = { new OrderLine { Line = 1, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = 1, Decimals = 0 } } } } },
    };
}
