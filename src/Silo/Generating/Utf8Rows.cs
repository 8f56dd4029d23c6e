using System.Buffers.Text;
using System.Globalization;
using System.Text;
using NodaTime;

namespace Compensation.Silo.Generating;

/// <summary>Writes rows of a CSV file as UTF-8 bytes through one buffer, without an allocation per row.</summary>
/// <remarks>For fields that never need quotes: numbers, moments, generated ids, fixed words.</remarks>
internal sealed class Utf8Rows : IDisposable
{
    private const int SecondsPerDay = 86_400;
    private const int LongestField = 64;

    private readonly Stream stream;
    private readonly byte[] buffer = new byte[1 << 18];
    private byte[] date = [];
    private long dateOf = long.MinValue;
    private int used;
    private bool within;

    /// <summary>Creates the file and writes its header.</summary>
    public Utf8Rows(string path, string header)
    {
        stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        Field(header);
        EndRow();
    }

    /// <summary>Writes a field of plain text.</summary>
    public void Field(string text)
    {
        Begin(Encoding.UTF8.GetMaxByteCount(text.Length));
        used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
    }

    /// <summary>Writes an id: a letter and a number of a fixed width.</summary>
    public void Id(char letter, long number, int width)
    {
        Begin(LongestField);
        AppendId(letter, number, width);
    }

    /// <summary>Writes the id of a seller's customer: the seller's number and the customer's.</summary>
    public void CustomerId(long seller, int width, int customer)
    {
        Begin(LongestField);
        AppendId('C', seller, width);
        buffer[used++] = (byte)'-';
        Append(customer);
    }

    /// <summary>Writes hundredths as a number with two decimals.</summary>
    public void Hundredths(long units)
    {
        Begin(LongestField);
        Append(units / 100);
        buffer[used++] = (byte)'.';
        AppendTwo((int)(units % 100));
    }

    /// <summary>Writes a moment as <c>2026-01-31T23:59:59Z</c>.</summary>
    /// <param name="seconds">Seconds since 1970-01-01T00:00Z.</param>
    public void Moment(long seconds)
    {
        Begin(LongestField);
        var day = seconds / SecondsPerDay;
        if (day != dateOf)
        {
            dateOf = day;
            var written = Instant.FromUnixTimeSeconds(seconds).InUtc().Date;
            date = Encoding.UTF8.GetBytes(written.ToString("uuuu-MM-dd'T'", CultureInfo.InvariantCulture));
        }

        date.CopyTo(buffer, used);
        used += date.Length;
        var time = (int)(seconds % SecondsPerDay);
        AppendTwo(time / 3600);
        buffer[used++] = (byte)':';
        AppendTwo(time / 60 % 60);
        buffer[used++] = (byte)':';
        AppendTwo(time % 60);
        buffer[used++] = (byte)'Z';
    }

    /// <summary>Writes an empty field.</summary>
    public void Empty() => Begin(1);

    /// <summary>Ends the row.</summary>
    public void EndRow()
    {
        buffer[used++] = (byte)'\n';
        within = false;
    }

    /// <summary>Writes out what is left and brings it to the disk.</summary>
    public void Complete()
    {
        stream.Write(buffer, 0, used);
        used = 0;
        stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private void Begin(int room)
    {
        if (used + room + 2 > buffer.Length)
        {
            Complete();
        }

        if (within)
        {
            buffer[used++] = (byte)',';
        }

        within = true;
    }

    private void AppendId(char letter, long number, int width)
    {
        buffer[used++] = (byte)letter;
        for (var i = width - 1; i >= 0; i--)
        {
            buffer[used + i] = (byte)('0' + (number % 10));
            number /= 10;
        }

        used += width;
    }

    private void Append(long number)
    {
        Utf8Formatter.TryFormat(number, buffer.AsSpan(used), out var written);
        used += written;
    }

    private void AppendTwo(int number)
    {
        buffer[used++] = (byte)('0' + (number / 10));
        buffer[used++] = (byte)('0' + (number % 10));
    }
}
