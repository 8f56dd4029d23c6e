using Compensation.Rules.Closing;

namespace Compensation.Rules.Genealogy;

/// <summary>Renumbers sellers so that the result of a close does not depend on the order of input rows, and parents come before children.</summary>
/// <remarks>
/// Roots first, then level by level through the main tree; among the children of one parent, who joined first comes first, and of those who joined
/// at the same instant the smaller id. One reverse pass over the numbers is therefore a bottom-up pass over the main tree.
/// </remarks>
internal static class CanonicalOrder
{
    /// <summary>So many sellers that what is fetched for them from far memory stays in the cache.</summary>
    private const int Block = 1_024;

    /// <summary>The snapshot rows in canonical order, and by canonical number each seller's parent.</summary>
    /// <param name="sellers">The sellers.</param>
    /// <param name="parent">The main tree's parents by row.</param>
    /// <param name="workers">Sort the children of many at once.</param>
    /// <exception cref="GenealogyException">Some sellers are their own ancestors.</exception>
    public static (int[] Rows, int[] Parent) Of(SellerColumns sellers, int[] parent, Workers workers)
    {
        var (start, child) = ChildLists.Of(parent);
        var siblings = new Siblings(sellers);
        workers.For(parent.Length, (from, to) => siblings.Sort(start, child, from, to));
        var (order, above) = (GC.AllocateUninitializedArray<int>(sellers.Count), GC.AllocateUninitializedArray<int>(sellers.Count));
        var filled = 0;
        for (var row = 0; row < parent.Length; row++)
        {
            if (parent[row] < 0)
            {
                (order[filled], above[filled]) = (row, -1);
                filled++;
            }
        }

        siblings.Sort(order.AsSpan(0, filled));
        return HaveRest(order, above, filled, start, child) ? (order, above) : throw GenealogyException.Cycle("main", sellers.Ids, parent);
    }

    /// <summary>The sellers of another tree top down, and for each of them at which step the parent stands, or -1.</summary>
    public static (int[] TopDown, int[] ParentStep) TopDown(string tree, int[] parent, Func<int, string> id)
    {
        var (start, child) = ChildLists.Of(parent);
        var (order, above) = (GC.AllocateUninitializedArray<int>(parent.Length), GC.AllocateUninitializedArray<int>(parent.Length));
        var filled = 0;
        for (var seller = 0; seller < parent.Length; seller++)
        {
            if (parent[seller] < 0)
            {
                (order[filled], above[filled]) = (seller, -1);
                filled++;
            }
        }

        return HaveRest(order, above, filled, start, child) ? (order, above) : throw GenealogyException.Cycle(tree, id, parent);
    }

    /// <summary>Adds to the roots everybody below, level by level.</summary>
    /// <param name="order">The sellers: first the roots.</param>
    /// <param name="above">For each of them, where the parent stands.</param>
    /// <param name="filled">How many roots there are.</param>
    /// <param name="start">Where each seller's children begin.</param>
    /// <param name="child">The children.</param>
    /// <returns>Whether that is everybody; those in a circle and below are below no root.</returns>
    private static bool HaveRest(int[] order, int[] above, int filled, int[] start, int[] child)
    {
        Span<(int From, int To)> children = stackalloc (int, int)[Block];
        for (int next = 0, count; next < filled; next += count)
        {
            // Fetched from far memory all at once: to wait for one after the other, because of a loop that ends by it, takes several times as long.
            count = Math.Min(Block, filled - next);
            for (var i = 0; i < count; i++)
            {
                children[i] = (start[order[next + i]], start[order[next + i] + 1]);
            }

            for (var i = 0; i < count; i++)
            {
                for (var at = children[i].From; at < children[i].To; at++)
                {
                    (order[filled], above[filled]) = (child[at], next + i);
                    filled++;
                }
            }
        }

        return filled == order.Length;
    }

    /// <summary>Sorts the children of one parent: by joining, then by id.</summary>
    private sealed class Siblings
    {
        private readonly long[] firstKey;
        private readonly Comparison<int> compare;

        public Siblings(SellerColumns sellers)
        {
            var (ids, enrolled) = (sellers.Ids, sellers.Enrolled);
            firstKey = enrolled.AsSpan().ContainsAnyExcept(enrolled.FirstOrDefault()) ? enrolled : KeysOf(ids);
            compare = (left, right) => firstKey[left] != firstKey[right] ? firstKey[left].CompareTo(firstKey[right])
                : enrolled[left] != enrolled[right] ? enrolled[left].CompareTo(enrolled[right])
                : ids.Compare(left, right);
        }

        /// <summary>Sorts one parent's children.</summary>
        public void Sort(Span<int> rows) => rows.Sort(compare);

        /// <summary>Sorts the children of each of some parents.</summary>
        public void Sort(int[] start, int[] child, int from, int to)
        {
            // The keys of many are fetched from far memory all at once, and compared where they lie side by side.
            Span<long> keys = stackalloc long[Block];
            for (int parent = from, next; parent < to; parent = next)
            {
                var first = start[parent];
                for (next = parent + 1; next < to && start[next + 1] - first <= Block; next++)
                {
                }

                var rows = child.AsSpan(first, start[next] - first);
                if (rows.Length > Block)
                {
                    Sort(rows);
                    continue;
                }

                for (var i = 0; i < rows.Length; i++)
                {
                    keys[i] = firstKey[rows[i]];
                }

                for (var i = parent; i < next; i++)
                {
                    var (at, count) = (start[i] - first, start[i + 1] - start[i]);
                    Sort(rows.Slice(at, count), keys.Slice(at, count));
                }
            }
        }

        private void Sort(Span<int> rows, Span<long> keys)
        {
            const int Few = 24;
            if (rows.Length > Few)
            {
                Sort(rows);
                return;
            }

            for (var i = 1; i < rows.Length; i++)
            {
                var (row, key, at) = (rows[i], keys[i], i);
                for (; at > 0 && (key < keys[at - 1] || (key == keys[at - 1] && compare(row, rows[at - 1]) < 0)); at--)
                {
                    (rows[at], keys[at]) = (rows[at - 1], keys[at - 1]);
                }

                (rows[at], keys[at]) = (row, key);
            }
        }

        /// <summary>Where all have joined at the same instant, ids decide: nearly always the first eight bytes after what all of them begin with.</summary>
        private static long[] KeysOf(Ids ids)
        {
            var shared = ids.SharedLength();
            var keys = GC.AllocateUninitializedArray<long>(ids.Count);
            for (var row = 0; row < keys.Length; row++)
            {
                // The least number of 64 bits with a sign is the least of those without.
                keys[row] = unchecked((long)(ids.EightBytes(row, shared) ^ (1UL << 63)));
            }

            return keys;
        }
    }
}
