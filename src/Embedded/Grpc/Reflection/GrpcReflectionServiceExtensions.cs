using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the reflection service to a host.</summary>
public static class GrpcReflectionServiceExtensions
{
    /// <summary>Adds the reflection service.</summary>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<ServedDescriptors>();
        services.TryAddSingleton<ReflectionCalls>();
        services.TryAddSingleton<AlphaReflectionCalls>();
        return services;
    }
}
