namespace Orleans.Configuration;

/// <summary>Names of the cluster and of the service. A single silo keeps them for storages that ask.</summary>
public class ClusterOptions
{
    /// <summary>The cluster's name.</summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>The service's name; it outlives clusters.</summary>
    public string ServiceId { get; set; } = "default";
}
