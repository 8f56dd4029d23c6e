using System.Diagnostics;
using System.Globalization;

namespace Compensation.Bench;

/// <summary>Prints what was measured.</summary>
internal static class Measured
{
    /// <summary>Runs something once and prints how many rows a second it took.</summary>
    public static void Rate<T>(string what, long rows, Func<T> run)
    {
        var watch = Stopwatch.StartNew();
        run();
        Print(what, rows, watch.Elapsed);
    }

    /// <inheritdoc cref="Rate{T}(string, long, Func{T})"/>
    public static async Task RateAsync(string what, long rows, Func<Task> run)
    {
        var watch = Stopwatch.StartNew();
        await run();
        Print(what, rows, watch.Elapsed);
    }

    private static void Print(string what, long rows, TimeSpan time) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  {what,-50} {rows,9:N0} in {time.TotalSeconds,7:N2} s  {rows / time.TotalSeconds,11:N0} /s"));
}
