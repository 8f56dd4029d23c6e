namespace Compensation.Bench.Comparators;

/// <summary>The rows of a close as CSV: read by finding each cell and adding up those that are numbers, and written as they are, each file flushed.</summary>
internal static class BareCsv
{
    private const int AtOnce = 1 << 20;

    /// <summary>Reads the files of a folder, and writes copies of those of another.</summary>
    /// <returns>The sum of all numbers read.</returns>
    public static long ReadAndWrite(string inputs, string outputs, string to)
    {
        var sum = Directory.GetFiles(inputs, "*.csv").Sum(Read);
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(outputs, "*", SearchOption.AllDirectories))
        {
            using var from = File.OpenRead(file);
            using var copy = new FileStream(Path.Combine(to, Path.GetFileName(file)), FileMode.Create, FileAccess.Write, FileShare.None, AtOnce);
            from.CopyTo(copy, AtOnce);
            copy.Flush(flushToDisk: true);
        }

        return sum;
    }

    private static long Read(string path)
    {
        using var file = File.OpenRead(path);
        var (buffer, sum, number, isNumber) = (new byte[AtOnce], 0L, 0L, true);
        for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            foreach (var letter in buffer.AsSpan(0, read))
            {
                if (letter is (byte)',' or (byte)'\n')
                {
                    sum += isNumber ? number : 0;
                    (number, isNumber) = (0, true);
                }
                else if (letter is >= (byte)'0' and <= (byte)'9')
                {
                    number = unchecked((number * 10) + letter - '0');
                }
                else
                {
                    isNumber &= letter == '.';
                }
            }
        }

        return sum;
    }
}
