using System.Globalization;
using Compensation.EndToEnd.Tests.Running;

namespace Compensation.EndToEnd.Tests.Soaking;

/// <summary>How the program was at a moment.</summary>
/// <param name="Minutes">How long after the start.</param>
/// <param name="Memory">Its memory, in bytes.</param>
/// <param name="Heap">Of that the garbage collector's heap, after the last collection.</param>
/// <param name="Committed">What the garbage collector holds of the system's memory; it keeps what it had at a peak.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Pending">What waits for a thread of the pool.</param>
/// <param name="Queued">What waits in the program's own queues, as far as its metrics tell.</param>
internal sealed record SoakSample(double Minutes, long Memory, long Heap, long Committed, int Handles, int Threads, long Pending, long Queued)
{
    /// <summary>Takes a sample from outside, with the last one that was taken inside.</summary>
    public static SoakSample Of(RunningProgram program, double minutes, string samples)
    {
        var inside = (File.Exists(samples) ? File.ReadLines(samples).LastOrDefault(line => line.Length > 0) : null)?.Split(' ')
            .Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToList() ?? [0, 0, 0, 0];
        return new SoakSample(minutes, program.Memory, inside[0], inside[1], program.Handles, program.Threads, inside[2], inside[3]);
    }
}
