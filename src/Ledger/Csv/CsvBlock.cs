using System.Buffers;

namespace Compensation.Ledger.Csv;

/// <summary>Represents a stretch of a CSV file that begins and ends between records, so that it can be read by itself.</summary>
/// <remarks>The bytes are followed by at least <see cref="Padding"/> zero bytes: readers may look beyond the end in whole
/// windows.</remarks>
internal sealed class CsvBlock : IDisposable
{
    /// <summary>How many zero bytes follow the content.</summary>
    public const int Padding = 64;

    /// <summary>A buffer from the shared pool.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>Where the content begins: after a byte order mark, or 0.</summary>
    public required int Start { get; init; }

    /// <summary>Where the content ends.</summary>
    public required int End { get; init; }

    /// <summary>The block's position in the file, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The line on which the block begins, from 1.</summary>
    public required int FirstLine { get; init; }

    /// <summary>How many line feeds the block holds; it has at most one record more.</summary>
    public required int LineFeeds { get; init; }

    /// <summary>Returns the buffer to the pool.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(Bytes);
}
