using System.Globalization;
using System.Net;
using Compensation.Bench.Comparators;
using Compensation.Bench.Measuring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Compensation.Bench.Goals;

/// <summary>A unary call of the embedded gRPC server, against the least code that can answer it on Kestrel.</summary>
internal static class GrpcRow
{
    private const string Embedded = "/bench.Orders/Place";
    private const string Bare = "/bare";

    /// <summary>Measures.</summary>
    public static async Task RunAsync(RowRun run)
    {
        var time = TimeSpan.FromSeconds(run.Options.IsQuick ? 0.5 : 1);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        await using var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<OrdersApi>();
        app.MapPost(Bare, BareFraming.PlaceAsync);
        await app.StartAsync();

        using var caller = new UnaryCaller(new Uri(app.Urls.Single()));
        var frame = UnaryCaller.Frame(new Order
        {
            Id = "2026-07-000123",
            Seller = "seller-48151",
            Customer = "customer-62342",
            Amount = 12_345,
            Volume = 9_876,
            PlacedAt = 1_784_000_000,
        });
        await CallAsync(Embedded, 16);
        await CallAsync(Bare, 16);
        foreach (var atATime in new[] { 1, 16, 64 })
        {
            var (embedded, bare) = (new List<CallRates>(), new List<CallRates>());
            for (var round = 0; round < run.Rounds + 2; round++)
            {
                foreach (var turn in round % 2 == 0 ? [embedded, bare] : new[] { bare, embedded })
                {
                    turn.Add(await CallAsync(turn == embedded ? Embedded : Bare, atATime));
                }
            }

            var pairs = embedded.Zip(bare).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {atATime} at a time: {Arms.Median(pairs.Select(pair => pair.First.Work / pair.Second.Work)):0.00} times the processor time, "
                + $"{Arms.Median(pairs.Select(pair => pair.First.Bytes - pair.Second.Bytes)):N0} bytes more for a call"));
            run.AtLeast(0.9, Arms.Median(pairs.Select(pair => pair.First.Rate / pair.Second.Rate)), $"embedded gRPC against bare framing, {atATime} at a time",
                RowRun.PerSecond(Arms.Median(embedded.Select(rates => rates.Rate))), RowRun.PerSecond(Arms.Median(bare.Select(rates => rates.Rate))));
        }

        Task<CallRates> CallAsync(string path, int atATime) => caller.RunAsync(path, atATime, time, _ => frame);
    }
}
