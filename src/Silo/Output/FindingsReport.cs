using System.Globalization;
using Compensation.Rules.Plans;
using Compensation.Silo.Commands;
using Spectre.Console;

namespace Compensation.Silo.Output;

/// <summary>Prints findings: for people as compilers do, with the line and a caret under the offending text; for programs as
/// JSON.</summary>
internal static class FindingsReport
{
    private const int WidestExcerpt = 100;
    private const int LargestExcerpted = 64 << 20;
    private const string EndsOfWords = " \t,;:[]{}\"'#";

    /// <summary>Prints findings for people.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="findings">The findings, in order.</param>
    /// <param name="textOf">Gives the text of a file by the name in a finding's place, or null where it is not at hand.</param>
    public static void Print(Terminal terminal, IReadOnlyList<Finding> findings, Func<string, string?> textOf)
    {
        var lines = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            var file = finding.Place.File;
            if (!lines.TryGetValue(file, out var text))
            {
                lines[file] = text = textOf(file)?.ReplaceLineEndings("\n").Split('\n') ?? [];
            }

            var colour = finding.Severity == Severity.Error ? Color.Red : Color.Yellow;
            // A finding about a file as a whole, such as one that is missing, has no line.
            var place = finding.Place.Line > 0 ? finding.Place.ToString() : file;
            terminal.People.Write(new Text($"{place}: ", new Style(decoration: Decoration.Bold)));
            terminal.People.Write(new Text($"{Word(finding.Severity)} {finding.Code}: ", new Style(colour)));
            terminal.WriteLine(finding.Message);
            if (finding.Place.Line >= 1 && finding.Place.Line <= text.Length)
            {
                PrintExcerpt(terminal, text[finding.Place.Line - 1], finding.Place.Line, finding.Place.Column, colour);
            }

            if (finding.Remedy.Length > 0)
            {
                terminal.WriteLine($"      {finding.Remedy}");
            }
        }
    }

    /// <summary>The text of a file that findings are about: the plan's as it was read, a data file's only while it is small.</summary>
    public static string? TextOf(string name, PlanFile plan) =>
        name == plan.Name ? plan.Text
        : new FileInfo(name) is { Exists: true, Length: < LargestExcerpted } ? File.ReadAllText(name)
        : null;

    /// <summary>Writes findings as a JSON array.</summary>
    public static void Write(System.Text.Json.Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray();
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("severity", Word(finding.Severity));
            json.WriteString("code", finding.Code);
            json.WriteString("file", finding.Place.File);
            json.WriteNumber("line", finding.Place.Line);
            json.WriteNumber("column", finding.Place.Column);
            json.WriteString("message", finding.Message);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the answer of a command that could not do its work: an object with the findings.</summary>
    public static void WriteFailure(System.Text.Json.Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        json.WriteStartObject();
        json.WritePropertyName("findings");
        Write(json, findings);
        json.WriteEndObject();
    }

    /// <summary>The findings in one phrase, such as <c>1 error, 3 warnings</c>.</summary>
    public static string Count(IReadOnlyList<Finding> findings)
    {
        var errors = findings.Count(finding => finding.Severity == Severity.Error);
        var warnings = findings.Count - errors;
        return string.Create(CultureInfo.InvariantCulture,
            $"{errors} error{(errors == 1 ? "" : "s")}, {warnings} warning{(warnings == 1 ? "" : "s")}");
    }

    private static string Word(Severity severity) => severity == Severity.Error ? "error" : "warning";

    private static void PrintExcerpt(Terminal terminal, string line, int number, int column, Color colour)
    {
        // A tab would shift the caret, and a row of data may be much longer than a screen is wide.
        var text = line.Replace('\t', ' ');
        var at = Math.Clamp(column - 1, 0, text.Length);
        var from = Math.Max(0, Math.Min(at - (WidestExcerpt / 2), text.Length - WidestExcerpt));
        var margin = string.Create(CultureInfo.InvariantCulture, $"{number,5} | ");
        terminal.WriteLine($"{margin}{text.Substring(from, Math.Min(WidestExcerpt, text.Length - from))}");
        if (column < 1)
        {
            return;
        }

        var end = at;
        while (end < text.Length && end < from + WidestExcerpt && !EndsOfWords.Contains(text[end], StringComparison.Ordinal))
        {
            end++;
        }

        var caret = "^" + new string('~', Math.Max(0, end - at - 1));
        terminal.People.Write(new Text(new string(' ', margin.Length + at - from) + caret, new Style(colour)));
        terminal.WriteLine();
    }
}
