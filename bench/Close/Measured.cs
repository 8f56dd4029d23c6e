using System.Diagnostics;
using System.Globalization;

namespace Compensation.Bench;

/// <summary>Measures and prints times: the median of three, and the three.</summary>
internal static class Measured
{
    private const int Times = 3;

    /// <summary>Does something three times and prints how long it took.</summary>
    /// <returns>What the last time gave.</returns>
    public static T Three<T>(string what, Func<T> work)
    {
        var took = new List<double>();
        var result = default(T);
        for (var i = 0; i < Times; i++)
        {
            result = default;
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            result = work();
            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        took.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {what,-34} {took[Times / 2],10:N0} ms   ({string.Join(", ", took.Select(time => time.ToString("N0", CultureInfo.InvariantCulture)))})"));
        return result!;
    }

    /// <summary>Prints the most memory that the process has held.</summary>
    public static void PrintPeak(string when)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  peak memory, {when}: {process.PeakWorkingSet64 >> 20:N0} MiB"));
    }
}
