using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;

namespace Compensation.Bench.Goals;

/// <summary>What grains are made to do.</summary>
public enum GrainWork
{
    /// <summary>One grain calls another.</summary>
    Between,

    /// <summary>Many callers call one grain.</summary>
    One,

    /// <summary>Many callers call grains of their own, ten thousand in all.</summary>
    Many,

    /// <summary>Many callers call grains that nobody has called before.</summary>
    New,
}

/// <summary>What it took.</summary>
/// <param name="Rate">How many calls a second.</param>
/// <param name="Work">Processor time of each, in nanoseconds.</param>
public sealed record GrainRate(double Rate, double Work);

/// <summary>Work for grains: the same source measures the stand-in and Orleans itself.</summary>
public static class GrainLoad
{
    private const int Callers = 64;
    private const int GrainsOfACaller = 156;

    private static int batch;

    /// <summary>Starts a silo that is alone.</summary>
    public static async Task<IHost> StartAsync()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var free = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(free, gatewayPort: 0));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Does work once.</summary>
    public static async Task<GrainRate> MeasureAsync(IGrainFactory grains, GrainWork work)
    {
        var count = work switch
        {
            GrainWork.Between => 300_000,
            GrainWork.New => 100_000,
            _ => 500_000,
        };
        GC.Collect();
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await (work switch
        {
            GrainWork.Between => grains.GetGrain<ICounterGrain>("from").AddAt(grains.GetGrain<ICounterGrain>("to"), count),
            GrainWork.One => CallAsync(grains, 0, count),
            GrainWork.Many => CallAsync(grains, GrainsOfACaller, count),
            _ => ActivateAsync(grains, count, $"a{batch++}-"),
        });
        var seconds = clock.Elapsed.TotalSeconds;
        return new GrainRate(count / seconds, (Environment.CpuUsage.TotalTime - processor).TotalNanoseconds / count);
    }

    /// <summary>Calls so many grains once.</summary>
    public static Task ActivateAsync(IGrainFactory grains, int count, string prefix) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = caller; i < count; i += Callers)
            {
                await grains.GetGrain<ICounterGrain>($"{prefix}{i}").Add(1);
            }
        })));

    private static Task CallAsync(IGrainFactory grains, int grainsEach, int calls) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var targets = Enumerable.Range(0, Math.Max(1, grainsEach))
                .Select(i => grains.GetGrain<ICounterGrain>(grainsEach == 0 ? "one" : $"c{caller}-{i}")).ToArray();
            for (var i = 0; i < calls / Callers; i++)
            {
                await targets[i % targets.Length].Add(1);
            }
        })));
}
