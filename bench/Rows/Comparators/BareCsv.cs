using System.Buffers.Text;

namespace Compensation.Bench.Comparators;

/// <summary>The rows of a close as CSV: each cell of the inputs is found and put into a column, and the outputs' cells, which were put into columns before,
/// are written out, each file flushed.</summary>
/// <remarks>One thread. A cell of digits, with a point or without, is kept as a number; of any other only where it stands. Nothing is checked, looked up or
/// hashed.</remarks>
internal static class BareCsv
{
    private const int LongestNumber = 24;
    private const int LengthBits = 16;
    private const int AtOnce = 1 << 20;

    /// <summary>Reads all files of a folder.</summary>
    public static IReadOnlyList<BareTable> Read(string folder) => [.. Directory.GetFiles(folder, "*.csv").Select(ReadFile)];

    /// <summary>Writes tables into a folder.</summary>
    /// <returns>How many bytes.</returns>
    public static long Write(IReadOnlyList<BareTable> tables, string folder)
    {
        Directory.CreateDirectory(folder);
        return tables.Sum(table => Write(table, folder));
    }

    private static BareTable ReadFile(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var columns = bytes.AsSpan(0, bytes.AsSpan().IndexOf((byte)'\n')).Count((byte)',') + 1;
        var cells = Enumerable.Range(0, columns).Select(_ => new long[bytes.AsSpan().Count((byte)'\n')]).ToArray();
        var decimals = new int[columns];
        var (row, column, start, number, digits, point) = (0, 0, 0, 0L, 0, -1);
        for (var at = 0; at < bytes.Length; at++)
        {
            var letter = bytes[at];
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                number = unchecked((number * 10) + letter - '0');
                digits++;
            }
            else if (letter == '.')
            {
                point = at;
            }
            else if (letter is (byte)',' or (byte)'\n')
            {
                var isNumber = digits > 0 && digits == at - start - (point < 0 ? 0 : 1);
                cells[column][row] = isNumber ? number : ~(((long)start << LengthBits) | (uint)(at - start));
                decimals[column] = isNumber && point >= 0 ? at - point - 1 : decimals[column];
                (row, column) = letter == ',' ? (row, column + 1) : (row + 1, 0);
                (start, number, digits, point) = (at + 1, 0, 0, -1);
            }
        }

        return new BareTable(Path.GetFileName(path), bytes, cells, decimals);
    }

    private static long Write(BareTable table, string folder)
    {
        using var file = new FileStream(Path.Combine(folder, table.Name), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var (buffer, used) = (new byte[AtOnce], 0);
        for (var row = 0; row < table.Cells[0].Length; row++)
        {
            for (var column = 0; column < table.Cells.Length; column++)
            {
                var cell = table.Cells[column][row];
                var length = cell < 0 ? (int)(~cell & ((1 << LengthBits) - 1)) : LongestNumber;
                if (used + length >= buffer.Length)
                {
                    file.Write(buffer, 0, used);
                    used = 0;
                }

                var to = buffer.AsSpan(used);
                used += cell < 0 ? Text(table.Bytes.AsSpan((int)(~cell >> LengthBits), length), to) : Digits(cell, table.Decimals[column], to);
                buffer[used++] = column == table.Cells.Length - 1 ? (byte)'\n' : (byte)',';
            }
        }

        file.Write(buffer, 0, used);
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    private static int Text(ReadOnlySpan<byte> text, Span<byte> to)
    {
        text.CopyTo(to);
        return text.Length;
    }

    private static int Digits(long number, int decimals, Span<byte> to)
    {
        var power = 1L;
        for (var i = 0; i < decimals; i++)
        {
            power *= 10;
        }

        Utf8Formatter.TryFormat(number / power, to, out var written);
        if (decimals == 0)
        {
            return written;
        }

        to[written] = (byte)'.';
        var part = number % power;
        for (var at = written + decimals; at > written; at--, part /= 10)
        {
            to[at] = (byte)('0' + (part % 10));
        }

        return written + decimals + 1;
    }
}

/// <summary>Represents a file as columns, its header among the cells.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Bytes">What was read.</param>
/// <param name="Cells">Cells by column: a number, or the complement of where a text begins and how long it is.</param>
/// <param name="Decimals">How many decimals the numbers of each column have.</param>
internal sealed record BareTable(string Name, byte[] Bytes, long[][] Cells, int[] Decimals);
