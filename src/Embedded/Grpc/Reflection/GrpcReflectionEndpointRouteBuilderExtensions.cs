using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves the reflection service.</summary>
public static class GrpcReflectionEndpointRouteBuilderExtensions
{
    /// <summary>Serves grpc.reflection.v1.ServerReflection, and the same by its older name, over all services that are mapped.</summary>
    public static IEndpointConventionBuilder MapGrpcReflectionService(this IEndpointRouteBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // To ask for the descriptors themselves would gather them before the services are mapped.
        if (!builder.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(ServedDescriptors)))
        {
            throw new InvalidOperationException("Add reflection to the host first: services.AddGrpcReflection().");
        }

        return new GrpcServiceEndpointConventionBuilder(
            [builder.MapGrpcService<ReflectionCalls>(), builder.MapGrpcService<AlphaReflectionCalls>()]);
    }
}
