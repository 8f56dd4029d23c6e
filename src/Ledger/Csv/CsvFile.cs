using System.Collections.Concurrent;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Csv;

/// <summary>Reads whole CSV files, block by block, on as many threads as wanted.</summary>
internal static class CsvFile
{
    /// <summary>Reads the rows of one block into whatever the caller makes of them.</summary>
    public delegate TChunk BlockReader<out TChunk>(CsvRows rows, FindingList findings);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, which is also its name in places.</param>
    /// <param name="findings">Receives everything that is wrong, in the file's order.</param>
    /// <param name="threads">How many blocks are read at once. With one, they are read in order.</param>
    /// <param name="bind">Finds the columns that the blocks' reader needs.</param>
    /// <param name="blockSize">The size of a block.</param>
    /// <returns>What was made of each block, in the file's order, and the file's hash.</returns>
    public static (IReadOnlyList<TChunk> Chunks, InputFile File) Read<TChunk>(
        string path, FindingList findings, int threads, Func<CsvHeader, BlockReader<TChunk>> bind,
        int blockSize = CsvBlocks.DefaultSize)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        using var blocks = new CsvBlocks(stream, blockSize);
        using var source = blocks.Read().GetEnumerator();
        var errors = findings.Errors;
        if (!source.MoveNext() || ReadHeader(source.Current, path, findings) is not { } first)
        {
            if (findings.Errors == errors)
            {
                findings.Error("no-header", new Place(path, 1, 1), "The file has no header row.",
                    "Its first row names the columns.");
            }

            Drain(source);
            return ([], blocks.ToInputFile(Path.GetFileName(path)));
        }

        var read = bind(first.Header);
        if (findings.Errors > errors)
        {
            Drain(source);
            return ([], blocks.ToInputFile(Path.GetFileName(path)));
        }

        var parts = new ConcurrentDictionary<int, (TChunk Chunk, FindingList Findings)>();
        ReadBlocks(source, threads, block =>
        {
            using (block)
            {
                // What is wrong in the block of the header stands before all else; what is wrong in the others is joined to it.
                var own = block.Number == 0 ? findings : new FindingList();
                var rows = block.Number == 0 ? first.Rows : new CsvRows(block, path, first.Header.Count, own);
                parts[block.Number] = (read(rows, own), own);
            }
        });

        var ordered = parts.OrderBy(part => part.Key).Select(part => part.Value).ToList();
        foreach (var part in ordered.Skip(1))
        {
            findings.Join(part.Findings);
        }

        if (blocks.EndlessRecord > 0)
        {
            findings.Error("endless-record", new Place(path, blocks.EndlessRecord, 1), "A row begins here that does not end.",
                "Look for a quote that is opened and not closed.");
        }

        return (ordered.ConvertAll(part => part.Chunk), blocks.ToInputFile(Path.GetFileName(path)));
    }

    private static (CsvHeader Header, CsvRows Rows)? ReadHeader(CsvBlock block, string path, FindingList findings)
    {
        if (block.End >= 2 && block.Bytes[0] is 0xFF or 0xFE && block.Bytes[1] is 0xFF or 0xFE)
        {
            findings.Error("not-utf8", new Place(path, 1, 1), "The file is UTF-16 text.", "Save it as CSV UTF-8.");
            return null;
        }

        var errors = findings.Errors;
        var rows = new CsvRows(block, path, 0, findings);
        if (!rows.Read() || findings.Errors > errors)
        {
            return null;
        }

        rows.Expected = rows.Count;
        return (new CsvHeader(rows, path, findings), rows);
    }

    private static void Drain(IEnumerator<CsvBlock> source)
    {
        do
        {
            source.Current?.Dispose();
        }
        while (source.MoveNext());
    }

    /// <summary>Reads the block that the source is at, and those behind it.</summary>
    private static void ReadBlocks(IEnumerator<CsvBlock> source, int threads, Action<CsvBlock> read)
    {
        if (threads <= 1)
        {
            foreach (var block in Rest(source))
            {
                read(block);
            }

            return;
        }

        var blocks = Partitioner.Create(Rest(source), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, read);
    }

    private static IEnumerable<CsvBlock> Rest(IEnumerator<CsvBlock> source)
    {
        do
        {
            yield return source.Current;
        }
        while (source.MoveNext());
    }
}
