using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The base class of grains.</summary>
/// <remarks>Its code runs in turns: never two at once, and after each <c>await</c> in a turn of the same activation.</remarks>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>A grain made by the silo. Made otherwise, as unit tests may, it has no context.</summary>
    protected Grain() => GrainContext = RuntimeContext.Current;

    /// <summary>The activation.</summary>
    [AllowNull]
    public IGrainContext GrainContext { get; private set; }

    /// <summary>The reference to this grain, to be handed to others instead of <c>this</c>.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The grain's identity as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>References to other grains.</summary>
    protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>The services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <summary>Runs before the first call, after the states have been read. An exception fails the calls that wait for the activation.</summary>
    /// <param name="cancellationToken">Cancelled when the activation takes longer than <c>GrainCollectionOptions.ActivationTimeout</c>.</param>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call, unless the process ends before.</summary>
    /// <param name="reason">Why the activation ends.</param>
    /// <param name="cancellationToken">Cancelled when it takes longer than <c>GrainCollectionOptions.DeactivationTimeout</c>.</param>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation as soon as its running calls have ended. Later calls go to a new activation.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps the activation from ending for idleness for this time; a negative time takes that back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.Of(this).DelayDeactivation(timeSpan);
}
