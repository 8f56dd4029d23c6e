using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Compensation.Silo.Clustering;

/// <summary>Makes a silo one of a cluster.</summary>
public static class ClusterSilo
{
    /// <summary>As often as Orleans can count. A call to a grain that leaves is passed on to the next activation, and our grains leave after each
    /// command: by default the third call in a row that meets a leaving one would fail.</summary>
    private const int MostForwards = 255;

    private const string DefaultStorage = "Default";

    /// <summary>Makes a silo one of a cluster: the silos find each other, and keep states and reminders of grains, in a database.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="settings">The silo's place.</param>
    /// <exception cref="IOException">The database lacks Orleans' tables or cannot be reached; the message says what to do.</exception>
    public static async Task<ISiloBuilder> UseClusterAsync(this ISiloBuilder silo, ClusterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(settings);
        var database = new ClusterDatabase(settings.Database);
        await database.PrepareAsync();
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.Name, settings.Name));
        // No gateway: whoever calls grains is a silo.
        silo.ConfigureEndpoints(settings.Address, settings.Port, gatewayPort: 0, listenOnAnyHostAddress: false);
        LetCallsMoveOn(silo);
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (database.Invariant, database.ConnectionString));
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (database.Invariant, database.ConnectionString));
        silo.AddAdoNetGrainStorageAsDefault(options => (options.Invariant, options.ConnectionString) = (database.Invariant, database.ConnectionString));
        silo.Services.AddGrainStorage(DefaultStorage, (services, name) => new FirstWriteStorage(AdoNetGrainStorageFactory.Create(services, name)));
        return silo;
    }

    /// <summary>Makes a silo one by itself, which needs no tables of Orleans.</summary>
    /// <param name="silo">The silo.</param>
    public static void StayAlone(this ISiloBuilder silo)
    {
        // Orleans listens all the same: on any port that is free, and on this machine only.
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        silo.UseLocalhostClustering(((IPEndPoint)port.LocalEndpoint).Port, gatewayPort: 0);
        LetCallsMoveOn(silo);
    }

    private static void LetCallsMoveOn(ISiloBuilder silo) =>
        silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxForwardCount = MostForwards);
}
