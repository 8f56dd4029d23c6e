namespace Grpc.AspNetCore.HealthChecks;

/// <summary>What the health service tells of which service.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>The services, with the checks that speak for each; the empty name is the whole server.</summary>
    public ServiceMappingCollection Services { get; } = [];
}
