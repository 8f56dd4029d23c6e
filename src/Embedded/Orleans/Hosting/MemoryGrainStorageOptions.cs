namespace Orleans.Configuration;

/// <summary>Settings of a storage in memory; there are none here.</summary>
public class MemoryGrainStorageOptions
{
}
