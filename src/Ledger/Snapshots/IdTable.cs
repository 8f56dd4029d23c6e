using System.Buffers.Binary;
using Compensation.Rules.Closing;

namespace Compensation.Ledger.Snapshots;

/// <summary>Represents a set of ids that are numbered in the order in which they were first seen, with a fast way from the
/// id to its number.</summary>
/// <remarks>Open addressing over the ids' UTF-8 bytes: no string per id. Looking up is safe from several threads while
/// nobody adds.</remarks>
internal sealed class IdTable
{
    private readonly IdColumn ids;

    // Each slot holds the id's hash in its upper half and its number + 1 in the lower; 0 is free.
    private ulong[] slots;

    /// <summary>Makes an empty table.</summary>
    public IdTable(int expected = 16)
    {
        ids = new IdColumn(expected);
        slots = new ulong[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, expected) * 2)];
    }

    /// <summary>Makes a table of ids that are known to be distinct, such as names.</summary>
    public IdTable(Ids distinct)
        : this(distinct.Count)
    {
        for (var i = 0; i < distinct.Count; i++)
        {
            Add(distinct.Bytes(i));
        }
    }

    /// <summary>How many ids there are.</summary>
    public int Count => ids.Count;

    /// <summary>The number of an id, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id)
    {
        var slot = SlotOf(id, HashOf(id));
        return NumberIn(slots[slot]);
    }

    /// <summary>The number of an id, which is added where it is new.</summary>
    public int Add(ReadOnlySpan<byte> id)
    {
        var hash = HashOf(id);
        var slot = SlotOf(id, hash);
        if (slots[slot] != 0)
        {
            return NumberIn(slots[slot]);
        }

        ids.Add(id);
        slots[slot] = ((ulong)hash << 32) | (uint)Count;
        if (Count * 2 > slots.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    /// <summary>An id as people read it.</summary>
    public string Show(int number) => Csv.CsvText.Show(ids[number]);

    /// <summary>The ids in the order of their numbers. Nothing may be added afterwards.</summary>
    public Ids ToIds() => ids.ToIds();

    private static int NumberIn(ulong slot) => (int)(slot & uint.MaxValue) - 1;

    private int SlotOf(ReadOnlySpan<byte> id, uint hash)
    {
        var mask = slots.Length - 1;
        var slot = (int)(hash & (uint)mask);
        while (slots[slot] != 0 && ((uint)(slots[slot] >> 32) != hash || !ids[NumberIn(slots[slot])].SequenceEqual(id)))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        var larger = new ulong[slots.Length * 2];
        var mask = larger.Length - 1;
        foreach (var entry in slots)
        {
            if (entry == 0)
            {
                continue;
            }

            var slot = (int)((uint)(entry >> 32) & (uint)mask);
            while (larger[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            larger[slot] = entry;
        }

        slots = larger;
    }

    /// <summary>Folds eight bytes at a time by a 64 × 64 → 128-bit multiplication.</summary>
    internal static uint HashOf(ReadOnlySpan<byte> id)
    {
        unchecked
        {
            var hash = (ulong)id.Length * 0x9E3779B97F4A7C15;
            while (id.Length >= 8)
            {
                hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(id));
                id = id[8..];
            }

            ulong tail = 0;
            for (var i = 0; i < id.Length; i++)
            {
                tail |= (ulong)id[i] << (i * 8);
            }

            hash = Mix(hash ^ tail);
            return (uint)(hash ^ (hash >> 32));
        }
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value ^ 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, out var low);
        return high ^ low;
    }
}
