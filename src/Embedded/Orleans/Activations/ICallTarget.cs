namespace Orleans.Runtime;

/// <summary>What stands behind a grain's identity: one activation, or the activations of a stateless worker.</summary>
internal interface ICallTarget
{
    /// <summary>The activations.</summary>
    IEnumerable<Activation> Activations { get; }

    /// <summary>Takes a call; false if it is no longer there, so that the call has to look up the grain again.</summary>
    bool TryReceive(GrainCall call);
}
