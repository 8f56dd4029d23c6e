using System.Buffers;
using System.Text;

namespace Compensation.Ledger.Csv;

/// <summary>Writes CSV as UTF-8: commas, line feeds, quotes only where a field needs them. The same values always give the
/// same bytes.</summary>
public sealed class CsvWriter : IDisposable
{
    private static readonly SearchValues<byte> NeedsQuotes = SearchValues.Create(",\"\r\n"u8);

    private readonly Stream stream;
    private readonly byte[] buffer = new byte[1 << 20];
    private int length;
    private bool inRow;

    /// <summary>Begins to write.</summary>
    /// <param name="stream">Receives the bytes; not disposed of here.</param>
    public CsvWriter(Stream stream) => this.stream = stream;

    /// <summary>Writes a whole row of text.</summary>
    public void Row(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            Field(field);
        }

        EndRow();
    }

    /// <summary>Writes a field of text.</summary>
    public void Field(string text) => Field(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a field of UTF-8 text.</summary>
    public void Field(ReadOnlySpan<byte> text)
    {
        BeginField();
        var spaced = text.Length > 0 && (text[0] == ' ' || text[^1] == ' ');
        if (!spaced && text.IndexOfAny(NeedsQuotes) < 0)
        {
            Raw(text);
            return;
        }

        Raw("\""u8);
        for (var quote = text.IndexOf((byte)'"'); quote >= 0; quote = text.IndexOf((byte)'"'))
        {
            Raw(text[..(quote + 1)]);
            Raw("\""u8);
            text = text[(quote + 1)..];
        }

        Raw(text);
        Raw("\""u8);
    }

    /// <summary>Writes a number of so many decimals.</summary>
    public void Number(long units, int decimals = 0)
    {
        BeginField();
        Reserve(FixedText.MostBytes);
        length += FixedText.Write(buffer.AsSpan(length), units, decimals);
    }

    /// <summary>Writes an empty field.</summary>
    public void Empty() => BeginField();

    /// <summary>Ends the row.</summary>
    public void EndRow()
    {
        Raw("\n"u8);
        inRow = false;
    }

    /// <summary>Hands what is buffered to the stream.</summary>
    public void Dispose()
    {
        stream.Write(buffer, 0, length);
        length = 0;
    }

    private void BeginField()
    {
        if (inRow)
        {
            Raw(","u8);
        }

        inRow = true;
    }

    private void Raw(ReadOnlySpan<byte> text)
    {
        while (text.Length > buffer.Length - length)
        {
            var part = buffer.Length - length;
            text[..part].CopyTo(buffer.AsSpan(length));
            text = text[part..];
            length = buffer.Length;
            Reserve(1);
        }

        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
    }

    private void Reserve(int wanted)
    {
        if (buffer.Length - length < wanted)
        {
            stream.Write(buffer, 0, length);
            length = 0;
        }
    }
}
