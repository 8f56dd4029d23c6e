using System.Collections;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The services that callers can ask for, each with the checks that speak for it.</summary>
public sealed class ServiceMappingCollection : IEnumerable<ServiceMapping>
{
    private readonly Dictionary<string, ServiceMapping> mappings = [];

    /// <summary>How many there are.</summary>
    public int Count => mappings.Count;

    /// <summary>Adds a service, or replaces it.</summary>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate) => mappings[name] = new ServiceMapping(name, predicate);

    /// <summary>Adds a service.</summary>
    public void Add(ServiceMapping service) => mappings.Add(service.Name, service);

    /// <summary>Takes a service out.</summary>
    public void Remove(string name) => mappings.Remove(name);

    /// <summary>Takes all services out.</summary>
    public void Clear() => mappings.Clear();

    /// <inheritdoc/>
    public IEnumerator<ServiceMapping> GetEnumerator() => mappings.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal ServiceMapping? Find(string name) => mappings.GetValueOrDefault(name);
}
