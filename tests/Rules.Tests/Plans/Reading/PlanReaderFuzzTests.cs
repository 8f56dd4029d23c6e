using System.Globalization;
using Compensation.Rules.Plans.Reading;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Reading;

/// <summary>Broken plan files: whatever the text, the reader answers with findings that have a place.</summary>
[Trait("Category", "Fuzz")]
public class PlanReaderFuzzTests
{
    private static readonly string[] Tokens =
    [
        ":", ": ", "- ", "? ", "[", "]", "{", "}", ",", "&a ", "*a", "!", "!!str ", "!<x>", "|", ">", "|2", "|9-", "'",
        "\"", "#", " #", "%", "%YAML 9.9\n", "%TAG ! x\n", "@", "`",
        "\t", "\r", "\r\n", "\n", "\n\n", "---", "...", "\n---\n", "\n...\n", "\0", "\ufeff", "\u0085", "\u2028", "\ud800",
        "\\", "\\x", "\"\\u12", "\"\\U00110000\"",
        "<<: ", "~", "null", "yes", "by: ", "from ", "otherwise: ", "999999999999999999999", "-1", "2026-02-30", "  ", "🎉",
        "= ", "plan: ",
    ];

    private static int Count =>
        int.Parse(Environment.GetEnvironmentVariable("COMPENSATION_FUZZ") ?? "2000", CultureInfo.InvariantCulture);

    [Fact]
    public void MutatedPlans_NeverThrow_AndEveryFindingHasAPlace()
    {
        for (var seed = 0; seed < Count; seed++)
        {
            var text = Mutated(seed);
            var findings = Should.NotThrow(() => PlanReader.Read(text, "fuzz.yaml"), $"seed {seed}").Findings;
            var lines = text.Split(['\n', '\r', '\u0085', '\u2028', '\u2029']).Length;
            foreach (var finding in findings)
            {
                finding.Place.Line.ShouldBeInRange(1, lines + 1, $"seed {seed}: {finding}");
                finding.Place.Column.ShouldBeGreaterThanOrEqualTo(1, $"seed {seed}: {finding}");
                (finding.Code.Length * finding.Message.Length * finding.Remedy.Length).ShouldBePositive(
                    $"seed {seed}: {finding}");
            }

            findings.ShouldBeInOrder(SortDirection.Ascending, ByPlace, customMessage: $"seed {seed}");
        }
    }

    [Fact]
    public void MutatedPlans_WithoutFindings_CanBeWrittenAndReadBack()
    {
        var whole = 0;
        for (var seed = 0; seed < Count; seed++)
        {
            var (plan, findings) = PlanReader.Read(Mutated(seed), "fuzz.yaml");
            if (plan is null || findings.Count > 0)
                continue;
            whole++;
            var written = PlanWriter.Write(plan);
            var (again, none) = PlanReader.Read(written, "written.yaml");
            none.ShouldBeEmpty($"seed {seed}\n{written}");
            PlanWriter.Write(again!).ShouldBe(written, $"seed {seed}");
        }

        // Mutations that leave no plan whole would prove nothing.
        whole.ShouldBeGreaterThan(Count / 100);
    }

    private static readonly Comparer<Rules.Plans.Finding> ByPlace = Comparer<Rules.Plans.Finding>.Create((left, right) =>
        (left.Place.Line, left.Place.Column).CompareTo((right.Place.Line, right.Place.Column)));

    private static string Mutated(int seed)
    {
        var random = new Random(seed);
        var text = SamplePlans.All[random.Next(SamplePlans.All.Count)];
        for (var times = 1 + random.Next(3); times > 0; times--)
            text = Mutate(random, text);
        return text;
    }

    private static string Mutate(Random random, string text)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 12), text.Length - at);
        return random.Next(8) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Tokens[random.Next(Tokens.Length)]),
            2 => text.Remove(at, length).Insert(at, Tokens[random.Next(Tokens.Length)]),
            3 => text.Insert(at, ((char)random.Next(0x250)).ToString()),
            4 => text[..at],
            5 => text.Insert(at, text.Substring(random.Next(text.Length - length + 1), length)),
            6 => OnLines(random, text, lines => lines.RemoveAt(random.Next(lines.Count))),
            _ => OnLines(random, text, lines => lines.Insert(random.Next(lines.Count), Line(random, lines))),
        };
    }

    private static string Line(Random random, List<string> lines)
    {
        var line = lines[random.Next(lines.Count)];
        return random.Next(2) == 0 ? line : new string(' ', random.Next(10)) + line.TrimStart();
    }

    private static string OnLines(Random random, string text, Action<List<string>> change)
    {
        var lines = text.Split('\n').ToList();
        change(lines);
        return string.Join(random.Next(10) == 0 ? "\r\n" : "\n", lines);
    }
}
