using Compensation.Rules.Closing;

namespace Compensation.Rules.Genealogy;

/// <summary>Trees that a plan derives from another for the period.</summary>
internal static class DerivedTrees
{
    /// <summary>Physical compression: children of a seller who is not kept move to the nearest kept ancestor; who has none becomes a root.</summary>
    /// <remarks>Sellers who are not kept have no parent in the compressed tree and are nobody's.</remarks>
    public static Tree Compress(Tree tree, long[] keep, Workers workers)
    {
        var parent = tree.NearestMarked(keep, workers);
        for (var seller = 0; seller < parent.Length; seller++)
        {
            if (keep[seller] == 0)
            {
                parent[seller] = -1;
            }
        }

        return new Tree(parent, null, tree.TopDown);
    }

    /// <summary>X-up: each seller's first <paramref name="count"/> recruits belong to the seller's own sponsor. A root keeps its own.</summary>
    /// <param name="tree">The enrolment tree.</param>
    /// <param name="enrolled">When each seller joined; it decides who came first, then the canonical number.</param>
    /// <param name="count">How many are passed up.</param>
    /// <param name="passesOn">Whether a recruit goes to the sponsor whom the recruiter was passed to, rather than to the recruiter's own.</param>
    public static Tree PassUp(Tree tree, long[] enrolled, int count, bool passesOn)
    {
        var parent = (int[])tree.Parent.Clone();
        for (var step = 0; step < parent.Length; step++)
        {
            var seller = tree.TopDown is null ? step : tree.TopDown[step];
            var recruits = tree.Children(seller).ToArray();
            Array.Sort(recruits, (left, right) => enrolled[left] != enrolled[right] ? enrolled[left].CompareTo(enrolled[right]) : left.CompareTo(right));
            var above = passesOn ? parent[seller] : tree.Parent[seller];
            foreach (var recruit in recruits.AsSpan(0, Math.Min(count, recruits.Length)))
            {
                parent[recruit] = above >= 0 ? above : seller;
            }
        }

        return new Tree(parent, null, tree.TopDown);
    }

    /// <summary>Streamline: one line of all sellers who take part, in order of joining; one for each value of <paramref name="group"/>.</summary>
    public static Tree Line(ReadOnlySpan<long> takesPart, long[] enrolled, long[]? group)
    {
        var order = Enumerable.Range(0, enrolled.Length).ToArray();
        Array.Sort(order, (left, right) => enrolled[left] != enrolled[right] ? enrolled[left].CompareTo(enrolled[right]) : left.CompareTo(right));
        var parent = new int[enrolled.Length];
        var last = new Dictionary<long, int>();
        foreach (var seller in order)
        {
            parent[seller] = -1;
            if (takesPart[seller] != 0)
            {
                var line = group is null ? 0 : group[seller];
                parent[seller] = last.TryGetValue(line, out var before) ? before : -1;
                last[line] = seller;
            }
        }

        return new Tree(parent, null, order);
    }
}
