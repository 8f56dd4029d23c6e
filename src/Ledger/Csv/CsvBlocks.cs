using System.Buffers;
using System.Security.Cryptography;
using Compensation.Ledger.Snapshots;

namespace Compensation.Ledger.Csv;

/// <summary>Cuts a CSV file into blocks of whole records and hashes it on the way.</summary>
internal sealed class CsvBlocks : IDisposable
{
    /// <summary>The usual size of a block, which is also the longest record.</summary>
    public const int DefaultSize = 4 << 20;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly Stream stream;
    private readonly int size;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] rest = [];
    private long bytes;
    private int number;
    private int line = 1;
    private bool atEnd;

    /// <summary>Begins to read a file.</summary>
    /// <param name="stream">The file; not disposed of here.</param>
    /// <param name="size">The size of a block.</param>
    public CsvBlocks(Stream stream, int size = DefaultSize)
    {
        this.stream = stream;
        this.size = size;
    }

    /// <summary>The line of a record that does not fit a block, or 0. Reading stops there.</summary>
    public int EndlessRecord { get; private set; }

    /// <summary>All blocks in order. Each is to be disposed of by whoever takes it.</summary>
    public IEnumerable<CsvBlock> Read()
    {
        while (Next() is { } block)
        {
            yield return block;
        }
    }

    /// <summary>What was read, once all blocks are.</summary>
    public InputFile ToInputFile(string name) => new(name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private CsvBlock? Next()
    {
        if (atEnd)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(size + CsvBlock.Padding);
        rest.CopyTo(buffer, 0);
        var length = Fill(buffer, rest.Length);
        var end = atEnd ? length : EndOfLastRecord(buffer.AsSpan(0, length));
        if (end == 0)
        {
            EndlessRecord = atEnd ? 0 : line;
            ArrayPool<byte>.Shared.Return(buffer);
            SkipToEnd();
            return null;
        }

        rest = buffer.AsSpan(end, length - end).ToArray();
        buffer.AsSpan(end, CsvBlock.Padding).Clear();
        var lineFeeds = buffer.AsSpan(0, end).Count((byte)'\n');
        var block = new CsvBlock
        {
            Bytes = buffer,
            Start = number == 0 && buffer.AsSpan(0, end).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0,
            End = end,
            Number = number++,
            FirstLine = line,
            LineFeeds = lineFeeds,
        };
        line += lineFeeds;
        return block;
    }

    private int Fill(byte[] buffer, int length)
    {
        while (length < size)
        {
            var read = stream.Read(buffer, length, size - length);
            if (read == 0)
            {
                atEnd = true;
                break;
            }

            hash.AppendData(buffer, length, read);
            bytes += read;
            length += read;
        }

        return length;
    }

    private void SkipToEnd()
    {
        var buffer = new byte[size];
        while (!atEnd)
        {
            Fill(buffer, 0);
        }
    }

    /// <summary>Where the last whole record ends. A line feed ends one exactly if an even number of quotes stands before
    /// it.</summary>
    private static int EndOfLastRecord(ReadOnlySpan<byte> content)
    {
        if (!content.Contains((byte)'"'))
        {
            return content.LastIndexOf((byte)'\n') + 1;
        }

        var end = 0;
        var quoted = false;
        var at = 0;
        int next;
        while ((next = content[at..].IndexOfAny((byte)'"', (byte)'\n')) >= 0)
        {
            at += next + 1;
            quoted ^= content[at - 1] == '"';
            end = !quoted && content[at - 1] == '\n' ? at : end;
        }

        return end;
    }
}
