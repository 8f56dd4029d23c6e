namespace Compensation.Rules.Genealogy;

/// <summary>Represents values of sellers in trees that grow, and their sums over everybody below, in few steps however deep the trees are.</summary>
/// <remarks>
/// A link/cut tree without cuts: each path from the seller last asked for up to the root is a splay tree by depth, and the other branches hang aside from it,
/// with their sums. A step costs the logarithm of the number of sellers, averaged over many. Not safe to share between threads.
/// </remarks>
internal sealed class GrowingSums
{
    private const int Nobody = -1;

    private readonly Node[] nodes;

    /// <summary>Takes over trees in which every value is 0.</summary>
    /// <param name="parent">Each seller's parent, or -1.</param>
    public GrowingSums(IEnumerable<int> parent) => nodes = [.. parent.Select(above => new Node { Up = above, Above = Nobody, Below = Nobody })];

    /// <summary>Adds to a seller's own value.</summary>
    public void Add(int seller, long value)
    {
        Expose(seller);
        ref var node = ref nodes[seller];
        node.Own = checked(node.Own + value);
        node.Whole = checked(node.Whole + value);
    }

    /// <summary>The values of a seller and of everybody below, added up.</summary>
    public long Of(int seller)
    {
        Expose(seller);
        return nodes[seller].Own + nodes[seller].Aside;
    }

    /// <summary>Hangs a root, with everybody below, under a seller of another tree.</summary>
    public void Link(int root, int parent)
    {
        Expose(root);
        Expose(parent);
        nodes[root].Up = parent;
        nodes[parent].Aside = checked(nodes[parent].Aside + nodes[root].Whole);
        Sum(ref nodes[parent]);
    }

    /// <summary>Makes the path from the root to a seller one splay tree, with the seller on top and nobody below.</summary>
    private void Expose(int seller)
    {
        var last = Nobody;
        for (var at = seller; at != Nobody; at = nodes[at].Up)
        {
            Splay(at);
            ref var node = ref nodes[at];
            node.Aside += WholeOf(node.Below) - WholeOf(last);
            node.Below = last;
            Sum(ref node);
            last = at;
        }

        Splay(seller);
    }

    private void Splay(int seller)
    {
        while (!IsTop(seller))
        {
            var parent = nodes[seller].Up;
            if (!IsTop(parent))
            {
                var sameSide = (nodes[nodes[parent].Up].Above == parent) == (nodes[parent].Above == seller);
                Rotate(sameSide ? parent : seller);
            }

            Rotate(seller);
        }
    }

    private void Rotate(int seller)
    {
        ref var node = ref nodes[seller];
        var parent = node.Up;
        ref var turned = ref nodes[parent];
        var grand = turned.Up;
        if (grand != Nobody)
        {
            ref var over = ref nodes[grand];
            over.Above = over.Above == parent ? seller : over.Above;
            over.Below = over.Below == parent ? seller : over.Below;
        }

        int moved;
        if (turned.Above == seller)
        {
            moved = turned.Above = node.Below;
            node.Below = parent;
        }
        else
        {
            moved = turned.Below = node.Above;
            node.Above = parent;
        }

        if (moved != Nobody)
        {
            nodes[moved].Up = parent;
        }

        (turned.Up, node.Up) = (seller, grand);
        Sum(ref turned);
        Sum(ref node);
    }

    /// <summary>Whether a seller is on top of a splay tree: above it is another path, or nobody.</summary>
    private bool IsTop(int seller) => nodes[seller].Up is var up && (up == Nobody || (nodes[up].Above != seller && nodes[up].Below != seller));

    private void Sum(ref Node node) => node.Whole = node.Own + node.Aside + WholeOf(node.Above) + WholeOf(node.Below);

    private long WholeOf(int seller) => seller == Nobody ? 0 : nodes[seller].Whole;

    /// <summary>A seller; one array of these instead of six of their fields, because each step reads all of them.</summary>
    private struct Node
    {
        /// <summary>The node above in the same splay tree, or the seller above the path, or nobody.</summary>
        public int Up;

        /// <summary>The half of the path that is nearer the root.</summary>
        public int Above;

        /// <summary>The half of the path that is further from the root.</summary>
        public int Below;

        public long Own;

        /// <summary>The sum of the branches that are not on the path.</summary>
        public long Aside;

        /// <summary>The sum of the splay tree, with the branches aside from it.</summary>
        public long Whole;
    }
}
