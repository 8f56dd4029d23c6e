using System.Diagnostics;
using System.Globalization;
using Compensation.Bench.Measuring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;

namespace Compensation.Bench.Goals;

/// <summary>What a grain call, an activation and an idle activation cost, against what Orleans 10 was measured at on a machine of the same kind.</summary>
internal static class GrainsRow
{
    private const int Idle = 200_000;

    // Orleans 10.4.2, one silo, two cores: not measured in the same run, as not every package feed carries it.
    private const double OrleansOneGrain = 1_300_000;
    private const double OrleansManyGrains = 660_000;
    private const double OrleansActivations = 80_000;

    /// <summary>Measures.</summary>
    public static async Task RunAsync(RowRun run)
    {
        using var host = await StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await ActivateAsync(grains, 1_000, "warm-");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await ActivateAsync(grains, Idle, "idle-");
        await Task.Delay(TimeSpan.FromSeconds(1)); // The watch for overdue calls lets go of activations that are idle.
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Idle;
        run.AtMost(2_000, bytes, "bytes of an idle activation, its key included", $"{bytes:N0}", "2,000");

        await MeasureAsync(run, "calls from one grain to another", 300_000, null, () => grains.GetGrain<ICounterGrain>("from")
            .AddAt(grains.GetGrain<ICounterGrain>("to"), 300_000));
        await MeasureAsync(run, "calls to one grain, 64 callers", 500_000, OrleansOneGrain, () => CallAsync(grains, 64, 0, 500_000));
        await MeasureAsync(run, "calls over 10,000 grains, 64 callers", 500_000, OrleansManyGrains, () => CallAsync(grains, 64, 156, 500_000));
        var batch = 0;
        await MeasureAsync(run, "activations, 64 callers", 100_000, OrleansActivations, () => ActivateAsync(grains, 100_000, $"a{batch++}-"));
        await host.StopAsync();
    }

    private static async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static Task CallAsync(IGrainFactory grains, int callers, int grainsEach, int calls) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var targets = Enumerable.Range(0, Math.Max(1, grainsEach))
                .Select(i => grains.GetGrain<ICounterGrain>(grainsEach == 0 ? "one" : $"c{caller}-{i}")).ToArray();
            for (var i = 0; i < calls / callers; i++)
            {
                await targets[i % targets.Length].Add(1);
            }
        })));

    private static Task ActivateAsync(IGrainFactory grains, int count, string prefix) =>
        Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            for (var i = caller; i < count; i += 64)
            {
                await grains.GetGrain<ICounterGrain>($"{prefix}{i}").Add(1);
            }
        })));

    private static async Task MeasureAsync(RowRun run, string what, int count, double? orleans, Func<Task> work)
    {
        var (rates, costs) = (new List<double>(), new List<double>());
        for (var round = 0; round <= run.Rounds; round++)
        {
            GC.Collect();
            var processor = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            await work();
            if (round > 0)
            {
                rates.Add(count / clock.Elapsed.TotalSeconds);
                costs.Add((Environment.CpuUsage.TotalTime - processor).TotalNanoseconds / count);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {what,-48} {Arms.Median(rates),12:N0}/s   {Arms.Median(costs),8:N0} ns of processor time each"));
        if (orleans is { } theirs)
        {
            run.AtLeast(1, Arms.Median(rates) / theirs, what, RowRun.PerSecond(Arms.Median(rates)), $"{RowRun.PerSecond(theirs)} (measured elsewhere)");
        }
    }
}
