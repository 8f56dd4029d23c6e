using Orleans;

namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>A grain that is made of services.</summary>
public interface IMadeGrain : IGrainWithStringKey
{
    /// <summary>Whether this is the service that the grain was made of.</summary>
    Task<bool> IsMadeOf(SharedTool tool);

    /// <summary>Ends the activation.</summary>
    Task<OwnTool> Leave();
}

public sealed class MadeGrain(SharedTool shared, OwnTool own) : Grain, IMadeGrain
{
    public Task<bool> IsMadeOf(SharedTool tool) => Task.FromResult(ReferenceEquals(tool, shared));

    public Task<OwnTool> Leave()
    {
        DeactivateOnIdle();
        return Task.FromResult(own);
    }
}

/// <summary>A service whose end tests see.</summary>
public abstract class Tool : IDisposable
{
    public Signal Disposed { get; } = new();

    public void Dispose()
    {
        Disposed.Set();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A service that there is once.</summary>
public sealed class SharedTool : Tool;

/// <summary>A service that each activation has for itself.</summary>
public sealed class OwnTool : Tool;
