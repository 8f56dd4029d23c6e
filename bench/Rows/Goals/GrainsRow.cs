using System.Globalization;
using System.Text.Json;
using Compensation.Bench.Comparators;
using Compensation.Bench.Measuring;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Compensation.Bench.Goals;

/// <summary>What a grain call, an activation and an idle activation cost, against Orleans itself.</summary>
internal static class GrainsRow
{
    private const int Idle = 200_000;

    /// <summary>Measures.</summary>
    public static async Task RunAsync(RowRun run)
    {
        using var host = await GrainLoad.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await GrainLoad.ActivateAsync(grains, 1_000, "warm-");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await GrainLoad.ActivateAsync(grains, Idle, "idle-");
        await Task.Delay(TimeSpan.FromSeconds(1)); // The watch for overdue calls lets go of activations that are idle.
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Idle;
        run.AtMost(2_000, bytes, "bytes of an idle activation, its key included", $"{bytes:N0}", "2,000");

        using var orleans = Peer.StartOriginal("grains");
        foreach (var (work, what) in new[]
        {
            (GrainWork.Between, "calls from one grain to another, against Orleans"),
            (GrainWork.One, "calls to one grain, 64 callers, against Orleans"),
            (GrainWork.Many, "calls over 10,000 grains, 64 callers, against Orleans"),
            (GrainWork.New, "activations, 64 callers, against Orleans"),
        })
        {
            await CompareAsync(run, grains, orleans, work, what);
        }

        await host.StopAsync();
    }

    private static async Task CompareAsync(RowRun run, IGrainFactory grains, Peer? orleans, GrainWork work, string what)
    {
        var (ours, theirs) = (new List<GrainRate>(), new List<GrainRate>());
        for (var round = 0; round <= run.Rounds; round++)
        {
            var one = await GrainLoad.MeasureAsync(grains, work);
            var other = orleans is null ? null : JsonSerializer.Deserialize<GrainRate>(await orleans.AskAsync($"{work}"));
            if (round > 0)
            {
                ours.Add(one);
                theirs.AddRange(other is null ? [] : [other]);
            }
        }

        Tell("embedded", ours);
        if (theirs.Count == 0)
        {
            run.Skip(what, "the packages of the cluster stack");
            return;
        }

        Tell("Orleans", theirs);
        run.AtLeast(1, Arms.Median(ours.Zip(theirs, (one, other) => one.Rate / other.Rate)), what,
            RowRun.PerSecond(Arms.Median(ours.Select(rate => rate.Rate))), RowRun.PerSecond(Arms.Median(theirs.Select(rate => rate.Rate))));
    }

    private static void Tell(string arm, List<GrainRate> rates) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {arm,-12} {Arms.Median(rates.Select(rate => rate.Rate)),12:N0}/s   {Arms.Median(rates.Select(rate => rate.Work)),8:N0} ns of processor time each"));
}
