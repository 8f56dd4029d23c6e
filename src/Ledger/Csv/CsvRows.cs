using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Csv;

/// <summary>Reads the records of a block one after another; fields are spans of the block, without a copy or a string.</summary>
/// <remarks>
/// The dialect is RFC 4180: commas, fields that may stand in double quotes, quotes doubled within them, LF or CRLF. Blank
/// lines are passed over.
/// Spaces around a field without quotes do not belong to it. A broken record is reported and passed over. Not thread-safe.
/// </remarks>
public sealed class CsvRows
{
    private const byte Comma = (byte)',';
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';
    private const byte Quote = (byte)'"';

    private readonly byte[] bytes;
    private readonly int end;
    private readonly string file;
    private readonly FindingList findings;
    private readonly bool validUtf8;
    private int[] starts;
    private int[] lengths;
    private int position;
    private int rowStart;
    private int nextLine;
    private int window;
    private ulong marks;

    /// <summary>Begins to read a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="file">The file's name, for places.</param>
    /// <param name="expected">How many fields each record has; 0 for any number.</param>
    /// <param name="findings">Receives what is wrong with records.</param>
    internal CsvRows(CsvBlock block, string file, int expected, FindingList findings)
    {
        bytes = block.Bytes;
        end = block.End;
        position = block.Start;
        window = block.Start - 64;
        nextLine = block.FirstLine;
        this.file = file;
        Expected = expected;
        this.findings = findings;
        starts = new int[Math.Max(expected, 16)];
        lengths = new int[starts.Length];
        validUtf8 = Utf8.IsValid(bytes.AsSpan(block.Start, block.End - block.Start));
        MostRows = block.LineFeeds + 1;
    }

    /// <summary>The most rows that this block can hold.</summary>
    public int MostRows { get; }

    /// <summary>How many fields each row must have; 0 for any number, as for the header.</summary>
    internal int Expected { get; set; }

    /// <summary>The line on which the current row begins.</summary>
    public int Line { get; private set; }

    /// <summary>How many fields the current row has.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of a field of the current row, without its quotes.</summary>
    public ReadOnlySpan<byte> this[int field] => lengths[field] >= 0
        ? bytes.AsSpan(starts[field], lengths[field])
        : Unescape(bytes.AsSpan(starts[field], ~lengths[field]));

