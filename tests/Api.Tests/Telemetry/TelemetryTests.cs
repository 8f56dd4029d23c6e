using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Compensation.Api.Shared.Telemetry;
using Compensation.Api.V1;
using Compensation.Grains.Hosting;
using Compensation.Ledger.Store;
using Compensation.Silo.Serving;
using Compensation.Testing;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Telemetry;

/// <summary>What a collector is told of the program.</summary>
[Collection(Alone)]
public sealed partial class TelemetryTests
{
    /// <summary>Who listens, listens to everything in this process: other tests must not run meanwhile.</summary>
    private const string Alone = "alone";

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
    public async Task Collector_IsToldOfAnOrder_FromTheCallToTheCommit()
    {
        await using var collector = await Collector.StartAsync();
        await using (var server = await ApiServer.StartAsync(new ManualClock(Instant.FromUtc(2026, 2, 10, 12, 0)), configure: options =>
            options with { Telemetry = new TelemetryOptions { Endpoint = collector.Address, TracedShare = 1 } }))
        {
            await server.AddCompanyAsync(Plan, "seller,sponsor,enrolled\nA,,2026-01-01\n");
            using var shop = server.Shop();
            using var seller = server.Seller("A");
            var placed = await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", Order());
            await seller.CallAsync<Dashboard>("SellerService/GetDashboard", new GetDashboardRequest { AtLeast = placed.Receipt.Sequence });
        }

        // Whoever stops sends what is left, so that everything is there by now.
        var call = collector.Spans.Single(span => span.Name == "compensation.v1.StorefrontService/PlaceOrder");
        var ofOrder = collector.Spans.Where(span => span.TraceId == call.TraceId).ToList();
        var placing = ofOrder.Where(span => span.Name == "IOrderGrain/Place").ToList();
        // In a cluster the call to the grain is a span, too, around the grain's own.
        var grain = placing.Single(span => placing.All(other => other.ParentSpanId != span.SpanId));
        call.ParentSpanId.ShouldBeEmpty();
        placing.ShouldContain(span => span.ParentSpanId == call.SpanId);
        (placing.Count == 1 || placing.Any(span => span.SpanId == grain.ParentSpanId)).ShouldBeTrue();
        // The first order of a period opens it, which is a write of its own.
        ofOrder.Where(span => span.Name == "ledger.write").ShouldNotBeEmpty();
        ofOrder.Where(span => span.Name == "ledger.commit").ShouldNotBeEmpty();
        ofOrder.Where(span => span.Name.StartsWith("ledger.", StringComparison.Ordinal)).ShouldAllBe(span => span.ParentSpanId == grain.SpanId);
        collector.Metrics.Keys.ShouldContain("rpc.server.call.duration");
        collector.Metrics.Keys.ShouldContain("compensation.order.requests");
        collector.Metrics.Keys.ShouldContain("compensation.ledger.order.events");
        collector.Metrics.Keys.ShouldContain("compensation.ledger.commit.entries");
        collector.Metrics.Keys.ShouldContain("compensation.ledger.commit.duration");
        collector.Metrics.Keys.ShouldContain("compensation.ledger.writer.waiting");
        collector.Metrics.Keys.ShouldContain("compensation.live.recompute.duration");
    }

    [Fact]
    public void Call_ThatNobodyWatches_IsPassedOnAsItIs()
    {
        var answer = Task.FromResult(new Dashboard());

        new CallTelemetry().UnaryServerHandler(new GetDashboardRequest(), null!, (_, _) => answer).ShouldBeSameAs(answer);
    }

    [Fact]
    public void Reference_ListsEveryInstrument()
    {
        var listed = Row().Matches(Repository.Read("docs/reference/telemetry.md"))
            .Select(row => $"{row.Groups["name"].Value} {row.Groups["kind"].Value} {row.Groups["unit"].Value}");

        listed.ShouldBe(Instruments().Select(instrument => $"{instrument.Name} {KindOf(instrument)} {instrument.Unit}"), ignoreOrder: true);
    }

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneDefinition;

    /// <summary>The instruments of the program's own meters.</summary>
    private static List<Instrument> Instruments()
    {
        var types = new[] { typeof(LedgerDatabase), typeof(GrainOptions), typeof(CompensationApi), typeof(Server) }
            .SelectMany(type => type.Assembly.GetTypes());
        foreach (var type in types.Where(type => type.Name.EndsWith("Telemetry", StringComparison.Ordinal)))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        var found = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("Compensation.", StringComparison.Ordinal))
            {
                found.Add(instrument);
            }
        };
        listener.Start();
        return found;
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Histogram" => "histogram",
        "Counter" => "counter",
        "UpDownCounter" => "up-down counter",
        var other => other,
    };

    private static PlaceOrderRequest Order() => new()
    {
        IdempotencyKey = "first",
        Order = "O1",
        Seller = "A",
        Placed = Timestamp.FromDateTime(Instant.FromUtc(2026, 2, 9, 10, 0).ToDateTimeUtc()),
        Paid = true,
        Lines = { new OrderLine { Line = 1, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = 50, Decimals = 0 } } } } },
    };

    [GeneratedRegex(@"^\| `(?<name>[\w.]+)` \| (?<kind>[\w -]+) \| `?(?<unit>[\w{}]+)`? \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
