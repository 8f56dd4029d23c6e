namespace Compensation.Grains.Genealogy;

/// <summary>Looks at a tree as it stands at an instant, with edges that are only proposed as if they were there.</summary>
internal sealed class TreeView
{
    private const int Nobody = TreeHistory.Nobody;

    private readonly TreeHistory history;
    private readonly IReadOnlyList<TreeEdge> proposed;
    private readonly long known;

    /// <summary>Looks at a tree.</summary>
    /// <param name="history">The tree.</param>
    /// <param name="proposed">Edges that are not there yet; at most a few.</param>
    /// <param name="known">As the ledger knew it at this sequence.</param>
    public TreeView(TreeHistory history, IReadOnlyList<TreeEdge>? proposed = null, long known = long.MaxValue)
    {
        this.history = history;
        this.proposed = proposed ?? [];
        this.known = known;
    }

    /// <summary>The edges of a seller that hold at some instant, those that no other one with the same instant replaces; the latest effective one first.
    /// </summary>
    public List<TreeEdge> Of(int seller)
    {
        var standing = new List<TreeEdge>();
        foreach (var edge in history.Of(seller).Where(edge => edge.Sequence <= known).Concat(proposed.Where(edge => edge.Seller == seller)))
        {
            var same = standing.FindIndex(other => other.Effective == edge.Effective);
            if (same < 0)
            {
                standing.Add(edge);
            }
            else if (edge.IsAfter(standing[same]))
            {
                standing[same] = edge;
            }
        }

        standing.Sort((left, right) => right.Effective.CompareTo(left.Effective));
        return standing;
    }

    /// <summary>Where a seller stands at an instant; null where they do not stand in the tree yet.</summary>
    public TreeEdge? At(int seller, long instant)
    {
        TreeEdge? last = null;
        foreach (var edge in history.Of(seller))
        {
            Take(edge);
        }

        foreach (var edge in proposed)
        {
            Take(edge);
        }

        return last;

        void Take(TreeEdge edge)
        {
            if (edge.Seller == seller && edge.Sequence <= known && edge.Effective <= instant && (last is not { } other || edge.IsAfter(other)))
            {
                last = edge;
            }
        }
    }

    /// <summary>The number of a seller's last change; 0 before the first.</summary>
    public int LastChange(int seller) => history.Of(seller).FirstOrDefault().Change;

    /// <summary>The parent at an instant, or -1.</summary>
    public int ParentAt(int seller, long instant) => At(seller, instant)?.Parent ?? Nobody;

    /// <summary>Who stands directly below a seller at an instant, by number.</summary>
    public List<int> ChildrenAt(int parent, long instant) =>
        [.. BelowEver(parent).Select(edge => edge.Seller).Distinct().Where(seller => ParentAt(seller, instant) == parent).Order()];

    /// <summary>Whether a seller stands somewhere below another at an instant.</summary>
    public bool IsBelow(int seller, int ancestor, long instant)
    {
        for (var above = ParentAt(seller, instant); above != Nobody; above = ParentAt(above, instant))
        {
            if (above == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next instant after one from which a seller stands elsewhere; the last there is where there is none.</summary>
    public long NextChange(int seller, long instant)
    {
        var next = long.MaxValue;
        foreach (var edge in Of(seller).Where(edge => edge.Effective > instant))
        {
            next = Math.Min(next, edge.Effective);
        }

        return next;
    }

    /// <summary>Who stands in a leg below a seller at some instant of a stretch of time; several where they follow each other.</summary>
    public IEnumerable<int> In(int parent, int leg, long from, long to) =>
        BelowEver(parent).Where(edge => edge.Leg == leg && Holds(edge, from, to)).Select(edge => edge.Seller).Distinct();

    /// <summary>The circle that an edge closes at some instant: the sellers from child to parent, the first one again at the end; null where it closes
    /// none.</summary>
    /// <remarks>Goes up from the edge's seller at the edge's first instant and at every later one, as long as the edge holds, at which somebody on the way up
    /// comes to stand elsewhere.</remarks>
    public List<int>? CircleOf(TreeEdge edge)
    {
        if (edge.Parent == Nobody || (edge.Parent != edge.Seller && !BelowEver(edge.Seller).Any()))
        {
            return null;
        }

        var end = NextChange(edge.Seller, edge.Effective);
        for (var instant = edge.Effective; instant < end;)
        {
            var next = end;
            List<int> path = [edge.Seller];
            var met = new HashSet<int>();
            for (var above = edge.Parent; above != Nobody && met.Add(above); above = ParentAt(above, instant))
            {
                path.Add(above);
                if (above == edge.Seller)
                {
                    return path;
                }

                next = Math.Min(next, NextChange(above, instant));
            }

            instant = next;
        }

        return null;
    }

    private IEnumerable<TreeEdge> BelowEver(int parent) =>
        history.Below(parent).Where(edge => edge.Sequence <= known).Concat(proposed.Where(edge => edge.Parent == parent));

    /// <summary>Whether an edge holds at some instant of a stretch of time.</summary>
    private bool Holds(TreeEdge edge, long from, long to)
    {
        var end = long.MaxValue;
        foreach (var other in Of(edge.Seller))
        {
            if (other.Effective == edge.Effective)
            {
                return other == edge && edge.Effective < to && from < end;
            }

            end = other.Effective;
        }

        return false;
    }
}
