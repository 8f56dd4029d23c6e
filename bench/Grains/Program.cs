using System.Diagnostics;
using System.Globalization;
using Compensation.Bench.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;

// What a grain call, an activation and an idle activation cost: medians of several runs, the first of which is thrown away,
// because it pays for compilation. Processor time stands beside, as it says the same on a machine that others use, too.
const int Runs = 7;
const int Idle = 200_000;
var grains = await StartAsync();

await ActivateAsync(1_000, "warm-");
var before = GC.GetTotalMemory(forceFullCollection: true);
await ActivateAsync(Idle, "idle-");
await Task.Delay(TimeSpan.FromSeconds(1)); // The watch for overdue calls lets go of activations that are idle.
Console.WriteLine(Line($"{"bytes per idle activation, its key included",-48} {(GC.GetTotalMemory(forceFullCollection: true) - before) / Idle,12:N0}"));

await MeasureAsync("calls/s, 1 caller, 10 000 grains in turn", 300_000, () => CallAsync(callers: 1, grainsEach: 10_000, 300_000));
await MeasureAsync("calls/s, 64 callers, one grain", 1_000_000, () => CallAsync(callers: 64, grainsEach: 0, 1_000_000));
await MeasureAsync("calls/s, 64 callers, a grain each", 1_000_000, () => CallAsync(callers: 64, grainsEach: 1, 1_000_000));
await MeasureAsync("calls/s, from one grain to another", 300_000, () => grains.GetGrain<ICounterGrain>("from")
    .AddAt(grains.GetGrain<ICounterGrain>("to"), 300_000));

var batch = 0;
await MeasureAsync("activations/s, 64 callers", 100_000, () => ActivateAsync(100_000, $"a{batch++}-"));

static async Task<IGrainFactory> StartAsync()
{
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.UseOrleans(silo => silo.UseLocalhostClustering());
    var host = builder.Build();
    await host.StartAsync();
    return host.Services.GetRequiredService<IGrainFactory>();
}

Task CallAsync(int callers, int grainsEach, int calls) => Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
{
    var targets = Enumerable.Range(0, Math.Max(1, grainsEach))
        .Select(i => grains.GetGrain<ICounterGrain>(grainsEach == 0 ? "one" : $"c{caller}-{i}")).ToArray();
    for (var i = 0; i < calls / callers; i++)
    {
        await targets[i % targets.Length].Add(1);
    }
})));

Task ActivateAsync(int count, string prefix) => Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
{
    for (var i = caller; i < count; i += 64)
    {
        await grains.GetGrain<ICounterGrain>($"{prefix}{i}").Add(1);
    }
})));

static async Task MeasureAsync(string what, int count, Func<Task> run)
{
    var rates = new List<double>();
    var costs = new List<double>();
    for (var i = 0; i <= Runs; i++)
    {
        GC.Collect();
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await run();
        rates.Add(count / clock.Elapsed.TotalSeconds);
        costs.Add((Environment.CpuUsage.TotalTime - processor).TotalNanoseconds / count);
    }

    Console.WriteLine(Line($"{what,-48} {Median(rates),12:N0}   {Median(costs),8:N0} ns of processor time each"));
}

static double Median(List<double> values) => values.Skip(1).Order().ElementAt(Runs / 2);

static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
