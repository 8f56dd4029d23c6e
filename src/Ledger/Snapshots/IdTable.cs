using System.Buffers.Binary;
using Compensation.Rules.Closing;

namespace Compensation.Ledger.Snapshots;

/// <summary>Represents a set of ids that are numbered in the order in which they were first seen, with a fast way from the
/// id to its number.</summary>
/// <remarks>Open addressing over the ids' UTF-8 bytes: no string per id. Looking up is safe from several threads while
/// nobody adds.</remarks>
internal sealed class IdTable
{
    private const ulong LongId = ulong.MaxValue;

    private readonly IdColumn ids;

    private Slot[] slots;

    /// <summary>Makes an empty table.</summary>
    public IdTable(int expected = 16)
    {
        ids = new IdColumn(expected);
        slots = new Slot[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, expected) * 2)];
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
    public int Find(ReadOnlySpan<byte> id) => slots[SlotOf(id, HeadOf(id), HashOf(id))].Next - 1;

    /// <summary>The number of an id, which is added where it is new.</summary>
    public int Add(ReadOnlySpan<byte> id)
    {
        var (head, hash) = (HeadOf(id), HashOf(id));
        ref var slot = ref slots[SlotOf(id, head, hash)];
        if (slot.Next > 0)
        {
            return slot.Next - 1;
        }

        ids.Add(id);
        slot = new Slot(head, hash, Count);
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

    /// <summary>What a slot holds of an id: all of a short one and its length, so that nothing else has to be looked at; of others only that they are
    /// long.</summary>
    private static ulong HeadOf(ReadOnlySpan<byte> id) => id.Length < sizeof(ulong) ? ((ulong)id.Length << 56) | TailOf(id) : LongId;

    private int SlotOf(ReadOnlySpan<byte> id, ulong head, uint hash)
    {
        var mask = slots.Length - 1;
        var at = (int)(hash & (uint)mask);
        while (slots[at] is { Next: > 0 } slot
            && (slot.Hash != hash || slot.Head != head || (head == LongId && !ids[slot.Next - 1].SequenceEqual(id))))
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Grow()
    {
        var larger = new Slot[slots.Length * 2];
        var mask = larger.Length - 1;
        foreach (var slot in slots)
        {
            if (slot.Next == 0)
            {
                continue;
            }

            var at = (int)(slot.Hash & (uint)mask);
            while (larger[at].Next > 0)
            {
                at = (at + 1) & mask;
            }

            larger[at] = slot;
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

            hash = Mix(hash ^ TailOf(id));
            return (uint)(hash ^ (hash >> 32));
        }
    }

    /// <summary>Fewer than eight bytes as one number.</summary>
    private static ulong TailOf(ReadOnlySpan<byte> id)
    {
        ulong tail = 0;
        for (var i = 0; i < id.Length; i++)
        {
            tail |= (ulong)id[i] << (i * 8);
        }

        return tail;
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value ^ 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, out var low);
        return high ^ low;
    }

    /// <summary>Represents a place for an id.</summary>
    /// <param name="Head">See <see cref="HeadOf"/>.</param>
    /// <param name="Hash">The id's hash.</param>
    /// <param name="Next">The id's number + 1; 0 where the place is free.</param>
    private readonly record struct Slot(ulong Head, uint Hash, int Next);
}
