using System.Globalization;
using Compensation.Api.V1;
using Compensation.Bench.Comparators;
using Compensation.Bench.Data;
using Compensation.Bench.Measuring;
using Compensation.Grains.Hosting;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Compensation.Testing;
using Microsoft.AspNetCore.Builder;
using NodaTime;

namespace Compensation.Bench.Goals;

/// <summary>Orders on their way from a shop's call to the commit in PostgreSQL; caller, server and database share the machine.</summary>
internal static class IntakeRows
{
    private const int AtATime = 64;
    private const int Sellers = 1_000;
    private const int InStream = 256;
    private const int InCall = 100;
    private const int CallsAtATime = 4;

    private const string PlanText = """
        plan: Intake
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        volumes: { PV: { purpose: qualify }, CV: {} }
        bonuses: [{ unilevel: Team, of: CV, rate: [10%] }]
        """;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);

    /// <summary>Until the runtime has compiled, and compiled again, what is called often: a server runs for months.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <summary>Order by order, against a commit for each and against no commit.</summary>
    public static async Task OneByOneAsync(RowRun run)
    {
        await using var arms = await ServersAsync(run);
        var (grouped, single, unwritten) = (new List<CallRates>(), new List<CallRates>(), new List<CallRates>());
        foreach (var arm in (Arm[])[arms.Written, arms.Single, arms.Unwritten])
        {
            await arm.WarmUpAsync();
        }

        for (var round = 0; round < run.Rounds; round++)
        {
            grouped.Add(await arms.Written.CallAsync());
            single.Add(await arms.Single.CallAsync());
            unwritten.Add(await arms.Unwritten.CallAsync());
        }

        var alone = await arms.Written.CallAsync(1);
        var rate = Median(grouped);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  one at a time: {alone.Rate:N0}/s, p50 {alone.Middle:0.00} ms, p99 {alone.Late:0.00} ms; "
            + $"{AtATime} at a time: p50 {Arms.Median(grouped.Select(calls => calls.Middle)):0.00} ms"));
        var bare = await OfGrpcAloneAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  bytes allocated for an order, caller included: {grouped[^1].Bytes:N0}; {unwritten[^1].Bytes:N0} without a commit; "
            + $"{bare:N0} by gRPC where nothing is done with it"));
        run.AtLeast(3, Ratio(grouped, single), $"orders one by one, {AtATime} in flight, against a commit for each",
            RowRun.PerSecond(rate), RowRun.PerSecond(Median(single)));
        run.AtLeast(0.5, Ratio(grouped, unwritten), $"orders one by one, {AtATime} in flight, against no commit",
            RowRun.PerSecond(rate), RowRun.PerSecond(Median(unwritten)));
        run.AtMost(10, Arms.Median(grouped.Select(calls => calls.Late)), $"orders one by one, {AtATime} in flight, p99 in ms",
            RowRun.Milliseconds(Arms.Median(grouped.Select(calls => calls.Late))), "10 ms");
    }

    /// <summary>Orders that come many together, in a stream or in calls, whichever takes more, against bare batches.</summary>
    public static async Task InBulkAsync(RowRun run)
    {
        await using var arm = await Arm.StartAsync(run, "stream", new GrainOptions { Engine = "bench" });
        using var bare = new BareInserts(DatabaseOf(run, "bare", create: true));
        var (streamed, called, inserted) = (new List<double>(), new List<double>(), new List<double>());
        await OrderStreamCaller.RunAsync(arm.Shop, arm.Load, InStream, WarmUp);
        await arm.Load.InCallsAsync(arm.Shop, InCall, CallsAtATime, WarmUp);
        bare.Run(InStream, Time);
        for (var round = 0; round < run.Rounds; round++)
        {
            streamed.Add(await OrderStreamCaller.RunAsync(arm.Shop, arm.Load, InStream, Time));
            called.Add(await arm.Load.InCallsAsync(arm.Shop, InCall, CallsAtATime, Time));
            inserted.Add(bare.Run(InStream, Time));
        }

        var (better, how, other) = Arms.Median(called) > Arms.Median(streamed)
            ? (called, $"in calls of {InCall}, {CallsAtATime} at a time,", $"in a stream, {InStream} in flight: {RowRun.PerSecond(Arms.Median(streamed))}")
            : (streamed, "in a stream", $"in calls of {InCall}, {CallsAtATime} at a time: {RowRun.PerSecond(Arms.Median(called))}");
        Console.WriteLine($"  {other}");
        run.AtLeast(0.7, Arms.Median(better.Zip(inserted, (ours, theirs) => ours / theirs)), $"orders {how} against bare batches of {InStream}",
            RowRun.PerSecond(Arms.Median(better)), RowRun.PerSecond(Arms.Median(inserted)));
    }

    /// <summary>Orders while a period closes, against before and after: the better of both, for the database may still be busy with what was loaded.</summary>
    public static async Task WhileClosingAsync(RowRun run)
    {
        var plan = BenchmarkPlan.Read("both");
        var clock = new ShiftedClock(LedgerCompany.After);
        await using var server = await BenchServer.StartAsync("postgresql:" + await LedgerCopy.OfAsync(run, plan, "closing"), clock);
        using var shop = server.Caller("storefront", LedgerCompany.Programme);
        using var finance = server.Caller("finance", LedgerCompany.Programme);
        var load = new OrderLoad(clock, Math.Min(run.Sellers, Sellers), seller => $"{seller}");
        await load.RunAsync(shop, AtATime, WarmUp);
        var before = await load.RunAsync(shop, AtATime, 2 * Time);
        var closing = finance.CallAsync("/compensation.v1.FinanceService/ClosePeriod",
            UnaryCaller.Frame(new ClosePeriodRequest { IdempotencyKey = "close", Period = LedgerCompany.Period }));
        var during = new List<CallRates>();
        while (!closing.IsCompleted)
        {
            during.Add(await load.RunAsync(shop, AtATime, TimeSpan.FromSeconds(1)));
        }

        await closing;
        var after = await load.RunAsync(shop, AtATime, 2 * Time);
        var (rate, without) = (during.Average(calls => calls.Rate), Math.Max(before.Rate, after.Rate));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  the close took {during.Count} s; p99 before {before.Late:0.0} ms, during {during.Max(calls => calls.Late):0.0} ms; no order was refused; "
            + $"{before.Rate:N0}/s before, {after.Rate:N0}/s after"));
        run.AtLeast(0.8, rate / without, "orders while a period closes against without", RowRun.PerSecond(rate), RowRun.PerSecond(without));
    }

    /// <summary>Bytes that caller and server allocate for an order of which nothing becomes.</summary>
    private static async Task<double> OfGrpcAloneAsync()
    {
        await using var app = OrdersServer.Build();
        app.MapGrpcService<UntakenOrders>();
        await app.StartAsync();
        using var shop = new UnaryCaller(new Uri(app.Urls.Single()));
        var load = new OrderLoad(SystemClock.Instance, Sellers, seller => $"{seller}");
        await load.RunAsync(shop, AtATime, Time);
        return (await load.RunAsync(shop, AtATime, Time)).Bytes;
    }

    private static double Median(List<CallRates> calls) => Arms.Median(calls.Select(rates => rates.Rate));

    private static double Ratio(List<CallRates> ours, List<CallRates> theirs) => Arms.Median(ours.Zip(theirs, (one, other) => one.Rate / other.Rate));

    private static async Task<Servers> ServersAsync(RowRun run) => new(
        await Arm.StartAsync(run, "grouped", new GrainOptions { Engine = "bench" }),
        await Arm.StartAsync(run, "single", new GrainOptions { Engine = "bench", MostInGroup = 1 }),
        await Arm.StartAsync(run, "unwritten", new GrainOptions { Engine = "bench" }, isWritten: false));

    private static string DatabaseOf(RowRun run, string name, bool create = false) => LedgerCopy.NewDatabase(run, name, create);

    private sealed record Servers(Arm Written, Arm Single, Arm Unwritten) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Written.DisposeAsync();
            await Single.DisposeAsync();
            await Unwritten.DisposeAsync();
        }
    }

    /// <summary>A server over an empty ledger, and a shop that calls it.</summary>
    private sealed class Arm(BenchServer server, UnaryCaller shop, OrderLoad load) : IAsyncDisposable
    {
        public UnaryCaller Shop => shop;

        public OrderLoad Load => load;

        public static async Task<Arm> StartAsync(RowRun run, string name, GrainOptions options, bool isWritten = true)
        {
            var address = "postgresql:" + DatabaseOf(run, name, create: true);
            await using (var database = await LedgerDatabase.OpenAsync(address, SystemClock.Instance))
            {
                var plan = PlanChecker.Check(PlanText, "plan.yaml").Plan ?? throw new InvalidOperationException("The plan has an error.");
                var sellers = string.Concat(Enumerable.Range(0, Sellers).Select(seller => $"{seller},,2025-01-01\n"));
                await LedgerSilo.AddCompanyAsync(database, plan, "seller,sponsor,enrolled\n" + sellers);
            }

            var server = await BenchServer.StartAsync(address, SystemClock.Instance, options, isWritten);
            return new Arm(server, server.Caller("storefront", LedgerCompany.Programme),
                new OrderLoad(SystemClock.Instance, Sellers, seller => $"{seller}"));
        }

        public Task<CallRates> WarmUpAsync() => load.RunAsync(shop, AtATime, WarmUp);

        public Task<CallRates> CallAsync(int atATime = AtATime) => load.RunAsync(shop, atATime, Time);

        public ValueTask DisposeAsync()
        {
            shop.Dispose();
            return server.DisposeAsync();
        }
    }
}
