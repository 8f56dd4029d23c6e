namespace Compensation.Rules.Plans.Formulas;

/// <summary>Finds the nearest names for a misspelt one.</summary>
internal static class Names
{
    /// <summary>A name as it is compared: lower case, single spaces.</summary>
    public static string Normal(string name) => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    /// <summary>The sentence that suggests the nearest of the known names, or lists a few of them.</summary>
    /// <param name="written">The misspelt name.</param>
    /// <param name="known">The names that there are.</param>
    /// <param name="asGiven">Whether the list keeps the order of the names, the most important first, instead of the alphabet's.</param>
    public static string Suggest(string written, IEnumerable<string> known, bool asGiven = false)
    {
        var candidates = known.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (Nearest.Of(Normal(written), candidates) is { } nearest)
        {
            return $"Did you mean '{nearest}'?";
        }

        const int Most = 12;
        var listed = asGiven ? candidates : [.. candidates.Order(StringComparer.OrdinalIgnoreCase)];
        return candidates.Count == 0 ? "None is declared."
            : $"Known: {string.Join(", ", listed.Take(Most))}{(candidates.Count > Most ? ", …" : ".")}";
    }
}
