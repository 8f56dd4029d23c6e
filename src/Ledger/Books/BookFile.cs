using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Runs;
using Compensation.Rules.Plans;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Books;

/// <summary>Saves a book as a file that a restart reads instead of the ledger, and catches up from by sequence.</summary>
/// <remarks>The file is a cache: whatever is wrong with it (another plan, new fields, a byte changed, cut off), it is not used, and the ledger is read.
/// It is written beside its place, flushed, and renamed.</remarks>
public static class BookFile
{
    private const string Format = "compensation period book 4";
    private const int SumLength = 16;

    /// <summary>The file of a period's book in a folder.</summary>
    public static string PathOf(string folder, int programme, string period) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{programme}-{period}.book"));

    /// <summary>Saves a book.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="book">The book.</param>
    /// <param name="plan">The plan it was made for.</param>
    /// <param name="names">The names it was made with.</param>
    /// <exception cref="IOException">The disk is full or cannot be written to; the file that was there stays.</exception>
    public static void Save(string path, PeriodBook book, Plan plan, ProgrammeNames names)
    {
        var unfinished = path + ".new";
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16))
        {
            var writer = new ColumnWriter(stream, unpacks: false);
            writer.Write(Heading(book.Period, plan, names));
            book.Save(writer);
            stream.Position = 0;
            stream.Write(Sum(stream, stream.Length));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Reads a saved book.</summary>
    /// <returns>The book; null where there is none that fits.</returns>
    public static PeriodBook? Load(string path, Plan plan, Period period, ProgrammeNames names)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // The sum is computed beside the reading. What was read, or failed to be, counts only if it is right.
        var (isWhole, book, failure) = (false, (PeriodBook?)null, (ExceptionDispatchInfo?)null);
        AtOnce.Do(2, () => isWhole = IsWhole(path), () =>
        {
            try
            {
                book = Read(path, plan, period, names);
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        });
        if (!isWhole)
        {
            return null;
        }

        failure?.Throw();
        return book;
    }

    private static PeriodBook? Read(string path, Plan plan, Period period, ProgrammeNames names)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var reader = new ColumnReader(stream);
        if (reader.ReadText() != Heading(period, plan, names))
        {
            return null;
        }

        var book = new PeriodBook(plan, period, names);
        book.Load(reader);
        return book;
    }

    /// <summary>Whether the sum at the file's end is that of all before it.</summary>
    private static bool IsWhole(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var end = new byte[SumLength];
        return stream.Length >= SumLength && Sum(stream, stream.Length - SumLength) is { Length: > 0 } sum
            && stream.ReadAtLeast(end, SumLength, throwOnEndOfStream: false) == SumLength && sum.AsSpan().SequenceEqual(end);
    }

    /// <summary>The sum of a stream's next bytes as it stands at the end of a file; empty where there are fewer.</summary>
    private static byte[] Sum(Stream stream, long length) =>
        Checksum.Of(stream, length) is { } sum ? Encoding.ASCII.GetBytes(sum.ToString("x16", CultureInfo.InvariantCulture)) : [];

    /// <summary>What a book depends on beside its rows.</summary>
    private static string Heading(Period period, Plan plan, ProgrammeNames names)
    {
        var known = string.Join('|', [.. names.Fields.Select(field => string.Create(CultureInfo.InvariantCulture, $"{field}")), .. names.Words]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plan.Text + '|' + known)));
        return $"{Format}, {period.Name}, {hash}";
    }
}
