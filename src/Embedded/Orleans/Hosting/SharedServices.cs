using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>Knows which services are the same for all: a grain that is made of no others needs no scope of services.</summary>
internal sealed class SharedServices(IServiceCollection services)
{
    /// <summary>Whether a service is a singleton, as far as its own registration says so.</summary>
    public bool Has(Type type) =>
        services.LastOrDefault(service => service.ServiceType == type && !service.IsKeyedService)?.Lifetime == ServiceLifetime.Singleton;
}
