using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>The services of the host of which there is one for all calls.</summary>
internal sealed class SharedServices(IServiceCollection services)
{
    /// <summary>Whether there is one for all calls. The last registration of a type is the one that holds.</summary>
    public bool Contains(Type type) =>
        services.LastOrDefault(service => service.ServiceType == type && !service.IsKeyedService)?.Lifetime == ServiceLifetime.Singleton;
}
