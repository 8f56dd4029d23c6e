namespace Compensation.Grains.Genealogy;

/// <summary>Represents how large each seller's part of a tree is at an instant: the seller with everybody below.</summary>
/// <remarks>Made from a tree's edges as columns, in one pass up from those who have nobody below. Immutable.</remarks>
internal sealed class TreeSizes
{
    private readonly int edges;
    private readonly long from = long.MinValue;
    private readonly long until = long.MaxValue;
    private readonly int[] people;
    private readonly int[] levels;

    /// <summary>Measures a tree.</summary>
    /// <param name="edges">Its edges.</param>
    /// <param name="sellers">How many sellers there are, all those that the edges name among them.</param>
    /// <param name="instant">When, in milliseconds since 1970-01-01T00:00Z.</param>
    public TreeSizes(ReadOnlyMemory<TreeEdge> edges, int sellers, long instant)
    {
        this.edges = edges.Length;
        var span = edges.Span;
        var last = new int[sellers];
        Array.Fill(last, -1);
        for (var i = 0; i < span.Length; i++)
        {
            ref readonly var edge = ref span[i];
            if (edge.Effective > instant)
            {
                until = Math.Min(until, edge.Effective);
                continue;
            }

            from = Math.Max(from, edge.Effective);
            if (last[edge.Seller] < 0 || edge.IsAfter(span[last[edge.Seller]]))
            {
                last[edge.Seller] = i;
            }
        }

        var parent = Array.ConvertAll(last, edge => edge < 0 ? TreeHistory.Nobody : edges.Span[edge].Parent);
        (people, levels) = Add(parent);
    }

    /// <summary>How many there are: the seller and everybody below.</summary>
    public int PeopleFrom(int seller) => people[seller];

    /// <summary>On how many levels they stand; 1 where the seller is alone.</summary>
    public int LevelsFrom(int seller) => levels[seller];

    /// <summary>Whether this is how a tree with so many edges stands at an instant.</summary>
    public bool Fits(int edges, long instant) => edges == this.edges && instant >= from && instant < until;

    private static (int[] People, int[] Levels) Add(int[] parent)
    {
        var (people, levels, open) = (new int[parent.Length], new int[parent.Length], new int[parent.Length]);
        Array.Fill(people, 1);
        Array.Fill(levels, 1);
        foreach (var above in parent)
        {
            if (above != TreeHistory.Nobody)
            {
                open[above]++;
            }
        }

        for (var seller = 0; seller < parent.Length; seller++)
        {
            // From each who has nobody below, up to the first who waits for another leg.
            for (var at = open[seller] == 0 ? seller : TreeHistory.Nobody; at != TreeHistory.Nobody;)
            {
                var above = parent[at];
                open[at] = -1;
                if (above != TreeHistory.Nobody)
                {
                    people[above] += people[at];
                    levels[above] = Math.Max(levels[above], levels[at] + 1);
                    open[above]--;
                }

                at = above != TreeHistory.Nobody && open[above] == 0 && above < seller ? above : TreeHistory.Nobody;
            }
        }

        return (people, levels);
    }
}
