using System.Diagnostics;
using System.Globalization;

namespace Compensation.Bench.Measuring;

/// <summary>Measures programs in turn, so that whatever else the machine does meets them alike; medians and ratios are what counts.</summary>
/// <remarks>For each arm the time on the clock, the processor time of all threads of this process, and by part of the work the time on the clock.</remarks>
internal sealed class Arms
{
    private readonly Dictionary<string, List<(double Clock, double Processor)>> arms = [];
    private readonly Dictionary<string, Dictionary<string, List<double>>> parts = [];

    /// <summary>Measures one arm once.</summary>
    /// <param name="arm">Its name.</param>
    /// <param name="work">Does the work.</param>
    /// <returns>What it gives.</returns>
    public T Measure<T>(string arm, Func<T> work) => MeasureParts(arm, _ => work());

    /// <summary>Measures one arm once, and its parts.</summary>
    /// <param name="arm">Its name.</param>
    /// <param name="work">Does the work, and reports the parts that it begins.</param>
    /// <returns>What it gives.</returns>
    public T MeasureParts<T>(string arm, Func<IProgress<string>, T> work)
    {
        GC.Collect();
        var clock = new PartClock();
        var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var result = work(clock);
        Add(arm, Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - processor);
        var ofArm = parts.TryGetValue(arm, out var known) ? known : parts[arm] = [];
        foreach (var (part, milliseconds) in clock.Parts())
        {
            Listed(ofArm, part).Add(milliseconds);
        }

        return result;
    }

    /// <summary>Takes a time that was measured elsewhere.</summary>
    public void Add(string arm, TimeSpan clock, TimeSpan processor = default) =>
        Listed(arms, arm).Add((clock.TotalMilliseconds, processor.TotalMilliseconds));

    /// <summary>Takes the time of an arm's part that was measured elsewhere.</summary>
    public void AddPart(string arm, string part, TimeSpan clock) =>
        Listed(parts.TryGetValue(arm, out var known) ? known : parts[arm] = [], part).Add(clock.TotalMilliseconds);

    /// <summary>An arm's median on the clock, in milliseconds.</summary>
    public double MedianOf(string arm) => Median(arms[arm].Select(time => time.Clock));

    /// <summary>How many times as long one arm takes as others together: the median of the rounds.</summary>
    public double Ratio(string arm, params string[] against) => Ratio(arm, against, time => time.Clock);

    /// <summary>Prints the medians, and the least and most.</summary>
    public void Print()
    {
        foreach (var (arm, times) in arms)
        {
            var clock = times.ConvertAll(time => time.Clock);
            var processor = Median(times.Select(time => time.Processor));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {arm,-44} {Median(clock),10:N1} ms [{clock.Min():N1} to {clock.Max():N1}]"
                + $"{(processor > 0 ? string.Create(CultureInfo.InvariantCulture, $"   processor {processor:N1} ms") : "")}"));
            if (parts.TryGetValue(arm, out var known) && known.Count > 0)
            {
                Console.WriteLine("    " + string.Join(", ", known.Select(part => string.Create(
                    CultureInfo.InvariantCulture, $"{part.Key} {Median(part.Value):N0}"))));
            }
        }
    }

    /// <summary>Prints a ratio, in processor time too: on a busy machine that says more.</summary>
    public void PrintRatio(string what, string arm, string against) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {what}: {Ratio(arm, against):0.00} times on the clock, {Ratio(arm, [against], time => time.Processor):0.00} times in processor time"));

    /// <summary>The middle of some values.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private double Ratio(string arm, string[] against, Func<(double Clock, double Processor), double> of)
    {
        var rounds = Math.Min(arms[arm].Count, against.Min(other => arms[other].Count));
        return Median(Enumerable.Range(0, rounds).Select(round => of(arms[arm][round]) / against.Sum(other => of(arms[other][round]))));
    }

    private static List<T> Listed<T>(Dictionary<string, List<T>> all, string name) => all.TryGetValue(name, out var known) ? known : all[name] = [];

    private sealed class PartClock : IProgress<string>
    {
        private readonly List<(string Part, long Begin)> begun = [];

        public void Report(string value) => begun.Add((value, Stopwatch.GetTimestamp()));

        public IEnumerable<(string Part, double Milliseconds)> Parts() => begun.Zip(begun.Skip(1),
            (part, next) => (part.Part, Stopwatch.GetElapsedTime(part.Begin, next.Begin).TotalMilliseconds));
    }
}
