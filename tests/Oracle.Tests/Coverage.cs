using System.Reflection;
using System.Text.RegularExpressions;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Oracle.Tests;

/// <summary>Counts what of the plan language a number of plans use: kinds of bonus, keys, and words where a key takes one.</summary>
internal sealed partial class Coverage
{
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>Every kind of bonus that a plan can be written with; a custom one is a class of its own and has its own tests.</summary>
    public static IReadOnlyList<string> Heads { get; } =
    [
        .. typeof(BonusDocument).Assembly.GetTypes().Where(type => type != typeof(CustomDocument))
            .SelectMany(type => type.GetCustomAttribute<HeadsAttribute>()?.Heads ?? []),
    ];

    private static readonly HashSet<string> Keys =
    [
        .. Heads, .. typeof(BonusDocument).Assembly.GetTypes().SelectMany(type => type.GetProperties())
            .Select(property => property.GetCustomAttribute<KeyAttribute>()?.Name).OfType<string>(),
    ];

    /// <summary>How many plans use it.</summary>
    public int Of(string part) => counts.GetValueOrDefault(part);

    /// <summary>Counts one plan: each part once, however often it stands there.</summary>
    public void Add(string plan)
    {
        var used = from match in Key().Matches(plan)
                   let key = match.Groups[1].Value
                   let word = match.Groups[2].Value.Trim()
                   where Keys.Contains(key)
                   select Heads.Contains(key) || word.Length == 0 ? key : $"{key}: {word}";
        foreach (var part in used.Distinct())
        {
            counts[part] = Of(part) + 1;
        }
    }

    /// <summary>All parts with their counts, in the order of their names.</summary>
    public override string ToString() => string.Join(", ", counts.Select(part => $"{part.Key} {part.Value}"));

    /// <summary>A key in lower case, with a word where a plain word follows it; ranks, amounts and formulas are not words.</summary>
    [GeneratedRegex(@"(?<=^\s*(?:- )?|[{,\[] ?)([a-z][a-z -]*):(?: ((?!yes)[a-z][a-z -]*|last \d periods)(?=[,}]|\r?$))?", RegexOptions.Multiline)]
    private static partial Regex Key();
}
