using System.Text.Json;

namespace Compensation.Vectors.Tests;

/// <summary>The published figures of a vector, each with the query that finds it.</summary>
internal static class Figures
{
    private static readonly string[] NotFigures = ["seller", "bonus", "metric", "period", "currency", "note", "generation"];

    /// <summary>Says which figures of a list no query asks for, and which queries ask for none.</summary>
    public static IEnumerable<string> Unasked(string list, IReadOnlyList<JsonElement> entries, IReadOnlyList<Query> queries)
    {
        var asked = queries.Select(query => Name(query.At, query.Field ?? "")).ToList();
        var published = entries.SelectMany((entry, at) => Fields(entry).Select(field => Name(at, field))).ToList();
        var twice = asked.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);
        return published.Except(asked).Select(name => $"{list}[{name}] is not asked for")
            .Concat(asked.Except(published).Select(name => $"{list}[{name}] is not published"))
            .Concat(twice.Select(name => $"{list}[{name}] is asked for twice"));
    }

    /// <summary>The published figure that a query is about; <c>none</c> where it is null.</summary>
    public static string Published(IReadOnlyList<JsonElement> entries, Query query)
    {
        var entry = entries[query.At];
        var figure = entry.GetProperty(query.Field ?? (entry.TryGetProperty("amount", out _) ? "amount" : "value"));
        return figure.ValueKind == JsonValueKind.Null ? "none" : figure.ToString();
    }

    private static IEnumerable<string> Fields(JsonElement entry) =>
        entry.EnumerateObject().Select(property => property.Name).Except(NotFigures)
            .Select(name => name is "amount" or "value" ? "" : name);

    private static string Name(int at, string field) => field.Length == 0 ? $"{at}" : $"{at}.{field}";
}
