using Compensation.Api.V1;
using Google.Protobuf.Reflection;

namespace Compensation.EndToEnd.Tests.Hostile;

/// <summary>One of the API's calls, found by the descriptors: a new one is tried by itself.</summary>
/// <param name="Descriptor">Its description.</param>
internal sealed record ApiCall(MethodDescriptor Descriptor)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiCall> All { get; } =
    [
        .. typeof(StorefrontReflection).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => type.GetProperty("Descriptor")?.GetValue(null)).OfType<FileDescriptor>()
            .SelectMany(file => file.Services).SelectMany(service => service.Methods).Select(method => new ApiCall(method)),
    ];

    /// <summary>Its path.</summary>
    public string Path => $"/{Descriptor.Service.FullName}/{Descriptor.Name}";

    /// <summary>Whether more than one message may come back.</summary>
    public bool IsStream => Descriptor.IsServerStreaming;

    public override string ToString() => Path;
}
