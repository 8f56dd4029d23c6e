using System.Buffers.Binary;
using System.Numerics;

namespace Compensation.Rules.Closing;

/// <summary>Finds ids in a column by their bytes.</summary>
internal sealed class IdLookup
{
    private readonly Ids ids;
    private readonly int[] slots;

    /// <summary>Indexes a column of distinct ids.</summary>
    public IdLookup(Ids ids)
    {
        this.ids = ids;
        slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, ids.Count * 2L))];
        for (var i = 0; i < ids.Count; i++)
        {
            var slot = SlotOf(ids.Bytes(i));
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            slots[slot] = i + 1;
        }
    }

    /// <summary>The position of an id, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id)
    {
        var slot = SlotOf(id);
        while (slots[slot] != 0 && !ids.Bytes(slots[slot] - 1).SequenceEqual(id))
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        return slots[slot] - 1;
    }

    /// <summary>Where to look first: only a beginning, for the bytes decide.</summary>
    private int SlotOf(ReadOnlySpan<byte> id)
    {
        unchecked
        {
            const ulong Odd = 0x9E3779B97F4A7C15;
            var hash = (ulong)id.Length;
            for (; id.Length >= sizeof(ulong); id = id[sizeof(ulong)..])
            {
                hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(id)) * Odd, 29);
            }

            foreach (var b in id)
            {
                hash = (hash ^ b) * Odd;
            }

            return (int)((hash * Odd) >> 33) & (slots.Length - 1);
        }
    }
}
