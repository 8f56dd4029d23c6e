using System.Text.Json;

namespace Compensation.Vectors.Tests;

/// <summary>Represents one published worked example: its figures, and the folder with our plan, data and
/// <c>cases.json</c>.</summary>
internal sealed class Vector
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "vectors");

    private Vector(string id)
    {
        Id = id;
        Folder = Path.Combine(Root, id);
        using var published = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "vector.json")));
        Expected = Entries(published, "expected");
        State = Entries(published, "expected_state");
        Cases = Cases.Read(Path.Combine(Folder, "cases.json"));
    }

    /// <summary>The ids of all published vectors.</summary>
    public static IReadOnlyList<string> Ids { get; } = File.ReadAllLines(Path.Combine(Root, "ids.txt"));

    /// <summary>The vector's id: its folder's name.</summary>
    public string Id { get; }

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>The published amounts.</summary>
    public IReadOnlyList<JsonElement> Expected { get; }

    /// <summary>The published states: ranks, group volumes, carry.</summary>
    public IReadOnlyList<JsonElement> State { get; }

    /// <summary>What to close and where the figures are found.</summary>
    public Cases Cases { get; }

    /// <summary>Reads the vector with an id.</summary>
    public static Vector Read(string id) => new(id);

    private static JsonElement[] Entries(JsonDocument published, string key) =>
        published.RootElement.TryGetProperty(key, out var entries)
            ? [.. entries.EnumerateArray().Select(entry => entry.Clone())]
            : [];
}
