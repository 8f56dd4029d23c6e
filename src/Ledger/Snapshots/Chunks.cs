namespace Compensation.Ledger.Snapshots;

/// <summary>Joins columns that were read in parts.</summary>
internal static class Chunks
{
    /// <summary>One column of all parts. Each part is asked once and should let go of its array.</summary>
    public static T[] Join<TChunk, T>(IReadOnlyList<TChunk> chunks, Func<TChunk, int> count, Func<TChunk, T[]> take)
    {
        var joined = new T[chunks.Sum(count)];
        var at = 0;
        foreach (var chunk in chunks)
        {
            take(chunk).AsSpan(0, count(chunk)).CopyTo(joined.AsSpan(at));
            at += count(chunk);
        }

        return joined;
    }

    /// <summary>Takes an array out of its place, so that its memory can be used again.</summary>
    public static T[] Take<T>(ref T[] column)
    {
        var taken = column;
        column = [];
        return taken;
    }

    /// <summary>A column of one value.</summary>
    public static T[] Filled<T>(int count, T value)
    {
        var column = new T[count];
        Array.Fill(column, value);
        return column;
    }
}
