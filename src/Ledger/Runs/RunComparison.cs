using System.Text;
using Compensation.Ledger.Csv;

namespace Compensation.Ledger.Runs;

/// <summary>Represents the first difference between two run packages.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1; 0 where one package does not have the file.</param>
/// <param name="Field">The column, for a table; empty where the whole line differs.</param>
/// <param name="Expected">What the first package says.</param>
/// <param name="Actual">What the second package says.</param>
public sealed record RunDifference(string File, int Line, string Field, string Expected, string Actual)
{
    /// <summary>The difference in one sentence.</summary>
    public override string ToString() =>
        $"{File}{(Line > 0 ? $":{Line}" : "")}: {(Field.Length > 0 ? $"'{Field}'" : "it")} is '{Actual}', expected '{Expected}'.";
}

/// <summary>Compares run packages byte by byte.</summary>
public static class RunComparison
{
    /// <summary>Finds the first difference; the manifests, which follow from the other files, are not looked at.</summary>
    /// <param name="expected">The folder of the package that was calculated again.</param>
    /// <param name="actual">The folder of the package to be proven.</param>
    /// <returns>The first difference in the order of <see cref="RunFiles.Always"/>, or null.</returns>
    public static RunDifference? Compare(string expected, string actual) =>
        RunFiles.Always.Append(RunFiles.Lots).Append(RunFiles.Places).Select(name => CompareFile(expected, actual, name))
            .FirstOrDefault(difference => difference is not null);

    private static RunDifference? CompareFile(string expectedFolder, string actualFolder, string name)
    {
        var expected = new FileInfo(Path.Combine(expectedFolder, name));
        var actual = new FileInfo(Path.Combine(actualFolder, name));
        if (!expected.Exists || !actual.Exists)
        {
            return expected.Exists == actual.Exists
                ? null
                : new RunDifference(name, 0, "", expected.Exists ? "a file" : "no file", actual.Exists ? "a file" : "no file");
        }

        if (expected.Length == actual.Length && Manifest.Hash(expected.FullName).Sha256 == Manifest.Hash(actual.FullName).Sha256)
        {
            return null;
        }

        using var left = new BufferedStream(expected.OpenRead(), 1 << 20);
        using var right = new BufferedStream(actual.OpenRead(), 1 << 20);
        var header = ReadLine(left);
        var other = ReadLine(right);
        var first = header;
        for (var line = 1; first is not null || other is not null; line++)
        {
            if (first is null || other is null || !first.AsSpan().SequenceEqual(other))
            {
                return DifferenceOf(name, line, header ?? [], first, other);
            }

            first = ReadLine(left);
            other = ReadLine(right);
        }

        return null;
    }

    private static RunDifference DifferenceOf(string name, int line, byte[] header, byte[]? expected, byte[]? actual)
    {
        if (line > 1 && expected is not null && actual is not null && name.EndsWith(".csv", StringComparison.Ordinal)
            && FieldsOf(expected) is { } left && FieldsOf(actual) is { } right && left.Count == right.Count)
        {
            var names = FieldsOf(header) ?? [];
            for (var i = 0; i < left.Count; i++)
            {
                if (left[i] != right[i])
                {
                    return new RunDifference(name, line, i < names.Count ? names[i] : "", left[i], right[i]);
                }
            }
        }

        return new RunDifference(name, line, "", Show(expected), Show(actual));
    }

    /// <summary>A line with its line feed, or null at the end. Packages hold no line breaks within fields.</summary>
    private static byte[]? ReadLine(Stream stream)
    {
        var line = new List<byte>(128);
        for (var next = stream.ReadByte(); next >= 0; next = stream.ReadByte())
        {
            line.Add((byte)next);
            if (next == '\n')
            {
                break;
            }
        }

        return line.Count == 0 ? null : [.. line];
    }

    private static List<string>? FieldsOf(byte[] line)
    {
        var padded = new byte[line.Length + CsvBlock.Padding];
        line.CopyTo(padded, 0);
        var findings = new FindingList();
        var rows = new CsvRows(
            new CsvBlock { Bytes = padded, Start = 0, End = line.Length, Number = 0, FirstLine = 1, LineFeeds = 1 }, "",
                0, findings);
        if (!rows.Read())
        {
            return null;
        }

        var fields = new List<string>();
        for (var i = 0; i < rows.Count; i++)
        {
            fields.Add(Encoding.UTF8.GetString(rows[i]));
        }

        return fields;
    }

    private static string Show(byte[]? line) => line is null ? "nothing: the file ends before"
        : CsvText.Show(line.AsSpan().TrimEnd("\r\n"u8));
}
