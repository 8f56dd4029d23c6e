namespace Grpc.AspNetCore.HealthChecks;

/// <summary>A health check that may speak for a service.</summary>
public sealed class HealthCheckMapContext
{
    /// <summary>A check.</summary>
    public HealthCheckMapContext(string name, IEnumerable<string> tags) => (Name, Tags) = (name, tags);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its tags.</summary>
    public IEnumerable<string> Tags { get; }
}
