using System.Diagnostics;
using System.Globalization;
using Compensation.Bench.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;

// What a grain call, an activation and an idle activation cost. Medians of several runs, printed in the units of each line.
// The first run of each is thrown away: it pays for compilation.
const int Runs = 7;
var grains = await StartAsync();

await MeasureAsync("calls/s, 1 caller, 10 000 grains in turn", 300_000, () => CallAsync(callers: 1, grainsEach: 10_000, 300_000));
await MeasureAsync("calls/s, 64 callers, one grain", 1_000_000, () => CallAsync(callers: 64, grainsEach: 0, 1_000_000));
await MeasureAsync("calls/s, 64 callers, a grain each", 1_000_000, () => CallAsync(callers: 64, grainsEach: 1, 1_000_000));
await MeasureAsync("calls/s, from one grain to another", 300_000, () => grains.GetGrain<ICounterGrain>("from")
    .AddAt(grains.GetGrain<ICounterGrain>("to"), 300_000));

var batch = 0;
await MeasureAsync("activations/s, 64 callers", 100_000, () => ActivateAsync(100_000, $"a{batch++}-"));

var before = GC.GetTotalMemory(forceFullCollection: true);
await ActivateAsync(200_000, "idle-");
await Task.Delay(TimeSpan.FromSeconds(1)); // The watch for overdue calls lets go of activations that are idle.
Print("bytes per idle activation, its key included", (GC.GetTotalMemory(forceFullCollection: true) - before) / 200_000);

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
    for (var i = 0; i <= Runs; i++)
    {
        GC.Collect();
        var clock = Stopwatch.StartNew();
        await run();
        rates.Add(count / clock.Elapsed.TotalSeconds);
    }

    Print(what, rates.Skip(1).Order().ElementAt(Runs / 2));
}

static void Print(string what, double value) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-48} {value,12:N0}"));
