using System.Buffers.Binary;
using System.Text;

namespace Compensation.Rules.Closing;

/// <summary>Represents a column of text ids (of sellers, customers or orders) as UTF-8 bytes in one block.</summary>
/// <remarks>Ids compare by their bytes, which is the order of Unicode code points. A million ids of ten characters take
/// 14 MB.</remarks>
public sealed class Ids
{
    private readonly byte[] bytes;
    private readonly int[] starts;

    /// <summary>For ids in an order of their own: where in the block each of them stands.</summary>
    private readonly int[]? places;

    /// <summary>Takes the bytes of all ids one after another, and where each begins plus the end of the last.</summary>
    /// <param name="bytes">The ids' bytes; may be longer than needed.</param>
    /// <param name="starts">Count + 1 offsets, ascending.</param>
    public Ids(byte[] bytes, int[] starts)
        : this(bytes, starts, starts.Length - 1)
    {
    }

    /// <summary>Takes the first ids of a column that goes on growing: what lies beyond them may be written meanwhile.</summary>
    /// <param name="bytes">The ids' bytes; may be longer than needed.</param>
    /// <param name="starts">Offsets, ascending; at least <paramref name="count"/> + 1.</param>
    /// <param name="count">How many ids to take.</param>
    public Ids(byte[] bytes, int[] starts, int count)
    {
        this.bytes = bytes;
        this.starts = starts;
        Count = count;
    }

    private Ids(Ids block, int[] places)
    {
        (bytes, starts, this.places, Count) = (block.bytes, block.starts, places, places.Length);
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
        Count = starts.Length - 1;
    }

    /// <summary>No ids.</summary>
    internal static Ids None { get; } = new([]);

    /// <summary>How many ids there are.</summary>
    public int Count { get; }

    /// <summary>The id at a position, as text.</summary>
    public string this[int index] => Encoding.UTF8.GetString(Bytes(index));

    /// <summary>The id at a position, as bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int index)
    {
        var place = places is null ? index : places[index];
        return bytes.AsSpan(starts[place], starts[place + 1] - starts[place]);
    }

    /// <summary>Compares two ids of this column by their bytes.</summary>
    public int Compare(int left, int right) => Bytes(left).SequenceCompareTo(Bytes(right));

    /// <summary>How many bytes all ids begin with alike.</summary>
    internal int SharedLength()
    {
        var first = Count == 0 ? default : Bytes(0);
        for (var i = 1; i < Count && first.Length > 0; i++)
        {
            first = first[..first.CommonPrefixLength(Bytes(i))];
        }

        return first.Length;
    }

    /// <summary>Eight bytes of an id as a number that sorts as they do; where it ends before, zeros.</summary>
    /// <param name="index">The id.</param>
    /// <param name="skip">How many of its bytes come before them; no more than it has.</param>
    internal ulong EightBytes(int index, int skip)
    {
        var place = places is null ? index : places[index];
        var (start, length) = (starts[place] + skip, Math.Min(sizeof(ulong), starts[place + 1] - starts[place] - skip));
        if (length > 0 && start + sizeof(ulong) <= bytes.Length)
        {
            return BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(start)) & (ulong.MaxValue << (8 * (sizeof(ulong) - length)));
        }

        var number = 0UL;
        for (var i = 0; i < sizeof(ulong); i++)
        {
            number = (number << 8) | (i < length ? bytes[start + i] : 0UL);
        }

        return number;
    }

    /// <summary>Some of these ids in another order, without copying any: they share this column's block, and the positions become theirs.</summary>
    /// <param name="positions">Which, in their order.</param>
    internal Ids Of(int[] positions) => new(this, places is null ? positions : Array.ConvertAll(positions, position => places[position]));

    /// <summary>For each position the first one with the same id.</summary>
    /// <param name="together">Whether two positions with the same id belong together.</param>
    /// <returns>The first positions; null where no two belong together.</returns>
    internal int[]? FirstOfEach(Func<int, int, bool> together)
    {
        var slots = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, Count * 2L))];
        var first = new int[Count];
        var several = false;
        for (var position = 0; position < first.Length; position++)
        {
            var hash = new HashCode();
            hash.AddBytes(Bytes(position));
            var slot = hash.ToHashCode() & (slots.Length - 1);
            while (slots[slot] != 0 && !(together(slots[slot] - 1, position) && Bytes(slots[slot] - 1).SequenceEqual(Bytes(position))))
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            several |= slots[slot] != 0;
            slots[slot] = slots[slot] == 0 ? position + 1 : slots[slot];
            first[position] = slots[slot] - 1;
        }

        return several ? first : null;
    }

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
