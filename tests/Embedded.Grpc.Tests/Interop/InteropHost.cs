using Compensation.Embedded.Grpc.Tests.Testing;

namespace Compensation.Embedded.Grpc.Tests.Interop;

/// <summary>Serves the cases, and has the service's description at hand for clients that need it as a file.</summary>
public sealed class InteropHost : IAsyncLifetime
{
    private readonly string descriptors = Path.GetTempFileName();
    private GrpcHost? host;

    /// <summary>The host and port.</summary>
    public string Authority => host!.Address.Authority;

    /// <summary>A file with the service's FileDescriptorProto.</summary>
    public string Descriptors => descriptors;

    public async Task InitializeAsync()
    {
        await File.WriteAllBytesAsync(descriptors, TestingReflection.Descriptor.SerializedData.ToByteArray());
        host = await GrpcHost.StartAsync<InteropService>();
    }

    public async Task DisposeAsync()
    {
        await host!.DisposeAsync();
        File.Delete(descriptors);
    }
}
