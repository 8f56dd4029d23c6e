using System.Diagnostics;
using System.Text.Json;

namespace Compensation.Bench.Measuring;

/// <summary>Does something in a process of its own, so that its memory is its own and nothing that ran before is warm.</summary>
internal static class OwnProcess
{
    /// <summary>The most memory that this process has held, in bytes.</summary>
    public static long Peak
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Runs this program with other arguments and reads what it writes last, as JSON.</summary>
    public static T Run<T>(params IReadOnlyList<string> arguments)
    {
        using var process = Start(arguments, redirect: true);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && output.TrimEnd().Split('\n') is [.., var last] ? JsonSerializer.Deserialize<T>(last)!
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} has failed:\n{output}");
    }

    /// <summary>Runs this program with other arguments, which writes where this one does.</summary>
    /// <returns>Whether it succeeded.</returns>
    public static bool Run(IReadOnlyList<string> arguments)
    {
        using var process = Start(arguments, redirect: false);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static Process Start(IReadOnlyList<string> arguments, bool redirect) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = redirect })!;
}
