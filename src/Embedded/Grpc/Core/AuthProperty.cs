using System.Text;

namespace Grpc.Core;

/// <summary>Something that is known of the caller by their certificate.</summary>
public class AuthProperty
{
    private readonly byte[] bytes;

    private AuthProperty(string name, byte[] bytes) => (Name, this.bytes) = (name, bytes);

    /// <summary>What is known.</summary>
    public string Name { get; }

    /// <summary>The value as a text.</summary>
    public string Value => Encoding.UTF8.GetString(bytes);

    /// <summary>The value, a copy.</summary>
    public byte[] ValueBytes => (byte[])bytes.Clone();

    /// <summary>A name with its value.</summary>
    public static AuthProperty Create(string name, byte[] valueBytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(valueBytes);
        return new AuthProperty(name, (byte[])valueBytes.Clone());
    }
}
