using System.Globalization;
using Compensation.EndToEnd.Tests.Running;

namespace Compensation.EndToEnd.Tests.Soaking;

/// <summary>How the program was at a moment.</summary>
/// <param name="Minutes">How long after the start.</param>
/// <param name="Memory">Its memory, in bytes.</param>
/// <param name="Live">Of that what is in use, as counted every five minutes; 0 before.</param>
/// <param name="Committed">What the garbage collector holds of the system's memory; it keeps what it had at a peak.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Pending">What waits for a thread of the pool.</param>
/// <param name="Queued">What waits in the program's own queues, as far as its metrics tell.</param>
/// <param name="Writes">How many writes it has acknowledged.</param>
internal sealed record SoakSample(
    double Minutes, long Memory, long Live, long Committed, int Handles, int Threads, long Pending, long Queued, int Writes)
{
    /// <summary>Takes a sample from outside, with the last one that was taken inside.</summary>
    public static SoakSample Of(RunningProgram program, double minutes, string samples, int writes)
    {
        var inside = (File.Exists(samples) ? File.ReadLines(samples).LastOrDefault(line => line.Length > 0) : null)?.Split(' ')
            .Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToList() ?? [0, 0, 0, 0];
        return new SoakSample(minutes, program.Memory, inside[0], inside[1], program.Handles, program.Threads, inside[2], inside[3], writes);
    }
}
