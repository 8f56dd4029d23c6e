namespace Compensation.Rules.Plans.Reading;

/// <summary>Texts of a plan as messages show them.</summary>
internal static class Shown
{
    private const int Longest = 60;

    /// <summary>A text on one line, cut where it is long.</summary>
    public static string Of(string text)
    {
        var line = string.Concat(text.Take(Longest + 1).Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return text.Length > Longest ? line[..Math.Min(line.Length, Longest)] + "…" : line;
    }

    /// <summary>Words as a list: <c>`a`, `b`, `c`</c>.</summary>
    public static string List(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"`{word}`"));

    /// <summary>The remedy for a word that is not allowed: the nearest one, or all of them.</summary>
    public static string Instead(string word, IReadOnlyCollection<string> allowed) =>
        (Nearest.Of(word, allowed) is { } nearest ? $"Did you mean `{nearest}`? " : "") + $"Allowed: {List(allowed)}.";
}
