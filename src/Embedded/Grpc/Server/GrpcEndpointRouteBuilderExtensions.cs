using System.Diagnostics.CodeAnalysis;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves gRPC services.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Serves a service at the paths of its methods.</summary>
    /// <typeparam name="TService">A class derived from the generated base: taken from the call's services, or else made anew for each call.</typeparam>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<[DynamicallyAccessedMembers(GrpcMethodMetadata.ServiceMembers)] TService>(
        this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var served = builder.ServiceProvider.GetService<ServedMethods>()
            ?? throw new InvalidOperationException("Add gRPC to the host first: services.AddGrpc().");
        return new GrpcServiceEndpointConventionBuilder(new ServiceMapping<TService>(builder, served).Map());
    }
}
