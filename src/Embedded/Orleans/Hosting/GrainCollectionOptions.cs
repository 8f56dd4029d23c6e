namespace Orleans.Configuration;

/// <summary>Settings of the beginning and end of activations.</summary>
public class GrainCollectionOptions
{
    /// <summary>How often idle activations are looked for; every minute unless set.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an activation lives without a call; 15 minutes unless set. Longer than <see cref="CollectionQuantum"/>.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long states may be read and <c>OnActivateAsync</c> may run before the activation fails; 30 s unless set.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the end of an activation waits for running calls, and for <c>OnDeactivateAsync</c>; 30 s unless set.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
