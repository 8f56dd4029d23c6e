namespace Grpc.AspNetCore.HealthChecks;

/// <summary>A service with the checks that speak for it.</summary>
public sealed class ServiceMapping
{
    /// <summary>A service.</summary>
    /// <param name="name">What callers ask for.</param>
    /// <param name="predicate">Which checks speak for it.</param>
    public ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate) => (Name, HealthCheckPredicate) = (name, predicate);

    /// <summary>What callers ask for.</summary>
    public string Name { get; }

    /// <summary>Which checks speak for it.</summary>
    public Func<HealthCheckMapContext, bool>? HealthCheckPredicate { get; }
}
