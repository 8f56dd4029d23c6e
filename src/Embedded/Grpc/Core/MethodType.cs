namespace Grpc.Core;

/// <summary>How many messages go each way.</summary>
public enum MethodType
{
    /// <summary>One there, one back.</summary>
    Unary,

    /// <summary>Many there, one back.</summary>
    ClientStreaming,

    /// <summary>One there, many back.</summary>
    ServerStreaming,

    /// <summary>Many there and many back, independently.</summary>
    DuplexStreaming,
}
