namespace Orleans.Runtime;

/// <summary>Says in the host's services that the silo was told to be by itself.</summary>
internal sealed record SingleSilo;
