using System.Globalization;
using System.Net;
using Compensation.Grains.Hosting;
using Compensation.Grains.Orders;
using Compensation.Ledger.Store;
using Compensation.Rules.Bonuses;
using Compensation.Silo.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans;
using Orleans.Hosting;

namespace Compensation.Cluster;

/// <summary>One silo of a cluster, which does what its input says.</summary>
internal static class SiloProgram
{
    private const int InFlight = 16;

    private static readonly long Now = SystemClock.Instance.GetCurrentInstant().ToUnixTimeMilliseconds();

    /// <summary>Runs until its input ends: <c>DATABASE PORT PROGRAMME</c>.</summary>
    /// <remarks>
    /// Input: <c>place ORDER</c>, <c>read ORDER</c>, <c>flood PREFIX</c>, which places orders until the input ends.
    /// Output: <c>ready</c>, then a line for each order: <c>ORDER SEQUENCE .</c>
    /// </remarks>
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var address, var port, var programme])
        {
            await Console.Error.WriteLineAsync("This assembly holds tests; run them with tests/cluster/run.");
            return 2;
        }

        await using var database = await LedgerDatabase.OpenAsync(address, SystemClock.Instance);
        using var host = await StartAsync(database, new ClusterSettings(address, IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)));
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var number = int.Parse(programme, CultureInfo.InvariantCulture);
        using var end = new CancellationTokenSource();
        var flood = Task.CompletedTask;
        Say("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["place", var order]:
                    Say($"{order} {await PlaceAsync(grains, number, order)} .");
                    break;
                case ["read", var order]:
                    Say($"{order} {(await grains.GetGrain<IOrderGrain>(OrderKey.Of(number, order)).Read())?.Sequence} .");
                    break;
                case ["flood", var prefix]:
                    flood = FloodAsync(grains, number, prefix, end.Token);
                    break;
            }
        }

        await end.CancelAsync();
        await flood;
        await host.StopAsync();
        return 0;
    }

    private static async Task<IHost> StartAsync(LedgerDatabase database, ClusterSettings settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        var joining = Task.CompletedTask;
        builder.UseOrleans(silo => joining = silo.AddCompensationGrains(database, CustomBonuses.None, new GrainOptions { Engine = "test" })
            .UseClusterAsync(settings));
        await joining;
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static Task FloodAsync(IGrainFactory grains, int programme, string prefix, CancellationToken end)
    {
        var last = 0;
        return Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                var order = string.Create(CultureInfo.InvariantCulture, $"{prefix}{Interlocked.Increment(ref last)}");
                Say($"{order} {await PlaceAsync(grains, programme, order)} .");
            }
        }, CancellationToken.None)));
    }

    /// <summary>Places an order until it is answered: a call that failed has an unknown outcome, and the same request again finds out.</summary>
    private static async Task<long> PlaceAsync(IGrainFactory grains, int programme, string order)
    {
        while (true)
        {
            try
            {
                var answer = await grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, order)).Place(new PlaceRequest
                {
                    Request = "r" + order,
                    Storefront = "shop",
                    At = Now,
                    Seller = "S1",
                    Lines = [new OrderLine(1, [100])],
                    IsPaid = true,
                });
                return answer.Kind is OrderAnswerKind.Done or OrderAnswerKind.Repeated
                    ? answer.Sequence
                    : throw new InvalidOperationException($"{order} was not taken: {answer}");
            }
            catch (Exception error) when (error is TimeoutException or Orleans.Runtime.OrleansException)
            {
                await Console.Error.WriteLineAsync($"{order}: {error.GetType().Name}");
            }
        }
    }

    private static void Say(FormattableString line) => Say(FormattableString.Invariant(line));

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
