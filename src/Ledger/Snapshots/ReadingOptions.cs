namespace Compensation.Ledger.Snapshots;

/// <summary>How files are read. What is read does not depend on it.</summary>
/// <param name="Threads">How many threads read large files; at least 1.</param>
/// <param name="BlockSize">How many bytes are read at a time; no row may be longer.</param>
public sealed record ReadingOptions(int Threads, int BlockSize)
{
    /// <summary>One thread per processor, 4 MiB at a time.</summary>
    public static ReadingOptions Default { get; } = new(Environment.ProcessorCount, Csv.CsvBlocks.DefaultSize);
}
