using Compensation.Rules.Closing;

namespace Compensation.Rules.Genealogy;

/// <summary>Represents one tree of sellers as it stands for a period, as columns.</summary>
/// <remarks>Sellers are canonical numbers (<see cref="CanonicalOrder"/>). Walks over a tree are loops over <see cref="TopDown"/> or its reverse;
/// nothing recurses,
/// because a placement tree can be twenty thousand deep.</remarks>
public sealed class Tree
{
    private readonly Lazy<(int[] Start, int[] Child)> children;
    private readonly Lazy<(int[] Enter, int[] Leave)> intervals;
    private readonly Lazy<Levels?> levels;

    /// <summary>Makes a tree of parents.</summary>
    /// <param name="parent">Each seller's parent, or -1 for a root.</param>
    /// <param name="leg">Each seller's leg below the parent, from 0, or -1; null for a tree without legs.</param>
    /// <param name="topDown">All sellers of the tree with every parent before its children, or null where the numbers themselves are such an order.</param>
    public Tree(int[] parent, sbyte[]? leg = null, int[]? topDown = null)
        : this(parent, leg, topDown, null)
    {
    }

    internal Tree(int[] parent, sbyte[]? leg, int[]? topDown, int[]? parentStep)
    {
        ParentStep = parentStep;
        Parent = parent;
        Leg = leg;
        TopDown = topDown;
        children = new(() => ChildLists.Of(Parent));
        intervals = new(MeasureIntervals);
        levels = new(() => (TopDown is null ? Parent : ParentStep) is { } above ? Levels.Of(above) : null);
    }

    /// <summary>Each seller's parent, or -1 for a root (or for a seller who is not in the tree).</summary>
    public int[] Parent { get; }

    /// <summary>Each seller's leg below the parent, or null for a tree without legs.</summary>
    public sbyte[]? Leg { get; }

    /// <summary>The sellers with every parent before its children; null means 0, 1, 2 ….</summary>
    public int[]? TopDown { get; }

    /// <summary>For each step of <see cref="TopDown"/>, at which step the parent stands, or -1; null where that is not known.</summary>
    internal int[]? ParentStep { get; }

    /// <summary>How many sellers there are.</summary>
    public int Count => Parent.Length;

    /// <summary>The children of a seller, in canonical order.</summary>
    public ReadOnlySpan<int> Children(int seller)
    {
        var (start, child) = children.Value;
        return child.AsSpan(start[seller], start[seller + 1] - start[seller]);
    }

    /// <summary>Whether <paramref name="seller"/> is <paramref name="ancestor"/> or stands anywhere below.</summary>
    public bool IsWithin(int seller, int ancestor)
    {
        var (enter, leave) = intervals.Value;
        return enter[seller] >= enter[ancestor] && enter[seller] < leave[ancestor];
    }

    /// <summary>Runs a pass over the steps from below: before anybody's turn comes, that of all below is over.</summary>
    /// <param name="workers">Divide levels, where the steps go level by level.</param>
    /// <param name="pass">Takes the steps from the one before the second number down to the first.</param>
    internal void FromBelow(Workers workers, Action<int, int> pass)
    {
        if (workers.Divide(Count) && levels.Value is { } known)
        {
            known.FromBelow(workers, pass);
        }
        else
        {
            pass(0, Count);
        }
    }

    /// <summary>Runs a pass over the steps from above: before anybody's turn comes, that of all above is over.</summary>
    /// <param name="workers">Divide levels, where the steps go level by level.</param>
    /// <param name="pass">Takes the steps from the first number up to the one before the second.</param>
    private void FromAbove(Workers workers, Action<int, int> pass)
    {
        if (workers.Divide(Count) && levels.Value is { } known)
        {
            known.FromAbove(workers, pass);
        }
        else
        {
            pass(0, Count);
        }
    }

    /// <summary>Runs a loop over all sellers in ranges, no two of which have children of the same parent.</summary>
    internal void ByFamily(Workers workers, Action<int, int> work)
    {
        if (TopDown is null && workers.Divide(Count) && levels.Value is { } known)
        {
            known.ByFamily(workers, work);
        }
        else
        {
            work(0, Count);
        }
    }

    /// <summary>For each seller, the nearest ancestor who is marked, or -1.</summary>
    /// <param name="marked">One mark per seller; not zero is marked.</param>
    /// <param name="workers">Divide levels, where the numbers go level by level.</param>
    internal int[] NearestMarked(long[] marked, Workers workers)
    {
        var nearest = GC.AllocateUninitializedArray<int>(Count);
        FromAbove(workers, (from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                var seller = TopDown is null ? step : TopDown[step];
                var parent = Parent[seller];
                nearest[seller] = parent < 0 ? -1 : marked[parent] != 0 ? parent : nearest[parent];
            }
        });
        return nearest;
    }

    /// <summary>For each seller, how many stand above.</summary>
    public int[] Depths()
    {
        var depths = new int[Count];
        for (var step = 0; step < depths.Length; step++)
        {
            var seller = TopDown is null ? step : TopDown[step];
            depths[seller] = Parent[seller] < 0 ? 0 : depths[Parent[seller]] + 1;
        }

        return depths;
    }

    private (int[] Enter, int[] Leave) MeasureIntervals()
    {
        var size = Columns.Zeros<int>(Count);
        for (var step = Count - 1; step >= 0; step--)
        {
            var seller = TopDown is null ? step : TopDown[step];
            size[seller]++;
            if (Parent[seller] >= 0)
            {
                size[Parent[seller]] += size[seller];
            }
        }

        var enter = new int[Count];
        var leave = new int[Count];
        var free = new int[Count];
        var roots = 0;
        for (var step = 0; step < Count; step++)
        {
            var seller = TopDown is null ? step : TopDown[step];
            var parent = Parent[seller];
            enter[seller] = parent < 0 ? roots : free[parent];
            leave[seller] = enter[seller] + size[seller];
            free[seller] = enter[seller] + 1;
            if (parent < 0)
            {
                roots += size[seller];
            }
            else
            {
                free[parent] += size[seller];
            }
        }

        return (enter, leave);
    }
}

/// <summary>The children of all sellers as one column, in canonical order.</summary>
internal static class ChildLists
{
    /// <summary>Where each seller's children begin (and where the last one's end), and the children one after another.</summary>
    public static (int[] Start, int[] Child) Of(int[] parent)
    {
        // Counted two places further on, and filled from one place further on: what is left is where each seller's children begin.
        var start = Columns.Zeros<int>(parent.Length + 2);
        foreach (var above in parent)
        {
            if (above >= 0)
            {
                start[above + 2]++;
            }
        }

        for (var i = 1; i < start.Length; i++)
        {
            start[i] += start[i - 1];
        }

        var child = GC.AllocateUninitializedArray<int>(start[^1]);
        for (var seller = 0; seller < parent.Length; seller++)
        {
            if (parent[seller] >= 0)
            {
                child[start[parent[seller] + 1]++] = seller;
            }
        }

        return (start, child);
    }
}
