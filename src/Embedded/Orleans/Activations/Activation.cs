namespace Orleans.Runtime;

/// <summary>One activation of a grain: its object, the calls that wait for it and those that run.</summary>
/// <remarks>
/// Everything that a grain's code does happens in turns of <see cref="Scheduler"/>. Calls come from any thread; they are
/// kept under <see cref="gate"/>. This part holds what there is, <c>Activation.Calls.cs</c> the way of a call,
/// <c>Activation.Life.cs</c> beginning and end.
/// </remarks>
internal sealed partial class Activation : IGrainContext, ICallTarget
{
    private readonly Lock gate = new();
    private readonly Silo silo;
    private readonly GrainClass grainClass;
    private readonly WorkerPool? pool;

    private List<GrainTimer>? timers;
    private List<GrainStreamReading>? readings;

    public Activation(Silo silo, GrainClass grainClass, GrainId id, WorkerPool? pool = null)
    {
        this.silo = silo;
        this.grainClass = grainClass;
        this.pool = pool;
        GrainId = id;
        Scheduler = new TurnScheduler(this);
        lastUse = silo.Clock.Now;
    }

    public GrainId GrainId { get; }

    public object? GrainInstance { get; private set; }

    public TurnScheduler Scheduler { get; }

    public Silo Silo => silo;

    public GrainReference GrainReference => grainClass.Reference(GrainId);

    IEnumerable<Activation> ICallTarget.Activations => [this];

    /// <summary>The activation of a grain object.</summary>
    public static Activation Of(IGrainBase grain) => grain.GrainContext as Activation
        ?? throw new InvalidOperationException($"{grain.GetType()} was not made by a silo, so that it has no activation to ask this of.");

    public override string ToString() => $"activation of {GrainId}";

    public IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options);
        lock (gate)
        {
            (timers ??= []).Add(timer);
        }

        timer.Begin();
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (gate)
        {
            timers?.Remove(timer);
        }
    }

    /// <summary>Keeps in mind that a stream of the grain is being read.</summary>
    public void Remember(GrainStreamReading reading)
    {
        lock (gate)
        {
            (readings ??= []).Add(reading);
        }
    }

    public void Forget(GrainStreamReading reading)
    {
        lock (gate)
        {
            readings?.Remove(reading);
        }
    }

    private async Task EndReadingsAsync(Func<GrainStreamReading, bool> which)
    {
        GrainStreamReading[] ending;
        lock (gate)
        {
            ending = readings is null ? [] : [.. readings.Where(which)];
        }

        foreach (var reading in ending)
        {
            await reading.EndAsync();
        }
    }
}
