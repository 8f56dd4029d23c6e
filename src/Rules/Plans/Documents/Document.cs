namespace Compensation.Rules.Plans.Documents;

/// <summary>A mapping of a plan file as it was written, before names are resolved.</summary>
/// <remarks>
/// The classes of this folder <em>are</em> the plan language: the reader binds YAML to them by their <see cref="KeyAttribute"/>s,
/// and the JSON Schema and <c>docs/reference/plan.md</c> are generated from them and their XML docs.
/// </remarks>
public abstract class Document
{
    /// <summary>Where the mapping begins.</summary>
    public Place Place { get; set; }

    /// <summary>Where the value of each written key begins, by key.</summary>
    public IDictionary<string, Place> Places { get; } = new Dictionary<string, Place>(StringComparer.Ordinal);

    /// <summary>The place of a key's value if it was written, else of the mapping.</summary>
    public Place At(string key) => Places.TryGetValue(key, out var place) ? place : Place;

    /// <summary>Whether a key was written.</summary>
    public bool Has(string key) => Places.ContainsKey(key);
}

/// <summary>Names the key of a plan file that a property stands for.</summary>
/// <param name="name">The key as it is written, in lower case, words separated by spaces.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyAttribute(string name) : Attribute
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;

    /// <summary>Whether a plan without the key is an error.</summary>
    public bool Required { get; init; }

    /// <summary>An example value, as YAML; shown in the reference.</summary>
    public string? Example { get; init; }
}

/// <summary>Says that a scalar may stand for a whole mapping: it is read as the value of the named key.</summary>
/// <param name="key">The key that the scalar is the value of.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShortFormAttribute(string key) : Attribute
{
    /// <summary>The key that the scalar is the value of.</summary>
    public string Key { get; } = key;

    /// <summary>The key that a list is the value of, where that is another one.</summary>
    public string? List { get; init; }
}

/// <summary>Gives the word that stands for a member of an enumeration in a plan file.</summary>
/// <param name="text">The word or words, lower case.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WordAttribute(string text) : Attribute
{
    /// <summary>The word or words.</summary>
    public string Text { get; } = text;
}

/// <summary>Names the heads by which one kind of bonus is written: <c>- unilevel: Name</c>.</summary>
/// <param name="heads">The kind itself first, then its presets.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HeadsAttribute(params string[] heads) : Attribute
{
    /// <summary>The kind itself first, then its presets.</summary>
    public IReadOnlyList<string> Heads { get; } = heads;
}

/// <summary>A formula of a plan as it was written: an amount, a number, a name, a calculation or a condition.</summary>
/// <param name="Text">The formula's text.</param>
/// <param name="Place">Where it begins.</param>
public sealed record Formula(string Text, Place Place)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A table of rates, amounts or numbers as it was written. One way to write it, used everywhere.</summary>
/// <remarks>
/// Three forms, freely nested: a single value (<c>5%</c>, <c>20.00</c>, or any formula); a list by level or generation
/// (<c>[5%, 3%, 2%]</c>, the first for level 1, nothing beyond the last); or rows by a key:
/// <c>{ by: group PV, from 300: 6%, from 1500: 9% }</c>, <c>{ by: rank, Gold: 5%, Diamond: [5%, 3%] }</c>.
/// </remarks>
public sealed class Table
{
    /// <summary>Where the table begins.</summary>
    public required Place Place { get; init; }

    /// <summary>The single value, or null. Exactly one of this, <see cref="Levels"/> and <see cref="By"/> is set.</summary>
    public Formula? Value { get; init; }

    /// <summary>The values for level (or generation) 1, 2, 3 …, or null.</summary>
    public IReadOnlyList<Table>? Levels { get; init; }

    /// <summary>What the rows are keyed by, or null.</summary>
    public Formula? By { get; init; }

    /// <summary>How threshold rows apply to the base.</summary>
    public Brackets Brackets { get; init; }

    /// <summary>The rows in the order written; empty for the other forms.</summary>
    public IReadOnlyList<TableRow> Rows { get; init; } = [];
}

/// <summary>One row of a keyed table.</summary>
/// <param name="Place">Where the row's key begins.</param>
/// <param name="Kind">How the key is compared.</param>
/// <param name="Key">The threshold or the name that the row is for; empty for <see cref="RowKind.Otherwise"/>.</param>
/// <param name="Then">What the row gives.</param>
public sealed record TableRow(Place Place, RowKind Kind, string Key, Table Then);

/// <summary>How a row's key is compared with the measured quantity.</summary>
public enum RowKind
{
    /// <summary><c>from 300</c>: the quantity is at least the threshold, and below the next row's.</summary>
    From,

    /// <summary><c>above 120</c>: the quantity is more than the threshold.</summary>
    Above,

    /// <summary><c>Gold</c>: the quantity is this rank, choice or number.</summary>
    Is,

    /// <summary><c>otherwise</c>: no other row fits. Without it, nothing is given.</summary>
    Otherwise,
}

/// <summary>How threshold rows apply to the base that they are a rate of.</summary>
public enum Brackets
{
    /// <summary>The rate of the bracket reached applies to the whole base, and retroactively to the whole period. The default.</summary>
    [Word("whole")]
    Whole,

    /// <summary>Each part of the base is paid at the rate of its own bracket. The key must be the base itself.</summary>
    [Word("marginal")]
    Marginal,
}