    /// <summary>Goes to the next well-formed row.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        while (position < end)
        {
            rowStart = position;
            Line = nextLine;
            Count = 0;
            if (!ReadFields())
            {
                continue;
            }

            var blank = Count == 1 && lengths[0] == 0 && starts[0] == rowStart;
            if (!blank && HasExpectedCount() && IsText())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where a field of the current row begins; the column counts characters.</summary>
    public Place PlaceOf(int field) => PlaceAt(starts[field]);

    private Place PlaceAt(int offset)
    {
        var before = bytes.AsSpan(rowStart, offset - rowStart);
        var column = 1;
        foreach (var b in before[(before.LastIndexOf(LineFeed) + 1)..])
        {
            column += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return new Place(file, Line + before.Count(LineFeed), column);
    }

    private bool ReadFields()
    {
        var start = position;
        while (true)
        {
            var mark = NextMark();
            var kind = mark < end ? bytes[mark] : LineFeed;
            if (kind == Comma)
            {
                AddField(start, mark);
                start = mark + 1;
            }
            else if (kind == LineFeed)
            {
                AddField(start, mark > start && bytes[mark - 1] == CarriageReturn ? mark - 1 : mark);
                EndRow(mark);
                return true;
            }
            else if (mark != start)
            {
                findings.Error("stray-quote", PlaceAt(mark), "A quote stands inside a field that does not begin with one.",
                    "Put the whole field in quotes and write each quote in it twice.");
                SkipLine();
                return false;
            }
            else if (!ReadQuoted(ref start, out var rowEnded) || rowEnded)
            {
                return rowEnded;
            }
        }
    }

    /// <summary>Reads a field in quotes, from after its opening quote, and what separates it from the next.</summary>
    private bool ReadQuoted(ref int start, out bool rowEnded)
    {
        rowEnded = false;
        var escaped = false;
        var mark = NextMark();
        for (; mark < end; mark = NextMark())
        {
            if (bytes[mark] == LineFeed)
            {
                nextLine++;
            }
            else if (bytes[mark] == Quote)
            {
                if (bytes[mark + 1] != Quote)
                {
                    break;
                }

                escaped = true;
                NextMark();
            }
        }

        if (mark >= end)
        {
            findings.Error("unclosed-quote", PlaceAt(start), "A quote is opened here and never closed.",
                "Close it, or write a quote in a field twice.");
            position = end;
            return false;
        }

        Add(start + 1, escaped ? ~(mark - start - 1) : mark - start - 1);
        var after = mark + 1;
        after += after < end && bytes[after] == CarriageReturn && (after + 1 >= end || bytes[after + 1] == LineFeed) ? 1 : 0;
        if (after >= end || bytes[after] == LineFeed)
        {
            EndRow(NextMark());
            rowEnded = true;
            return true;
        }

        if (bytes[after] != Comma)
        {
            findings.Error("text-after-quote", PlaceAt(mark + 1), "Text follows the quote that closes a field.",
                "Write a comma after it, or write a quote in a field twice.");
            SkipLine();
            return false;
        }

        start = NextMark() + 1;
        return true;
    }

    private void AddField(int start, int stop)
    {
        while (start < stop && bytes[start] == ' ')
        {
            start++;
        }

        while (stop > start && bytes[stop - 1] == ' ')
        {
            stop--;
        }

        Add(start, stop - start);
    }

    private void Add(int start, int length)
    {
        if (Count == starts.Length)
        {
            Array.Resize(ref starts, Count * 2);
            Array.Resize(ref lengths, Count * 2);
        }

        starts[Count] = start;
        lengths[Count++] = length;
    }

    private void EndRow(int mark)
    {
        position = mark + 1;
        nextLine++;
    }

    private void SkipLine()
    {
        var mark = NextMark();
        while (mark < end && bytes[mark] != LineFeed)
        {
            mark = NextMark();
        }

        EndRow(mark);
    }

    private bool HasExpectedCount()
    {
        if (Expected == 0 || Count == Expected)
        {
            return true;
        }

        findings.Error("field-count", new Place(file, Line, 1), $"The row has {Count} fields; the header has {Expected}.",
            "Write one field per column, empty ones too; put a field that holds a comma in quotes.");
        return false;
    }

    private bool IsText()
    {
        if (validUtf8)
        {
            return true;
        }

        for (var field = 0; field < Count; field++)
        {
            if (!Utf8.IsValid(this[field]))
            {
                findings.Error("not-utf8", PlaceOf(field),
                    $"Field {field + 1} is '{CsvText.Show(this[field])}', which is not UTF-8 text.",
                    "Save the file as CSV UTF-8.");
                return false;
            }
        }

        return true;
    }

    /// <summary>The next comma, line feed or quote, or the end. Sixty-four bytes are looked at at once.</summary>
    private int NextMark()
    {
        while (marks == 0)
        {
            window += 64;
            if (window >= end)
            {
                window = end;
                return end;
            }

            marks = MarksOf(Vector256.LoadUnsafe(ref bytes[window]))
                | ((ulong)MarksOf(Vector256.LoadUnsafe(ref bytes[window + 32])) << 32);
        }

        var mark = window + BitOperations.TrailingZeroCount(marks);
        marks &= marks - 1;
        return mark;
    }

    private static uint MarksOf(Vector256<byte> window) => (Vector256.Equals(window, Vector256.Create(Comma))
        | Vector256.Equals(window, Vector256.Create(LineFeed))
        | Vector256.Equals(window, Vector256.Create(Quote))).ExtractMostSignificantBits();

    private static byte[] Unescape(ReadOnlySpan<byte> field)
    {
        var plain = new byte[field.Length];
        var length = 0;
        for (var i = 0; i < field.Length; i++)
        {
            plain[length++] = field[i];
            i += field[i] == Quote ? 1 : 0;
        }

        return plain[..length];
    }
}
