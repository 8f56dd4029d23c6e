using System.Globalization;
using Compensation.Bench.Comparators;
using Compensation.Bench.Measuring;
using Microsoft.AspNetCore.Builder;

namespace Compensation.Bench.Goals;

/// <summary>A unary call of the embedded gRPC server, against the least code that can answer it on Kestrel, and against gRPC for .NET.</summary>
internal static class GrpcRow
{
    private const string Bare = "/bare";

    private static readonly byte[] Frame = UnaryCaller.Frame(new Order
    {
        Id = "2026-07-000123",
        Seller = "seller-48151",
        Customer = "customer-62342",
        Amount = 12_345,
        Volume = 9_876,
        PlacedAt = 1_784_000_000,
    });

    /// <summary>Measures.</summary>
    public static async Task RunAsync(RowRun run)
    {
        var time = TimeSpan.FromSeconds(run.Options.IsQuick ? 0.5 : 1);
        await using var app = OrdersServer.Build();
        app.MapPost(Bare, BareFraming.PlaceAsync);
        await app.StartAsync();
        using var caller = new UnaryCaller(new Uri(app.Urls.Single()));
        Arm embedded = new("embedded gRPC", caller, OrdersServer.Place), bare = new("bare framing", caller, Bare);
        await AgainstAsync(run, embedded, bare, time, isOneProcess: true);

        const string Theirs = "gRPC for .NET";
        using var original = Peer.StartOriginal("grpc");
        if (original is null)
        {
            run.Skip($"{embedded.Name} against {Theirs}", "the packages of the cluster stack");
            return;
        }

        // Beside a server in another process, ours must be in another one, too.
        using var other = new UnaryCaller(new Uri(await original.ReadAsync()));
        using var own = Peer.StartOwn("grpc");
        using var ours = new UnaryCaller(new Uri(await own.ReadAsync()));
        await AgainstAsync(run, embedded with { Caller = ours }, new Arm(Theirs, other, OrdersServer.Place), time, isOneProcess: false);
    }

    private static async Task AgainstAsync(RowRun run, Arm one, Arm other, TimeSpan time, bool isOneProcess)
    {
        await one.CallAsync(16, time);
        await other.CallAsync(16, time);
        foreach (var atATime in new[] { 1, 16, 64 })
        {
            var (ofOne, ofOther) = (new List<CallRates>(), new List<CallRates>());
            for (var round = 0; round < run.Rounds + 2; round++)
            {
                foreach (var isFirst in round % 2 == 0 ? [true, false] : new[] { false, true })
                {
                    (isFirst ? ofOne : ofOther).Add(await (isFirst ? one : other).CallAsync(atATime, time));
                }
            }

            var pairs = ofOne.Zip(ofOther).ToList();
            if (isOneProcess)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {atATime} at a time: {Arms.Median(pairs.Select(pair => pair.First.Work / pair.Second.Work)):0.00} times the processor time, "
                    + $"{Arms.Median(pairs.Select(pair => pair.First.Bytes - pair.Second.Bytes)):N0} bytes more for a call"));
            }

            run.AtLeast(0.9, Arms.Median(pairs.Select(pair => pair.First.Rate / pair.Second.Rate)), $"{one.Name} against {other.Name}, {atATime} at a time",
                RowRun.PerSecond(Arms.Median(ofOne.Select(rates => rates.Rate))), RowRun.PerSecond(Arms.Median(ofOther.Select(rates => rates.Rate))));
        }
    }

    private sealed record Arm(string Name, UnaryCaller Caller, string Path)
    {
        public Task<CallRates> CallAsync(int atATime, TimeSpan time) => Caller.RunAsync(Path, atATime, time, _ => Frame);
    }
}
