#if CLUSTER
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>Lets arguments travel as they are: what a test hands to a probe is code, which Orleans does not copy.</summary>
internal sealed class SharedArguments : IGeneralizedCopier
{
    public static void Add(IServiceCollection services) => services.AddSingleton<IGeneralizedCopier, SharedArguments>();

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public bool IsSupportedType(Type type) => type.Assembly == typeof(Probe).Assembly || type.IsAssignableTo(typeof(Delegate));

    public object? DeepCopy(object? input, CopyContext context) => input;
}
#endif
