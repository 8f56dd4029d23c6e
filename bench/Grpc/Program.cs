using System.Globalization;
using System.Net;
using Compensation.Bench.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

const string Embedded = "/bench.Orders/Place";
const string Bare = "/bare";
const int Rounds = 9;
var time = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 1);

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

using var caller = new Caller(new Uri(app.Urls.Single()));
await caller.RunAsync(Embedded, 16, time);
await caller.RunAsync(Bare, 16, time);
Console.WriteLine($"unary calls a second over one connection, caller and server in one process; medians of {Rounds} rounds, both in each round");
Console.WriteLine("at a time   embedded       bare   of bare (least to most)   processor time of bare   bytes more for a call");
foreach (var atATime in new[] { 1, 16, 64 })
{
    var (embedded, bare) = (new List<Measurement>(), new List<Measurement>());
    for (var round = 0; round < Rounds; round++)
    {
        foreach (var turn in round % 2 == 0 ? [embedded, bare] : new[] { bare, embedded })
        {
            turn.Add(await caller.RunAsync(turn == embedded ? Embedded : Bare, atATime, time));
        }
    }

    var pairs = embedded.Zip(bare).ToList();
    var ratios = pairs.Select(pair => pair.First.Rate / pair.Second.Rate).Order().ToList();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{atATime,9} {Median(embedded.Select(run => run.Rate)),10:N0} {Median(bare.Select(run => run.Rate)),10:N0}"
        + $"   {ratios[Rounds / 2]:0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})"
        + $"       {Median(pairs.Select(pair => pair.First.Work / pair.Second.Work)),10:0.00}"
        + $"               {Median(pairs.Select(pair => pair.First.Bytes - pair.Second.Bytes)),10:N0}"));
}

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToList();
    return sorted[sorted.Count / 2];
}
