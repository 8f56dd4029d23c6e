using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>The host of all grains of this process.</summary>
internal sealed class Silo : ILifecycleObserver, IDisposable
{
    private const string DefaultStorage = "Default";

    private readonly Lazy<GrainClasses> grains;
    private ExecutionContext? clean;
    private ITimer? collector;
    private volatile Stage stage;

    public Silo(
        IServiceProvider services,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        TimeProvider time,
        ILogger<Silo> logger)
    {
        Services = services;
        Messaging = messaging.Value;
        Collection = collection.Value;
        Clock = new SiloClock(time);
        Log = new SiloLog(logger);
        TracesCalls = services.GetService<CallTraces>() is not null;
        Deadlines = new Deadlines(Clock);
        Activations = new ActivationDirectory(this);
        grains = new(() => new GrainClasses(this));
    }

    private enum Stage
    {
        Starting,
        Active,
        Stopping,
        Stopped,
    }

    public IServiceProvider Services { get; }

    public SiloMessagingOptions Messaging { get; }

    public GrainCollectionOptions Collection { get; }

    public SiloClock Clock { get; }

    public SiloLog Log { get; }

    /// <summary>Whether calls are traced.</summary>
    public bool TracesCalls { get; }

    public Deadlines Deadlines { get; }

    public ActivationDirectory Activations { get; }

    public GrainClasses Grains => grains.Value;

    /// <summary>Refuses settings that a silo cannot work with.</summary>
    /// <exception cref="OrleansConfigurationException">A setting is out of its range, or the silo was not told that it is alone.</exception>
    public void Check()
    {
        if (Services.GetService<SingleSilo>() is null)
        {
            throw new OrleansConfigurationException(
                "Clustering has not been configured. Embedded grains live in one process: call UseLocalhostClustering(), or build with Stack=Cluster.");
        }

        Demand(Messaging.ResponseTimeout > TimeSpan.Zero, nameof(Messaging.ResponseTimeout), Messaging.ResponseTimeout, "more than 0");
        Demand(Collection.CollectionQuantum > TimeSpan.Zero, nameof(Collection.CollectionQuantum), Collection.CollectionQuantum, "more than 0");
        Demand(
            Collection.CollectionAge > Collection.CollectionQuantum,
            nameof(Collection.CollectionAge),
            Collection.CollectionAge,
            $"more than {nameof(Collection.CollectionQuantum)}, which is {Collection.CollectionQuantum}");
    }

    /// <summary>From now on grains can be called.</summary>
    public async Task OnStart(CancellationToken cancellationToken = default)
    {
        // A thread of the pool on which nothing flows from here has the context that calls begin with.
        Task<ExecutionContext?> capture;
        using (ExecutionContext.SuppressFlow())
        {
            capture = Task.Run(ExecutionContext.Capture, cancellationToken);
        }

        clean = await capture;

        _ = Grains;
        Deadlines.Begin();
        collector = Clock.Provider.CreateTimer(_ => Collect(), null, Collection.CollectionQuantum, Collection.CollectionQuantum);
        stage = Stage.Active;
        Log.Active();
    }

    /// <summary>Takes no more calls from outside, lets those that are there and what they call come to their end, and ends all activations.</summary>
    public async Task OnStop(CancellationToken cancellationToken = default)
    {
        stage = Stage.Stopping;
        var why = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo shuts down.");
        try
        {
            // An activation that ends may call others, which are activated once more, so that one round is not enough.
            for (var left = Activations.All.ToList(); left.Count > 0; left = Activations.All.ToList())
            {
                left.ForEach(activation => activation.Deactivate(why, cancellationToken));
                await Task.WhenAll(left.Select(activation => activation.Deactivated)).WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            stage = Stage.Stopped;
            Log.Aborted(AbortAll());
        }

        stage = Stage.Stopped;
        AbortAll();
        Dispose();
        Log.Stopped();
    }

    public void Dispose()
    {
        collector?.Dispose();
        Deadlines.Dispose();
    }

    /// <summary>Sends a call on its way.</summary>
    public void Dispatch(GrainClass grainClass, GrainId id, GrainCall call)
    {
        var now = stage;
        if (now == Stage.Active || (now == Stage.Stopping && RuntimeContext.Current is not null))
        {
            Activations.Dispatch(grainClass, id, call);
            if (stage == Stage.Stopped)
            {
                // It was sent while the silo ended, so that nobody else ends what was made for it.
                AbortAll();
            }
        }
        else
        {
            call.Fail(Unavailable(now == Stage.Starting ? "is not active yet: start the host first" : "shuts down and takes no more calls"));
        }
    }

    /// <summary>Leaves behind what flows with the current thread; a call brings its own context.</summary>
    public void EnterCleanContext() => ExecutionContext.Restore(clean!);

    /// <summary>The storage of a grain class's state.</summary>
    /// <exception cref="BadProviderConfigException">There is no storage of that name.</exception>
    public IGrainStorage StorageOf(Type grainClass, PersistentStateAttribute state) =>
        Services.GetKeyedService<IGrainStorage>(state.StorageName ?? DefaultStorage)
        ?? throw new BadProviderConfigException(
            $"{grainClass}: its state `{state.StateName}` is kept in the storage `{state.StorageName ?? DefaultStorage}`, which there is not: "
            + "add it to the silo.");

    /// <summary>Why a call fails of which nobody knows any more how far it came: what it needs ended with the silo. Null while the silo is there.</summary>
    public Exception? Gone => stage == Stage.Stopped ? Unavailable("was stopped before the call had ended; its outcome is unknown") : null;

    /// <summary>Ends all activations without their leave.</summary>
    private int AbortAll()
    {
        var left = Activations.All.ToList();
        left.ForEach(activation => activation.Abort(Gone!));
        return left.Count;
    }

    private static SiloUnavailableException Unavailable(string why) => new($"The silo {why}.");

    private static void Demand(bool holds, string setting, TimeSpan value, string range)
    {
        if (!holds)
        {
            throw new OrleansConfigurationException($"{setting} is {value}, but has to be {range}.");
        }
    }

    private void Collect()
    {
        var now = Clock.Now;
        foreach (var activation in Activations.All)
        {
            activation.CollectIfIdle(now);
        }
    }
}
