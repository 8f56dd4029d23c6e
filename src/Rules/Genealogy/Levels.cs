using Compensation.Rules.Closing;

namespace Compensation.Rules.Genealogy;

/// <summary>The levels of a tree that stands level by level, the children of one parent side by side: what of a pass over it can be done at once.</summary>
/// <remarks>Two sellers of a level are neither above nor below each other, and where no family is divided, no two ranges touch the same parent.</remarks>
internal sealed class Levels
{
    private readonly int[] parent;
    private readonly List<int> starts;

    private Levels(int[] parent, List<int> starts)
    {
        this.parent = parent;
        this.starts = starts;
    }

    /// <summary>The levels of a tree, or null where it stands in another order.</summary>
    /// <param name="parent">For each place where the parent stands, or -1.</param>
    public static Levels? Of(int[] parent)
    {
        var starts = new List<int> { 0 };
        var (start, before) = (0, -1);
        for (var at = 0; at < parent.Length; at++)
        {
            var above = parent[at];
            if (above < before)
            {
                return null;
            }

            // The first whose parent is of the level before it begins the next.
            if (above >= start)
            {
                starts.Add(at);
                start = at;
            }

            before = above;
        }

        return new Levels(parent, starts);
    }

    /// <summary>Runs a pass from below: before anybody's turn comes, that of all below is over.</summary>
    /// <param name="workers">Divide the levels that are worth it.</param>
    /// <param name="pass">Takes the places from the one before the second number down to the first.</param>
    public void FromBelow(Workers workers, Action<int, int> pass)
    {
        var done = parent.Length;
        for (var level = starts.Count - 1; level >= 0; level--)
        {
            var (from, to) = (starts[level], EndOf(level));
            if (workers.Divide(to - from))
            {
                Pass(pass, to, done);
                ByFamily(workers, from, to, pass);
                done = from;
            }
        }

        Pass(pass, 0, done);
    }

    /// <summary>Runs a pass from above: before anybody's turn comes, that of all above is over.</summary>
    /// <param name="workers">Divide the levels that are worth it.</param>
    /// <param name="pass">Takes the places from the first number up to the one before the second.</param>
    public void FromAbove(Workers workers, Action<int, int> pass)
    {
        var done = 0;
        for (var level = 0; level < starts.Count; level++)
        {
            var (from, to) = (starts[level], EndOf(level));
            if (workers.Divide(to - from))
            {
                Pass(pass, done, from);
                workers.For(to - from, (first, last) => pass(from + first, from + last));
                done = to;
            }
        }

        Pass(pass, done, parent.Length);
    }

    /// <summary>Runs a loop over all in ranges, each with all children of their parents.</summary>
    public void ByFamily(Workers workers, Action<int, int> work) => ByFamily(workers, 0, parent.Length, work);

    private void ByFamily(Workers workers, int from, int to, Action<int, int> work) =>
        workers.For(to - from, (first, last) => Pass(work, FamilyFrom(from + first, to), FamilyFrom(from + last, to)));

    private int EndOf(int level) => level + 1 < starts.Count ? starts[level + 1] : parent.Length;

    /// <summary>The first place from one on where a family begins.</summary>
    private int FamilyFrom(int at, int to)
    {
        while (at > 0 && at < to && parent[at] >= 0 && parent[at] == parent[at - 1])
        {
            at++;
        }

        return at;
    }

    private static void Pass(Action<int, int> pass, int from, int to)
    {
        if (from < to)
        {
            pass(from, to);
        }
    }
}
