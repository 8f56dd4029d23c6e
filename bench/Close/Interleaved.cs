using System.Diagnostics;
using System.Globalization;

namespace Compensation.Bench;

/// <summary>Measures programs in turn, so that whatever else the machine does meets them alike; ratios and medians are what counts.</summary>
/// <remarks>
/// For each arm the time on the clock, the processor time of all threads, and by part of the work the time on the clock. On a busy machine the processor
/// time says more.
/// </remarks>
internal sealed class Interleaved
{
    private readonly Dictionary<string, List<(double Clock, double Processor)>> arms = [];
    private readonly Dictionary<string, Dictionary<string, List<double>>> parts = [];

    /// <summary>Measures one arm once.</summary>
    /// <param name="arm">Its name.</param>
    /// <param name="work">Does the work, and may report the parts that it begins.</param>
    /// <returns>What it gives.</returns>
    public T Measure<T>(string arm, Func<IProgress<string>, T> work)
    {
        GC.Collect();
        var clock = new PartClock();
        using var process = Process.GetCurrentProcess();
        var (start, processor) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        var result = work(clock);
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.Refresh();
        Times(arms, arm).Add((took, (process.TotalProcessorTime - processor).TotalMilliseconds));
        var ofArm = parts.TryGetValue(arm, out var known) ? known : parts[arm] = [];
        foreach (var (part, milliseconds) in clock.Parts())
        {
            Times(ofArm, part).Add(milliseconds);
        }

        return result;
    }

    /// <summary>Prints the medians, and the least and most.</summary>
    public void Print()
    {
        foreach (var (arm, times) in arms)
        {
            var clock = times.ConvertAll(time => time.Clock);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {arm,-28} {Median(clock),8:N0} ms [{clock.Min():N0}-{clock.Max():N0}]   "
                + $"processor {Median(times.ConvertAll(time => time.Processor)),8:N0} ms"));
            if (parts[arm].Count > 0)
            {
                Console.WriteLine("    " + string.Join(", ", parts[arm].Select(part => string.Create(
                    CultureInfo.InvariantCulture, $"{part.Key} {Median(part.Value):N0}"))));
            }
        }
    }

    /// <summary>Prints how many times as long some arms take together as others.</summary>
    public void PrintRatio(string what, string[] arm, string[] against)
    {
        var clock = arm.Sum(name => Median(arms[name].ConvertAll(time => time.Clock))) / against.Sum(name => Median(arms[name].ConvertAll(time => time.Clock)));
        var processor = arm.Sum(name => Median(arms[name].ConvertAll(time => time.Processor)))
            / against.Sum(name => Median(arms[name].ConvertAll(time => time.Processor)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}: {clock:0.00} times, of processor time {processor:0.00} times"));
    }

    private static List<T> Times<T>(Dictionary<string, List<T>> all, string name) => all.TryGetValue(name, out var known) ? known : all[name] = [];

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class PartClock : IProgress<string>
    {
        private readonly List<(string Part, long Begin)> begun = [];

        public void Report(string value) => begun.Add((value, Stopwatch.GetTimestamp()));

        public IEnumerable<(string Part, double Milliseconds)> Parts() => begun.Zip(begun.Skip(1),
            (part, next) => (part.Part, Stopwatch.GetElapsedTime(part.Begin, next.Begin).TotalMilliseconds));
    }
}
