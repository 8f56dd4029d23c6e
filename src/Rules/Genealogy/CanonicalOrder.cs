using Compensation.Rules.Closing;

namespace Compensation.Rules.Genealogy;

/// <summary>Renumbers sellers so that the result of a close does not depend on the order of input rows, and parents come before children.</summary>
/// <remarks>
/// Roots first, then level by level through the main tree; among the children of one parent, who joined first comes first, and of those who joined
/// at the same instant the smaller id. One reverse pass over the numbers is therefore a bottom-up pass over the main tree.
/// </remarks>
internal static class CanonicalOrder
{
    /// <summary>The snapshot rows in canonical order, and by canonical number each seller's parent.</summary>
    /// <param name="sellers">The sellers.</param>
    /// <param name="parent">The main tree's parents by row.</param>
    /// <param name="threads">How many threads to use.</param>
    /// <exception cref="GenealogyException">Some sellers are their own ancestors.</exception>
    public static (int[] Rows, int[] Parent) Of(SellerColumns sellers, int[] parent, int threads)
    {
        var (start, child) = ChildLists.Of(parent);
        var siblings = new Siblings(sellers);
        Ranges.For(threads, parent.Length, (from, to) =>
        {
            for (var row = from; row < to; row++)
            {
                siblings.Sort(child.AsSpan(start[row], start[row + 1] - start[row]));
            }
        });
        var (order, above) = (new int[sellers.Count], new int[sellers.Count]);
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
        for (var next = 0; next < filled; next++)
        {
            var row = order[next];
            for (var i = start[row]; i < start[row + 1]; i++)
            {
                (order[filled], above[filled]) = (child[i], next);
                filled++;
            }
        }

        return filled == order.Length ? (order, above) : throw GenealogyException.Cycle("main", sellers.Ids, parent);
    }

    /// <summary>The sellers of another tree top down, and for each of them at which step the parent stands, or -1.</summary>
    public static (int[] TopDown, int[] ParentStep) TopDown(string tree, int[] parent, Func<int, string> id)
    {
        var (start, child) = ChildLists.Of(parent);
        var (order, above) = (new int[parent.Length], new int[parent.Length]);
        var filled = 0;
        for (var seller = 0; seller < parent.Length; seller++)
        {
            if (parent[seller] < 0)
            {
                (order[filled], above[filled]) = (seller, -1);
                filled++;
            }
        }

        for (var next = 0; next < filled; next++)
        {
            var seller = order[next];
            for (var i = start[seller]; i < start[seller + 1]; i++)
            {
                (order[filled], above[filled]) = (child[i], next);
                filled++;
            }
        }

        return filled == order.Length ? (order, above) : throw GenealogyException.Cycle(tree, id, parent);
    }

    /// <summary>Sorts the children of one parent: by joining, then by id.</summary>
    private sealed class Siblings
    {
        private const int Few = 12;

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

        public void Sort(Span<int> rows)
        {
            if (rows.Length > Few)
            {
                rows.Sort(compare);
                return;
            }

            // Their keys are fetched from far memory at once, and compared where they lie side by side.
            Span<long> keys = stackalloc long[Few];
            for (var i = 0; i < rows.Length; i++)
            {
                keys[i] = firstKey[rows[i]];
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
