namespace Orleans.Runtime;

/// <summary>The name of a grain class in grain identities, such as <c>seller</c> for <c>SellerGrain</c>.</summary>
/// <remarks>A <see cref="GrainTypeAttribute"/> gives it; otherwise it is the class's name in lower case without the ending "grain".</remarks>
public readonly struct GrainType : IEquatable<GrainType>
{
    private readonly IdSpan value;

    /// <summary>A grain type of this name.</summary>
    public GrainType(IdSpan id) => value = id;

    /// <summary>The name.</summary>
    public IdSpan Value => value;

    /// <summary>Whether this is no grain type at all.</summary>
    public bool IsDefault => value.IsDefault;

    /// <summary>A grain type of this name.</summary>
    public static GrainType Create(string value) => new(IdSpan.Create(value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    /// <summary>Whether both have the same name.</summary>
    public bool Equals(GrainType obj) => value.Equals(obj.value);

    /// <inheritdoc/>
    public override int GetHashCode() => value.GetHashCode();

    /// <summary>The name.</summary>
    public override string ToString() => value.ToString();

    /// <summary>Whether both have the same name.</summary>
    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    /// <summary>Whether the names differ.</summary>
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
}
