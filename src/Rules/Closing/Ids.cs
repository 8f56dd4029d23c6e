using System.Text;

namespace Compensation.Rules.Closing;

/// <summary>Represents a column of text ids (of sellers, customers or orders) as UTF-8 bytes in one block.</summary>
/// <remarks>Ids compare by their bytes, which is the order of Unicode code points. A million ids of ten characters take
/// 14 MB.</remarks>
public sealed class Ids
{
    private readonly byte[] bytes;
    private readonly int[] starts;

    /// <summary>Takes the bytes of all ids one after another, and where each begins plus the end of the last.</summary>
    /// <param name="bytes">The ids' bytes; may be longer than needed.</param>
    /// <param name="starts">Count + 1 offsets, ascending.</param>
    public Ids(byte[] bytes, int[] starts)
    {
        this.bytes = bytes;
        this.starts = starts;
    }

    /// <summary>Makes a column of a few ids.</summary>
    public Ids(IEnumerable<string> ids)
    {
        var offsets = new List<int> { 0 };
        var all = new List<byte>();
        foreach (var id in ids)
        {
            all.AddRange(Encoding.UTF8.GetBytes(id));
            offsets.Add(all.Count);
        }

        bytes = [.. all];
        starts = [.. offsets];
    }

    /// <summary>How many ids there are.</summary>
    public int Count => starts.Length - 1;

    /// <summary>The id at a position, as text.</summary>
    public string this[int index] => Encoding.UTF8.GetString(Bytes(index));

    /// <summary>The id at a position, as bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => bytes.AsSpan(starts[index], starts[index + 1] - starts[index]);

    /// <summary>Compares two ids of this column by their bytes.</summary>
    public int Compare(int left, int right) => Bytes(left).SequenceCompareTo(Bytes(right));

    /// <summary>Looks up an id by its text, slowly (for people's questions, not for loading).</summary>
    /// <returns>Its position, or -1.</returns>
    public int Find(string id)
    {
        var wanted = Encoding.UTF8.GetBytes(id);
        for (var i = 0; i < Count; i++)
        {
            if (Bytes(i).SequenceEqual(wanted))
            {
                return i;
            }
        }

        return -1;
    }
}
