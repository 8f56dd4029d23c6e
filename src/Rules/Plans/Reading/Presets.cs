namespace Compensation.Rules.Plans.Reading;

/// <summary>What a preset fills in: a key and its value where the plan does not write the key.</summary>
/// <param name="Head">The head that a bonus is written with.</param>
/// <param name="Key">The key that is filled in.</param>
/// <param name="Value">The value, as a plan would write it.</param>
/// <param name="Why">Why the field's word implies it.</param>
public sealed record Preset(string Head, string Key, string Value, string Why);

/// <summary>The presets of the plan language: the field's names for bonuses and what they imply.</summary>
/// <remarks>A head that is not listed implies nothing beyond the defaults of its form; it is there because people call the
/// bonus so.</remarks>
public static class Presets
{
    /// <summary>Everything that presets fill in.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("differential", "starts", "self", "A seller's own volume earns their own rate first."),
        new("differential", "less", "rates below", "Each ancestor earns the difference to what was granted below."),
        new("infinity", "blocked by", "same or higher",
            "The bonus reaches down without end until somebody of the same rate takes over."),
        new("sponsor", "depth", "1", "Only the direct sponsor earns it."),
        new("retail", "per", "order", "A margin is earned on each order."),
        new("advancement", "once", "each rank", "A rank is celebrated once."),
    ];

    /// <summary>Keys that a preset makes required.</summary>
    public static IReadOnlyList<(string Head, string Key)> Required { get; } =
    [
        ("generations", "generation"),
    ];

    /// <summary>What a head fills in.</summary>
    public static IEnumerable<Preset> Of(string head) => All.Where(preset => preset.Head == head);

    /// <summary>The keys that a head requires besides those of its form.</summary>
    public static IEnumerable<string> RequiredBy(string head) =>
        Required.Where(required => required.Head == head).Select(required => required.Key);
}
