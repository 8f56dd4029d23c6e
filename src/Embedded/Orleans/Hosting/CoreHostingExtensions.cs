using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>The silo's place in a cluster.</summary>
public static class CoreHostingExtensions
{
    /// <summary>A silo by itself, in this process. No port is opened; the port numbers are there for the cluster's sake.</summary>
    /// <exception cref="OrleansConfigurationException">It is asked to join another silo.</exception>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = 11111,
        int gatewayPort = 30000,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev",
        string clusterId = "dev")
    {
        if (primarySiloEndpoint is not null)
        {
            throw new OrleansConfigurationException(
                $"{nameof(primarySiloEndpoint)}: {primarySiloEndpoint} is another silo, and embedded grains live in one process. "
                + "Leave it out, or build with Stack=Cluster.");
        }

        builder.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (serviceId, clusterId));
        return builder.ConfigureServices(services => services.AddSingleton(new SingleSilo()));
    }

    /// <summary>Lets what a grain does show as a part of what its caller does, for whoever follows activities.</summary>
    public static ISiloBuilder AddActivityPropagation(this ISiloBuilder builder) =>
        builder.ConfigureServices(services => services.AddSingleton(new CallTraces()));
}
