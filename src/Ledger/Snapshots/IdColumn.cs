using Compensation.Rules.Closing;

namespace Compensation.Ledger.Snapshots;

/// <summary>Represents a growing column of ids as UTF-8 bytes in one block.</summary>
internal sealed class IdColumn
{
    private byte[] bytes;
    private int[] starts;

    /// <summary>Makes an empty column.</summary>
    public IdColumn(int expected)
    {
        bytes = new byte[Math.Max(16, expected * 12)];
        starts = new int[Math.Max(4, expected + 1)];
    }

    /// <summary>How many ids there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of an id.</summary>
    public ReadOnlySpan<byte> this[int index] => bytes.AsSpan(starts[index], starts[index + 1] - starts[index]);

    /// <summary>Adds an id.</summary>
    public void Add(ReadOnlySpan<byte> id)
    {
        var start = starts[Count];
        if (id.Length > bytes.Length - start)
        {
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(Math.Max(16, (long)bytes.Length * 2), (long)start + id.Length)));
        }

        if (Count + 1 == starts.Length)
        {
            Array.Resize(ref starts, Math.Max(4, starts.Length * 2));
        }

        id.CopyTo(bytes.AsSpan(start));
        starts[++Count] = start + id.Length;
    }

    /// <summary>The ids. Nothing may be added afterwards.</summary>
    public Ids ToIds() => new(bytes, Count + 1 == starts.Length ? starts : starts[..(Count + 1)]);

    /// <summary>The ids as they are now, which share the column's memory: more may be added afterwards.</summary>
    public Ids ToIdsSoFar() => new(bytes, starts, Count);

    /// <summary>Writes all ids.</summary>
    public void Save(Books.ColumnWriter writer)
    {
        writer.Write<byte>(bytes.AsSpan(0, starts[Count]));
        writer.Write<int>(starts.AsSpan(0, Count + 1));
    }

    /// <summary>Takes the ids that were written in place of those that there are.</summary>
    public void Load(Books.ColumnReader reader)
    {
        bytes = reader.Read<byte>();
        starts = reader.Read<int>();
        Count = starts.Length - 1;
    }

    /// <summary>The ids of several columns, one column after another.</summary>
    public static Ids Join(IReadOnlyList<IdColumn> columns)
    {
        var count = columns.Sum(column => column.Count);
        var bytes = new byte[columns.Sum(column => column.starts[column.Count])];
        var starts = new int[count + 1];
        var row = 0;
        foreach (var column in columns)
        {
            var offset = starts[row];
            column.bytes.AsSpan(0, column.starts[column.Count]).CopyTo(bytes.AsSpan(offset));
            for (var i = 1; i <= column.Count; i++)
            {
                starts[++row] = offset + column.starts[i];
            }
        }

        return new Ids(bytes, starts);
    }
}
