using System.Globalization;
using System.Runtime.InteropServices;

namespace Compensation.Bench.Measuring;

/// <summary>Puts what a run came to into the documentation: the table between its two marks, and the chart beside the page.</summary>
internal static class Publication
{
    private const string Begin = "<!-- figures -->";
    private const string End = "<!-- end of figures -->";

    /// <summary>Publishes.</summary>
    /// <param name="verdicts">What the run came to.</param>
    /// <param name="load">How many programs wanted to run on average in the minute before it.</param>
    public static void Write(IReadOnlyList<Verdict> verdicts, string load)
    {
        var page = Path.Combine(Folder(), "performance.md");
        var text = File.ReadAllText(page);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{page} has no marks {Begin} and {End}.");
        }

        var machine = string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, "
            + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; load before the run {load}.");
        File.WriteAllText(page, $"{text[..(from + Begin.Length)]}\n{machine}\n\n{ResultTable.Write(verdicts)}{text[to..]}");
        File.WriteAllText(Path.Combine(Folder(), "performance.svg"), Chart.Draw(verdicts));
    }

    /// <summary>The load that Linux tells; elsewhere nobody knows.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Compensation.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The documentation is not there."), "docs", "operating");
    }
}
