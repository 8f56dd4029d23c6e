using System.Globalization;
using System.Text.RegularExpressions;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Checking;

/// <summary>Whole plans with parts exchanged, left out, doubled: whatever the text, the checker answers with findings
/// that have a place.</summary>
[Trait("Category", "Fuzz")]
public partial class PlanCheckerFuzzTests
{
    private static readonly string[] Pieces =
    [
        "PV", "CV", "GV", "rank", "previous rank", "title", "level", "granted", "offered", "stronger", "weaker", "new",
            "enrolled", "days since enrolled", "first order",
        "always", "never", "and", "or", "not", "is", "in [1, 2]", "(", ")", "[", "]", "{", "}", ",", ":", " + ", " - ",
            " * ", " / ", " >= ", " < ", " = ", "%", "5%", "1/3", "0",
        "-1", "-5%", "150%", "0.000000001", "999999999999999999", "9999999999999999999999", "12345678901234567.89",
            "2026-01-31", "2026-02-30", "1_000", "5..5",
        "source.", "parent.", "owner.", "order.", "source.PV", "parent.parent.PV", "company PV", "number of sellers",
            "earnings from all", "earnings from Team",
        "min(PV, 5)", "max(", "if(new, 1, 2)", "previous(PV)", "frontline(PV)", "organisation(PV, placement)",
            "levels(PV, 1, 3)", "largest leg(PV)", "legs(PV, 5)",
        "at least 2 legs where PV >= 5", "at least 1 legs containing rank >= Gold", "at most 3 recruits where active",
            "count of frontline where new", "at least 2 customers where PV >= 50",
        "by: level", "from 0: 5%", "from 100: 3%", "above 100: 2%", "otherwise: 0%", "brackets: marginal",
            "window: last 3 periods", "window: 60 days from enrolled",
        "over: frontline", "over: levels 1-3", "tree: placement", "per: order", "per: company", "once: each rank",
            "less: rates below", "starts: self", "cascade: yes", "depth: 3",
        "decimals: 8", "decimals: 99", "decimals: -1", "calendar: week", "zone: Mars", "currency: 12",
            "markets: [CN, VN, US, DE]", "given by: given", "evaluate: step by step",
        "title: demoted", "floor: given", "instalments: [{ share: 50% }]", "payout: { minimum: x }", "\"", "'", "#", "~",
            "🎉", "\t", "  ", "",
    ];

    private static readonly IReadOnlyList<string> Plans =
    [
        .. Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "tests", "Vectors.Tests", "vectors"), "plan*.yaml", SearchOption.AllDirectories)
            .Concat(Repository.PlanFiles()).Order(StringComparer.Ordinal).Select(File.ReadAllText),
    ];

    private static int Count =>
        int.Parse(Environment.GetEnvironmentVariable("COMPENSATION_FUZZ") ?? "2000", CultureInfo.InvariantCulture);

    [Fact]
    public void MutatedPlans_NeverThrow_AndEveryFindingHasAPlaceACodeAndARemedy()
    {
        var known = FindingCode.All.Select(code => (code.Code, code.Severity)).ToHashSet();
        var whole = 0;
        for (var seed = 0; seed < Count; seed++)
        {
            var text = Mutated(seed);
            var (plan, findings) = Should.NotThrow(() => PlanChecker.Check(text, "fuzz.yaml"), $"seed {seed}\n{text}");
            (plan is null).ShouldBe(findings.Any(finding => finding.Severity == Severity.Error), $"seed {seed}");
            foreach (var finding in findings)
            {
                finding.Place.Line.ShouldBeGreaterThanOrEqualTo(1, $"seed {seed}: {finding}");
                finding.Place.Column.ShouldBeGreaterThanOrEqualTo(1, $"seed {seed}: {finding}");
                finding.Message.ShouldNotBeNullOrWhiteSpace($"seed {seed}: {finding}");
                known.ShouldContain((finding.Code, finding.Severity), $"seed {seed}: {finding}");
            }

            whole += plan is null ? 0 : 1;
        }

        // Mutations that leave no plan whole would never reach the warnings.
        whole.ShouldBeGreaterThan(Count / 50);
    }

    private static string Mutated(int seed)
    {
        var random = new Random(seed);
        var text = Plans[random.Next(Plans.Count)];
        for (var times = 1 + random.Next(3); times > 0; times--)
        {
            text = Mutate(random, text);
        }

        return text;
    }

    private static string Mutate(Random random, string text) => random.Next(8) switch
    {
        0 => OnWord(random, text, _ => Pieces[random.Next(Pieces.Length)]),
        1 => OnWord(random, text, word => $"{word} {Pieces[random.Next(Pieces.Length)]}"),
        2 => OnWord(random, text, _ => WordOf(random, text)),
        3 => OnWord(random, text, _ => WordOf(random, Plans[random.Next(Plans.Count)])),
        4 => OnLines(random, text, lines => lines.RemoveAt(random.Next(lines.Count))),
        5 => OnLines(random, text, lines => lines.Insert(random.Next(lines.Count), LineOf(random, lines))),
        6 => OnLines(random, text, lines =>
            lines.Insert(random.Next(lines.Count), LineOf(random, Plans[random.Next(Plans.Count)].Split('\n')))),
        _ => OnLines(random, text, lines => lines[random.Next(lines.Count)] += Pieces[random.Next(Pieces.Length)]),
    };

    private static string OnWord(Random random, string text, Func<string, string> change)
    {
        var words = Word().Matches(text);
        if (words.Count == 0)
        {
            return text;
        }

        var word = words[random.Next(words.Count)];
        return text[..word.Index] + change(word.Value) + text[(word.Index + word.Length)..];
    }

    private static string WordOf(Random random, string text)
    {
        var words = Word().Matches(text);
        return words.Count == 0 ? "" : words[random.Next(words.Count)].Value;
    }

    private static string LineOf(Random random, IReadOnlyList<string> lines) => lines[random.Next(lines.Count)];

    private static string OnLines(Random random, string text, Action<List<string>> change)
    {
        var lines = text.Split('\n').ToList();
        if (lines.Count > 1)
        {
            change(lines);
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"[\w.%/-]+|[<>=!]+|[\[\]{}(),:*+]")]
    private static partial Regex Word();
}
