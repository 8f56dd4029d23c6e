using System.IO.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>Settings of all services, or of one.</summary>
public class GrpcServiceOptions
{
    private int? maxSendMessageSize;
    private int? maxReceiveMessageSize;

    /// <summary>The largest answer in bytes; null is no limit, which is the default. A larger one fails with RESOURCE_EXHAUSTED.</summary>
    public int? MaxSendMessageSize
    {
        get => maxSendMessageSize;
        set => (maxSendMessageSize, MaxSendMessageSizeSpecified) = (value, true);
    }

    /// <summary>Whether <see cref="MaxSendMessageSize"/> was set, perhaps to no limit.</summary>
    public bool MaxSendMessageSizeSpecified { get; private set; }

    /// <summary>The largest request in bytes; null is no limit. A larger one fails with RESOURCE_EXHAUSTED. 4 MiB unless set.</summary>
    public int? MaxReceiveMessageSize
    {
        get => maxReceiveMessageSize;
        set => (maxReceiveMessageSize, MaxReceiveMessageSizeSpecified) = (value, true);
    }

    /// <summary>Whether <see cref="MaxReceiveMessageSize"/> was set, perhaps to no limit.</summary>
    public bool MaxReceiveMessageSizeSpecified { get; private set; }

    /// <summary>Whether callers are told the messages of unexpected exceptions; they are not unless set.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>How answers are compressed for callers that understand it: <c>gzip</c>, or not at all unless set.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard answers are compressed; <see cref="CompressionLevel.Fastest"/> unless set.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>What stands between the host and the handlers, from the outside in.</summary>
    public InterceptorCollection Interceptors { get; } = [];
}

/// <summary>Settings of one service; what it leaves open is as for all.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}
