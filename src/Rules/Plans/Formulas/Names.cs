namespace Compensation.Rules.Plans.Formulas;

/// <summary>Finds the nearest names for a misspelt one.</summary>
internal static class Names
{
    /// <summary>A name as it is compared: lower case, single spaces.</summary>
    public static string Normal(string name) => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    /// <summary>The sentence that suggests the nearest of the known names, or lists a few of them.</summary>
    public static string Suggest(string written, IEnumerable<string> known)
    {
        var candidates = known.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var wanted = Normal(written);
        var nearest = candidates.Select(name => (Name: name, Distance: Distance(wanted, Normal(name))))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal).FirstOrDefault();
        if (nearest.Name is not null && nearest.Distance <= Math.Max(1, Math.Max(wanted.Length, nearest.Name.Length) / 3))
        {
            return $"Did you mean '{nearest.Name}'?";
        }

        const int Most = 12;
        return candidates.Count == 0 ? "None is declared." : $"Known: {string.Join(", ", candidates.Order(StringComparer.OrdinalIgnoreCase).Take(Most))}"
            + (candidates.Count > Most ? ", …" : ".");
    }

    /// <summary>How many letters must be added, left out, replaced or swapped with their neighbour to make one text from the other.</summary>
    public static int Distance(string from, string to)
    {
        var before = new int[to.Length + 1];
        var last = Enumerable.Range(0, to.Length + 1).ToArray();
        var current = new int[to.Length + 1];
        for (var i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replace = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            (before, last, current) = (last, current, before);
        }

        return last[to.Length];
    }
}
