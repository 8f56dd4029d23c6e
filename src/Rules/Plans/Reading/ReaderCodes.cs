namespace Compensation.Rules.Plans.Reading;

/// <summary>The stable codes of what the plan reader finds.</summary>
public static class ReaderCodes
{
    /// <summary>The text is not YAML.</summary>
    public const string Yaml = "yaml";

    /// <summary>The text has no content.</summary>
    public const string Empty = "empty";

    /// <summary>The text is larger than a plan can be.</summary>
    public const string TooLarge = "too-large";

    /// <summary>Values are nested deeper than a plan can be.</summary>
    public const string TooDeep = "too-deep";

    /// <summary>There are more errors than are listed.</summary>
    public const string TooMany = "too-many";

    /// <summary>An anchor or an alias (<c>&amp;name</c>, <c>*name</c>).</summary>
    public const string Anchor = "anchor";

    /// <summary>A tag (<c>!name</c>).</summary>
    public const string Tag = "tag";

    /// <summary>More than one YAML document in the file.</summary>
    public const string Documents = "documents";

    /// <summary>A key that is not of the language.</summary>
    public const string UnknownKey = "unknown-key";

    /// <summary>A key that was written twice.</summary>
    public const string DuplicateKey = "duplicate-key";

    /// <summary>A required key that was not written.</summary>
    public const string MissingKey = "missing-key";

    /// <summary>A list, a mapping or a single value where another of them belongs.</summary>
    public const string WrongKind = "wrong-kind";

    /// <summary>A single value that can't be read as what belongs here.</summary>
    public const string WrongValue = "wrong-value";

    /// <summary>A bonus of a kind that does not exist.</summary>
    public const string UnknownBonus = "unknown-bonus";

    /// <summary>A bonus whose kind is not its first key.</summary>
    public const string BonusHeadFirst = "bonus-head-first";

    /// <summary>A table with rows that does not say what they are keyed by.</summary>
    public const string TableWithoutBy = "table-without-by";

    /// <summary>A table, a list or a row without content.</summary>
    public const string EmptyTable = "empty-table";
}
