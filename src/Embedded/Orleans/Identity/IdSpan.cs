namespace Orleans.Runtime;

/// <summary>A part of a grain's identity: the text of its type or of its key, with its hash.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>
{
    private readonly string? text;
    private readonly int hash;

    private IdSpan(string text)
    {
        this.text = text;
        hash = string.GetHashCode(text, StringComparison.Ordinal);
    }

    /// <summary>Whether this is no identity at all.</summary>
    public bool IsDefault => string.IsNullOrEmpty(text);

    /// <summary>The identity of a text.</summary>
    public static IdSpan Create(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new IdSpan(id);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    /// <summary>Whether both are the same text, letter by letter.</summary>
    public bool Equals(IdSpan obj) => hash == obj.hash && string.Equals(text, obj.text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    /// <summary>The text.</summary>
    public override string ToString() => text ?? "";

    /// <summary>Whether both are the same text.</summary>
    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    /// <summary>Whether the texts differ.</summary>
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
