using System.Text.RegularExpressions;

namespace Compensation.Concepts.Tests;

/// <summary>One row of the page of mechanisms.</summary>
/// <param name="Mechanism">The mechanism's name.</param>
/// <param name="Lines">What a plan says, as it can be copied.</param>
/// <param name="Proof">The files and folders in which it is worked out.</param>
internal sealed partial record MechanismRow(string Mechanism, IReadOnlyList<string> Lines, IReadOnlyList<string> Proof)
{
    private static readonly string Folder = Repository.PathOf("docs", "reference");

    private static readonly string Page = File.ReadAllText(Path.Combine(Folder, "mechanisms.md"));

    /// <summary>The plan in which all lines hold.</summary>
    public static string Stage { get; } = Block().Match(Page).Groups[1].Value;

    /// <summary>All rows whose lines can be copied.</summary>
    public static IReadOnlyList<MechanismRow> All { get; } =
    [
        .. Page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split(" | "))
            .Where(cells => cells[^1].Contains("](", StringComparison.Ordinal))
            .Select(cells => new MechanismRow(cells[0][2..], [.. Code().Matches(cells[1]).Select(code => code.Groups[1].Value)],
                [.. Link().Matches(cells[2]).Select(link => Path.GetFullPath(Path.Combine(Folder, link.Groups[1].Value)))])),
    ];

    /// <summary>The keys of the language, as its reference lists them.</summary>
    public static IReadOnlySet<string> Language { get; } = Key().Matches(File.ReadAllText(Path.Combine(Folder, "plan.md")))
        .Select(key => key.Groups[1].Value).Except(["volumes", "measures", "attributes"]).ToHashSet();

    /// <summary>The row of a mechanism.</summary>
    public static MechanismRow Of(string mechanism) => All.Single(row => row.Mechanism == mechanism);

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| `([^`]+)` \| (?!.*Preset)", RegexOptions.Multiline)]
    private static partial Regex Key();
}
