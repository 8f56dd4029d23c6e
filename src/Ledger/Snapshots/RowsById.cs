namespace Compensation.Ledger.Snapshots;

/// <summary>Finds the rows of an id in a growing column in which rows of one id mostly stand together.</summary>
/// <remarks>Open addressing over the column itself: no id is kept twice. It catches up with the column when it is asked.</remarks>
internal sealed class RowsById(IdColumn ids)
{
    // The first row, plus one, of each stretch of rows with the same id; 0 is free.
    private int[] slots = new int[16];
    private int stretches;
    private int covered;

    /// <summary>The rows of an id, ascending.</summary>
    public IReadOnlyList<int> Find(ReadOnlySpan<byte> id)
    {
        Cover();
        var found = new List<int>();
        for (var slot = SlotOf(id); slots[slot] != 0; slot = Next(slot))
        {
            for (var row = slots[slot] - 1; row < ids.Count && ids[row].SequenceEqual(id); row++)
            {
                found.Add(row);
            }
        }

        found.Sort();
        return found;
    }

    private void Cover()
    {
        for (; covered < ids.Count; covered++)
        {
            if (covered == 0 || !ids[covered].SequenceEqual(ids[covered - 1]))
            {
                stretches++;
                if (stretches * 2 > slots.Length)
                {
                    Grow();
                }

                Add(covered);
            }
        }
    }

    private void Grow()
    {
        var smaller = slots;
        slots = new int[Math.Max(smaller.Length * 2, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)ids.Count * 2))];
        foreach (var entry in smaller)
        {
            if (entry != 0)
            {
                Add(entry - 1);
            }
        }
    }

    private void Add(int row)
    {
        var slot = SlotOf(ids[row]);
        while (slots[slot] != 0)
        {
            slot = Next(slot);
        }

        slots[slot] = row + 1;
    }

    private int SlotOf(ReadOnlySpan<byte> id) => (int)(IdTable.HashOf(id) & (uint)(slots.Length - 1));

    private int Next(int slot) => (slot + 1) & (slots.Length - 1);
}
