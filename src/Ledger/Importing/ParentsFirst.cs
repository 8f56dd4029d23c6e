namespace Compensation.Ledger.Importing;

/// <summary>Puts sellers into an order in which parents come before children, so that the ledger's check for circles has nothing to walk.</summary>
internal static class ParentsFirst
{
    /// <summary>The rows in such an order; rows of a circle are left out.</summary>
    /// <param name="parent">Each row's parent, or -1.</param>
    public static int[] Of(int[] parent)
    {
        var (order, count) = (new int[parent.Length], 0);
        var placed = new bool[parent.Length];
        var path = new Stack<int>();
        var onPath = new HashSet<int>();
        for (var row = 0; row < parent.Length; row++)
        {
            for (var at = row; at >= 0 && !placed[at] && onPath.Add(at); at = parent[at])
            {
                path.Push(at);
            }

            // A path that ends in nobody or in somebody placed stands; one that runs into itself does not.
            var stands = path.Count > 0 && (parent[path.Peek()] < 0 || placed[parent[path.Peek()]]);
            while (path.TryPop(out var next))
            {
                placed[next] = stands;
                if (stands)
                {
                    order[count++] = next;
                }
            }

            onPath.Clear();
        }

        return order[..count];
    }

    /// <summary>The rows in an order in which parents in each of some trees come first; null where one tree puts somebody above whom another puts
    /// below.</summary>
    /// <param name="parents">Each row's parent, or -1; tree by tree.</param>
    /// <param name="rows">How many rows there are.</param>
    public static int[]? InAll(IReadOnlyList<int[]> parents, int rows)
    {
        var (order, count) = (new int[rows], 0);
        var (isBegun, isPlaced) = (new bool[rows], new bool[rows]);
        var open = new Stack<int>();
        for (var row = 0; row < rows; row++)
        {
            open.Push(row);
            while (open.TryPeek(out var at))
            {
                if (isBegun[at])
                {
                    open.Pop();
                    if (!isPlaced[at])
                    {
                        (isPlaced[at], order[count++]) = (true, at);
                    }

                    continue;
                }

                isBegun[at] = true;
                foreach (var tree in parents)
                {
                    if (tree[at] < 0 || isPlaced[tree[at]])
                    {
                        continue;
                    }

                    if (isBegun[tree[at]])
                    {
                        return null;
                    }

                    open.Push(tree[at]);
                }
            }
        }

        return order;
    }
}
