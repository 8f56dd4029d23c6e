using System.Globalization;
using System.Text.Json;

namespace Compensation.Bench.Measuring;

/// <summary>Represents one row that is measured: what it is measured on, and what it comes to.</summary>
/// <param name="row">The row's number.</param>
/// <param name="options">The settings.</param>
internal sealed class RowRun(int row, BenchOptions options)
{
    /// <summary>The settings.</summary>
    public BenchOptions Options => options;

    /// <summary>How many sellers.</summary>
    public int Sellers => options.Sellers;

    /// <summary>How often each arm is measured.</summary>
    public int Rounds => options.Rounds;

    /// <summary>What it came to so far.</summary>
    public List<Verdict> Verdicts { get; } = [];

    /// <summary>The folder with the company of so many sellers.</summary>
    public string FolderOf(int sellers) => Data.GeneratedCompany.FolderOf(options.Data, sellers);

    /// <summary>Says what a comparison came to, where the ratio must be at least so much.</summary>
    public void AtLeast(double goal, double ratio, string what, string ours, string against) =>
        Add(new Verdict(row, what, ours, against, ratio, goal, IsLeast: true));

    /// <summary>Says what a comparison came to, where the ratio may be at most so much.</summary>
    public void AtMost(double goal, double ratio, string what, string ours, string against) =>
        Add(new Verdict(row, what, ours, against, ratio, goal, IsLeast: false));

    /// <summary>Says that something is missing for a comparison.</summary>
    public void Skip(string what, string needs) => Add(new Verdict(row, what, "", "", 0, 0, IsLeast: true) { Needs = needs });

    /// <summary>Holds that all arms came to the same.</summary>
    /// <exception cref="InvalidOperationException">They did not: what was measured is not comparable.</exception>
    public static void MustAgree(IReadOnlyCollection<string> found, string? expected = null)
    {
        var different = expected is null ? found.Distinct().ToList() : [.. found.Append(expected).Distinct()];
        if (different.Count > 1)
        {
            throw new InvalidOperationException("The arms came to different totals:\n  " + string.Join("\n  ", different));
        }

        Console.WriteLine($"  all arms agree: {different[0]}");
    }

    /// <summary>Milliseconds as text.</summary>
    public static string Milliseconds(double value) =>
        value >= 100 ? string.Create(CultureInfo.InvariantCulture, $"{value:N0} ms") : string.Create(CultureInfo.InvariantCulture, $"{value:0.##} ms");

    /// <summary>Things a second as text.</summary>
    public static string PerSecond(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:N0}/s");

    /// <summary>Adds what it came to to a file, one object on each line.</summary>
    public void Save(string path) => File.AppendAllLines(path, Verdicts.Select(verdict => JsonSerializer.Serialize(verdict)));

    private void Add(Verdict verdict)
    {
        Verdicts.Add(verdict);
        Console.WriteLine($"  {verdict.What}{(verdict.Needs is null ? $": {verdict.Ours} against {verdict.Against}" : "")}");
        Console.WriteLine(verdict.Line);
    }
}
