using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Plans.Reading;

/// <summary>A node of a YAML text with its place: all that the plan language uses of YAML.</summary>
internal abstract record YamlNode(Place Place)
{
    /// <summary>What a person calls this kind of node.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Text">The text without quotes.</param>
/// <param name="Plain">Whether it was written without quotes.</param>
internal sealed record ScalarNode(Place Place, string Text, bool Plain) : YamlNode(Place)
{
    /// <inheritdoc/>
    public override string Kind => IsNothing ? "nothing" : "a single value";

    /// <summary>Whether nothing was written: <c>PV:</c> alone.</summary>
    public bool IsNothing => Plain && MeansNothing(Text);

    /// <summary>Whether a text without quotes would be read as nothing.</summary>
    public static bool MeansNothing(string text) => text is "" or "~" or "null";
}

/// <summary>A list.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Items">Its entries; null for one that was already reported as an error.</param>
internal sealed record SequenceNode(Place Place, IReadOnlyList<YamlNode?> Items) : YamlNode(Place)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>A mapping of keys to values, in the order written; keys may be written twice.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Entries">Its entries.</param>
internal sealed record MappingNode(Place Place, IReadOnlyList<MappingEntry> Entries) : YamlNode(Place)
{
    /// <inheritdoc/>
    public override string Kind => "a mapping";

    /// <summary>Whether a key was written.</summary>
    public bool Has(string key) => Entries.Any(entry => entry.Key.Text == key);
}

/// <summary>One entry of a mapping.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; null for one that was already reported as an error.</param>
internal sealed record MappingEntry(ScalarNode Key, YamlNode? Value);
