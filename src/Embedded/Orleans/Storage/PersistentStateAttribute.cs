namespace Orleans.Runtime;

/// <summary>Marks the constructor's parameter that receives a stored state.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute : Attribute
{
    /// <summary>The state of this name in this storage.</summary>
    /// <param name="stateName">The state's name; unique to the grain class, because storages need not keep classes apart.</param>
    /// <param name="storageName">The storage's name; the default storage without.</param>
    public PersistentStateAttribute(string stateName, string? storageName = null)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        StateName = stateName;
        StorageName = storageName;
    }

    /// <summary>The state's name.</summary>
    public string StateName { get; }

    /// <summary>The storage's name.</summary>
    public string? StorageName { get; }
}
