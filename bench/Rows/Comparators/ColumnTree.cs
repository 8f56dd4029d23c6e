namespace Compensation.Bench.Comparators;

/// <summary>A tree renumbered level by level: the children of a node stand side by side, and parents before them.</summary>
internal sealed class ColumnTree
{
    /// <summary>Renumbers a tree with one root.</summary>
    /// <param name="parent">Each seller's parent, or -1.</param>
    public ColumnTree(int[] parent)
    {
        var count = parent.Length;
        (Number, Seller, First, Inner) = (new int[count], new int[count], new int[count + 1], new int[count]);
        var (ends, child) = ChildrenOf(parent);
        Seller[0] = Array.IndexOf(parent, -1);
        var levels = new List<int> { 0 };
        var (filled, levelEnd) = (1, 1);
        for (var next = 0; next < count; next++)
        {
            if (next == levelEnd)
            {
                levels.Add(next);
                levelEnd = filled;
            }

            First[next] = filled;
            var seller = Seller[next];
            var begin = seller == 0 ? 0 : ends[seller - 1];
            Inner[next] = begin < ends[seller] ? InnerCount++ : -1;
            for (var i = begin; i < ends[seller]; i++)
            {
                Seller[filled] = child[i];
                Number[child[i]] = filled++;
            }
        }

        First[count] = filled;
        levels.Add(count);
        Levels = [.. levels];
    }

    /// <summary>Each seller's number.</summary>
    public int[] Number { get; }

    /// <summary>The seller of each number.</summary>
    public int[] Seller { get; }

    /// <summary>The first child of each number; its last is the one before the next number's first.</summary>
    public int[] First { get; }

    /// <summary>The place of each number among those with children, or -1.</summary>
    public int[] Inner { get; }

    /// <summary>How many have children.</summary>
    public int InnerCount { get; private set; }

    /// <summary>The first number of each level, and the count of all.</summary>
    public int[] Levels { get; }

    private static (int[] Ends, int[] Child) ChildrenOf(int[] parent)
    {
        var ends = new int[parent.Length];
        foreach (var above in parent)
        {
            if (above >= 0)
            {
                ends[above]++;
            }
        }

        var before = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            (ends[i], before) = (before, before + ends[i]);
        }

        // Filling moves each beginning to its end.
        var child = new int[parent.Length];
        for (var seller = 0; seller < parent.Length; seller++)
        {
            if (parent[seller] >= 0)
            {
                child[ends[parent[seller]]++] = seller;
            }
        }

        return (ends, child);
    }
}
