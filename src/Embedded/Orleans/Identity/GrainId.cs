namespace Orleans.Runtime;

/// <summary>The identity of one grain: its type and its key, written <c>seller/s-1</c>.</summary>
public readonly struct GrainId : IEquatable<GrainId>
{
    private readonly GrainType type;
    private readonly IdSpan key;

    /// <summary>The grain of this type with this key.</summary>
    public GrainId(GrainType type, IdSpan key)
    {
        this.type = type;
        this.key = key;
    }

    /// <summary>The type.</summary>
    public GrainType Type => type;

    /// <summary>The key.</summary>
    public IdSpan Key => key;

    /// <summary>Whether this is no grain at all.</summary>
    public bool IsDefault => type.IsDefault && key.IsDefault;

    /// <summary>The grain of this type with this key.</summary>
    public static GrainId Create(string type, string key) => Create(GrainType.Create(type), key);

    /// <summary>The grain of this type with this key.</summary>
    public static GrainId Create(GrainType type, string key) => new(type, IdSpan.Create(key));

    /// <summary>The grain of this type with this key.</summary>
    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    /// <summary>Whether both name the same grain.</summary>
    public bool Equals(GrainId other) => key.Equals(other.key) && type.Equals(other.type);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((type.GetHashCode() * 397) ^ key.GetHashCode());

    /// <summary>Type and key with a slash between them.</summary>
    public override string ToString() => $"{type}/{key}";

    /// <summary>Whether both name the same grain.</summary>
    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    /// <summary>Whether they name different grains.</summary>
    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);
}
