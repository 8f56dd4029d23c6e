namespace Grpc.Core;

/// <summary>How messages are written.</summary>
public class WriteOptions
{
    /// <summary>At once, and compressed if the call is.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>The given way.</summary>
    public WriteOptions(WriteFlags flags = default) => Flags = flags;

    /// <summary>The way.</summary>
    public WriteFlags Flags { get; }
}
