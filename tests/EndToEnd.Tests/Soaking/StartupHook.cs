using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

/// <summary>What .NET runs in a program before its own code where the environment's DOTNET_STARTUP_HOOKS names this assembly: it samples, inside the
/// program, what cannot be seen from outside.</summary>
#pragma warning disable CA1050 // .NET finds it by this name, without a namespace.
internal sealed class StartupHook
#pragma warning restore CA1050
{
    /// <summary>The variable that names the file for the samples.</summary>
    public const string Samples = "SOAK_SAMPLES";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    // Seldom, for the program must clean up by itself.
    private const int SamplesBetweenCollections = 60;
    private static readonly string[] Depths = ["queue", "waiting", "depth"];

    private static readonly ConcurrentDictionary<string, long> Queues = new();
    private static long live;
    private static int samples;
    private static MeterListener? listener;
    private static Timer? timer;

    public static void Initialize()
    {
        var file = Environment.GetEnvironmentVariable(Samples) ?? throw new InvalidOperationException($"{Samples} names no file.");
        listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name.StartsWith("Compensation", StringComparison.OrdinalIgnoreCase)
                    && Depths.Any(word => instrument.Name.Contains(word, StringComparison.Ordinal)))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Measured(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Measured(instrument, value));
        listener.Start();
        timer = new Timer(_ => Sample(file), null, Interval, Interval);
    }

    /// <summary>A gauge says how many there are; an up-and-down counter by how many more or fewer.</summary>
    private static void Measured(Instrument instrument, long value) => Queues.AddOrUpdate(
        instrument.Name, value, (_, before) => instrument.IsObservable || instrument is Gauge<long> or Gauge<int> ? value : before + value);

    private static void Sample(string file)
    {
        listener!.RecordObservableInstruments();
        live = samples++ % SamplesBetweenCollections == SamplesBetweenCollections - 1 ? GC.GetTotalMemory(forceFullCollection: true) : live;
        var memory = GC.GetGCMemoryInfo(GCKind.Any);
        File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture,
            $"{live} {memory.TotalCommittedBytes} {ThreadPool.PendingWorkItemCount} {Queues.Values.Sum()}\n"));
    }
}
