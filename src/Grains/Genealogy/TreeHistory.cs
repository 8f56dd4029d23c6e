namespace Compensation.Grains.Genealogy;

/// <summary>Represents one recorded tree in two times: every edge that the ledger has ever taken, as columns.</summary>
/// <remarks>Edges are added and never removed. Each is linked to the seller's edge before it and to the one that was added below the same parent before it, so
/// both ways through the tree are short whatever its size. Not safe for several threads at once.</remarks>
internal sealed class TreeHistory
{
    public const int Nobody = -1;
    private const int None = -1;

    private TreeEdge[] edges = new TreeEdge[16];
    private int count;
    private readonly List<int> before = [];
    private readonly List<int> beside = [];
    private readonly List<int> lastOf = [];
    private readonly List<int> lastBelow = [];

    /// <summary>All edges so far, in the order in which they were added. What is given stays as it is while others are added.</summary>
    public ReadOnlyMemory<TreeEdge> Edges => edges.AsMemory(0, count);

    public void Add(TreeEdge edge)
    {
        Reserve(Math.Max(edge.Seller, edge.Parent) + 1);
        before.Add(lastOf[edge.Seller]);
        lastOf[edge.Seller] = count;
        beside.Add(edge.Parent == Nobody ? None : lastBelow[edge.Parent]);
        if (edge.Parent != Nobody)
        {
            lastBelow[edge.Parent] = count;
        }

        if (count == edges.Length)
        {
            Array.Resize(ref edges, 2 * count);
        }

        edges[count++] = edge;
    }

    /// <summary>A seller's edges, the one added last first.</summary>
    public IEnumerable<TreeEdge> Of(int seller) => Chain(lastOf, before, seller);

    /// <summary>The edges by which anybody ever came to stand directly below a seller, the one added last first.</summary>
    public IEnumerable<TreeEdge> Below(int parent) => Chain(lastBelow, beside, parent);

    private IEnumerable<TreeEdge> Chain(List<int> heads, List<int> links, int seller)
    {
        for (var at = seller < heads.Count ? heads[seller] : None; at != None; at = links[at])
        {
            yield return edges[at];
        }
    }

    private void Reserve(int sellers)
    {
        while (lastOf.Count < sellers)
        {
            lastOf.Add(None);
            lastBelow.Add(None);
        }
    }
}
