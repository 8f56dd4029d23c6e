using Compensation.Rules.Closing;

namespace Compensation.Rules.Genealogy;

/// <summary>Renumbers sellers so that the result of a close does not depend on the order of input rows, and parents come before children.</summary>
/// <remarks>
/// Roots first, then level by level through the main tree; among the children of one parent, who joined first comes first, and of those who joined
/// at the same instant the smaller id. One reverse pass over the numbers is therefore a bottom-up pass over the main tree.
/// </remarks>
internal static class CanonicalOrder
{
    /// <summary>The snapshot rows in canonical order.</summary>
    /// <param name="sellers">The sellers.</param>
    /// <param name="parent">The main tree's parents by row.</param>
    /// <exception cref="GenealogyException">Some sellers are their own ancestors.</exception>
    public static int[] Of(SellerColumns sellers, int[] parent)
    {
        var (start, child) = ChildLists.Of(parent);
        var enrolled = sellers.Enrolled;
        var order = new int[sellers.Count];
        var comparer = Comparer<int>.Create((left, right) => enrolled[left] != enrolled[right]
            ? enrolled[left].CompareTo(enrolled[right])
            : sellers.Ids.Compare(left, right));
        var filled = 0;
        for (var row = 0; row < parent.Length; row++)
        {
            if (parent[row] < 0)
            {
                order[filled++] = row;
            }
        }

        order.AsSpan(0, filled).Sort(comparer);
        for (var next = 0; next < filled; next++)
        {
            var row = order[next];
            var count = start[row + 1] - start[row];
            if (count > 0)
            {
                var group = order.AsSpan(filled, count);
                child.AsSpan(start[row], count).CopyTo(group);
                group.Sort(comparer);
                filled += count;
            }
        }

        return filled == order.Length ? order : throw GenealogyException.Cycle("main", sellers.Ids, parent);
    }

    /// <summary>The sellers of another tree, top down.</summary>
    public static int[] TopDown(string tree, int[] parent, Func<int, string> id)
    {
        var (start, child) = ChildLists.Of(parent);
        var order = new int[parent.Length];
        var filled = 0;
        for (var seller = 0; seller < parent.Length; seller++)
        {
            if (parent[seller] < 0)
            {
                order[filled++] = seller;
            }
        }

        for (var next = 0; next < filled; next++)
        {
            var seller = order[next];
            var children = child.AsSpan(start[seller], start[seller + 1] - start[seller]);
            children.CopyTo(order.AsSpan(filled));
            filled += children.Length;
        }

        return filled == order.Length ? order : throw GenealogyException.Cycle(tree, id, parent);
    }
}
