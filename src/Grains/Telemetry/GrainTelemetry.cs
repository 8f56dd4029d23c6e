using System.Diagnostics;
using System.Diagnostics.Metrics;
using Compensation.Grains.Orders;

namespace Compensation.Grains.Telemetry;

/// <summary>What the grains tell of themselves to whoever watches. Where nobody does, each line of it is one comparison.</summary>
/// <remarks>docs/reference/telemetry.md says of each instrument what it means; a test holds the two together.</remarks>
internal static class GrainTelemetry
{
    private const string Name = "Compensation.Grains";

    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Activities = new(Name);

    private static readonly Counter<int> OrderRequests = Meter.CreateCounter<int>(
        "compensation.order.requests", "{request}", "Requests about orders that were answered.");

    private static readonly Histogram<double> ClosePhase = Meter.CreateHistogram(
        "compensation.close.phase.duration", "s", "How long a phase of a close or restatement took.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800] });

    /// <summary>A request about an order was answered.</summary>
    public static void Answered(OrderCommand command, OrderAnswerKind answer)
    {
        if (OrderRequests.Enabled)
        {
            OrderRequests.Add(1, new("command", NameOf(command)), new("answer", NameOf(answer)));
        }
    }

    /// <summary>A phase of a close begins; it ends when what is returned is disposed of.</summary>
    /// <param name="phase">Its name.</param>
    public static Phase Begin(string phase) => new(phase, Activities.StartActivity($"close.{phase}"));

    /// <summary>Carries out a phase of a close.</summary>
    /// <param name="phase">Its name.</param>
    /// <param name="work">What it does.</param>
    public static async Task<T> PhaseAsync<T>(string phase, Func<Task<T>> work)
    {
        using var going = Begin(phase);
        return await work();
    }

    private static string NameOf(OrderCommand command) => command switch
    {
        OrderCommand.Place => "place",
        OrderCommand.Pay => "pay",
        OrderCommand.Ship => "ship",
        OrderCommand.Cancel => "cancel",
        _ => "refund",
    };

    private static string NameOf(OrderAnswerKind answer) => answer switch
    {
        OrderAnswerKind.Done => "done",
        OrderAnswerKind.Repeated => "repeated",
        OrderAnswerKind.Busy => "busy",
        _ => "refused",
    };

    /// <summary>Represents a phase that goes on.</summary>
    internal readonly struct Phase(string name, Activity? trace) : IDisposable
    {
        private readonly long began = Stopwatch.GetTimestamp();

        public void Dispose()
        {
            ClosePhase.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("phase", name));
            trace?.Dispose();
        }
    }
}
