namespace Orleans;

/// <summary>The kinds of reasons for which an activation ends here.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason was given.</summary>
    None,

    /// <summary>The silo shuts down.</summary>
    ShuttingDown,

    /// <summary>The activation did not come about.</summary>
    ActivationFailed,

    /// <summary>Nobody called it for the collection age.</summary>
    ActivationIdle = 4,

    /// <summary>A stored state was not what the activation took it for, or another error made it unusable.</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,
}
