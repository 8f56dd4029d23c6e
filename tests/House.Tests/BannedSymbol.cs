using System.Text.RegularExpressions;

namespace Compensation.House.Tests;

/// <summary>Something that code of the house does not use.</summary>
/// <param name="Folder">Where it is banned.</param>
/// <param name="Pattern">What it looks like in code without comments and literals.</param>
/// <param name="Remedy">What to use instead.</param>
/// <param name="Examples">Code that the pattern must find.</param>
internal sealed record BannedSymbol(string Folder, string Pattern, string Remedy, params string[] Examples)
{
    /// <summary>The whole list.</summary>
    public static IReadOnlyList<BannedSymbol> All { get; } =
    [
        new("src", @"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b", "Take the time from an injected IClock.",
            "DateTime.UtcNow", "DateTimeOffset.Now"),
        new("src", @"\bGuid\.(NewGuid|CreateVersion7)\b", "Derive ids from the input, so that a second run gives the same.",
            "Guid.NewGuid()"),
        new("src", @"\bThread\.Sleep\b", "Wait for the event itself.", "Thread.Sleep(1)"),
        new("src", @"\bnew\s+Random\s*\(\s*\)|\bRandom\.Shared\b|\bRandom\s+\w+\s*=\s*new\s*\(\s*\)",
            "Seed it: new Random(seed).",
            "new Random()", "Random.Shared.Next()", "Random random = new();"),
        new("src", @"\.Wait(All|Any)?\s*\(|\.GetAwaiter\s*\(\s*\)\s*\.\s*GetResult\b", "Await it.",
            "task.Wait()", "Task.WaitAll(tasks)", "ReadAsync(file).GetAwaiter().GetResult()"),
        new("src", @"(\w*Async\s*\([^;{}]*\)|\b\w*[tT]ask)\s*\.Result\b", "Await it.",
            "ReadAsync(file).Result", "readTask.Result"),
        new("src", @"\bcatch\s*(\([^)]*\)\s*)?(when\s*\([^{]*\)\s*)?\{\s*\}", "Handle the exception or let it pass.",
            "catch { }", "catch (IOException)\n{\n}", "catch (IOException) when (a) { }"),
        new("src", @"\bcatch\s*(\(\s*(System\.)?Exception\s*\)\s*)?\{(?![^}]*\bthrow\b)",
            "Catch the exceptions you expect, and say what happened.",
            "catch { return null; }", "catch (Exception) { return null; }"),
        new("src/Rules", @"\b(float|double|decimal)\b|\b(Double|Decimal|Single)\.", "Use units (long) with decimals, or Rate.",
            "double x", "(decimal)units", "Double.Parse(text)"),
        new("src/Rules", @"(?<![\w.])\d[\d_]*(\.\d|[eE][+-]?\d|[fFdDmM]\b)", "Use units (long) with decimals, or Rate.",
            "var x = 0.5;", "var x = 1m;", "var x = 1e3;"),
        new("src/Rules", @"\bSystem\.IO\b|\bnew\s+(File|Stream)(Stream|Reader|Writer|Info)\b",
            "Rules is pure: read and write in Ledger.",
            "using System.IO;", "new StreamReader(path)", "new FileInfo(path)"),
        new("src/Rules", @"(?<![\w.])(File|Directory|Path)\.[A-Z]\w*\s*\(", "Rules is pure: read and write in Ledger.",
            "File.ReadAllText(path)", "Path.Combine(a, b)"),
        new("src/Rules", @"\bConsole\.", "Return findings or remarks; Silo prints them.", "Console.WriteLine()"),
        new("src/Rules", @"\bSystemClock\b|\bStopwatch\b|\bTimeProvider\b", "Instants come in with the snapshot.",
            "SystemClock.Instance", "Stopwatch.StartNew()"),
        new("src/Rules", @"\bEnvironment\.", "Take it as a parameter.", "Environment.ProcessorCount"),
    ];

    /// <summary>How long one pattern may search one file: a pattern that backtracks without end is an error, not a hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The places in a file's code where the symbol stands.</summary>
    public IEnumerable<int> In(string code) => Regex.Matches(code, Pattern, RegexOptions.None, Patience).Select(match => match.Index);
}
