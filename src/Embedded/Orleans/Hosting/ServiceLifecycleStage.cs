namespace Orleans;

/// <summary>The stages in which a silo starts; it stops in reverse.</summary>
public static class ServiceLifecycleStage
{
    /// <summary>Before all others.</summary>
    public const int First = int.MinValue;

    /// <summary>Storages.</summary>
    public const int RuntimeStorageServices = 6000;

    /// <summary>Services of the application; grains cannot be called yet.</summary>
    public const int ApplicationServices = 10000;

    /// <summary>From here on grains can be called.</summary>
    public const int Active = 20000;

    /// <summary>After all others.</summary>
    public const int Last = int.MaxValue;
}
