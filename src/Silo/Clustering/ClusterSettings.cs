using System.Net;

namespace Compensation.Silo.Clustering;

/// <summary>Represents a silo's place in its cluster.</summary>
/// <param name="Database">The database that the silos find each other in: <c>postgresql:</c> or <c>sqlserver:</c> and a connection string. It may be
/// the ledger's.</param>
/// <param name="Address">The address at which the other silos reach this one.</param>
/// <param name="Port">The port at which they do. Whoever reaches it can do anything, so only the other silos may.</param>
public sealed record ClusterSettings(string Database, IPAddress Address, int Port)
{
    /// <summary>The cluster's name; silos of another name are another cluster.</summary>
    public string Name { get; init; } = "compensation";
}
