using System.Security.Cryptography;
using Compensation.Ledger.Snapshots;

namespace Compensation.Ledger.Runs;

/// <summary>Represents a file being written that is hashed on the way.</summary>
internal sealed class HashingStream : Stream
{
    private readonly Stream target;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long bytes;

    /// <summary>Begins to write; the target is disposed of with this stream.</summary>
    public HashingStream(Stream target) => this.target = target;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => bytes;

    /// <inheritdoc/>
    public override long Position
    {
        get => bytes;
        set => throw new NotSupportedException();
    }

    /// <summary>What was written.</summary>
    public InputFile ToFile(string name) => new(name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        target.Write(buffer);
        hash.AppendData(buffer);
        bytes += buffer.Length;
    }

    /// <summary>Makes sure that the bytes are on the disk.</summary>
    public override void Flush()
    {
        if (target is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            target.Flush();
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            target.Dispose();
        }

        base.Dispose(disposing);
    }
}
