namespace Compensation.Rules.Genealogy;

/// <summary>Represents values of sellers in trees that grow, and their sums over everybody below, in few steps however deep the trees are.</summary>
/// <remarks>
/// A link/cut tree without cuts: each path from the seller last asked for up to the root is a splay tree by depth, and the other branches hang aside from it,
/// with their sums. A step costs the logarithm of the number of sellers, averaged over many. Not safe to share between threads.
/// </remarks>
internal sealed class GrowingSums
{
    private const int Nobody = -1;

    private readonly int[] up;
    private readonly int[] above;
    private readonly int[] below;
    private readonly long[] own;
    private readonly long[] aside;
    private readonly long[] whole;

    /// <summary>Takes over trees in which every value is 0.</summary>
    /// <param name="parent">Each seller's parent, or -1.</param>
    public GrowingSums(IEnumerable<int> parent)
    {
        up = [.. parent];
        above = [.. Enumerable.Repeat(Nobody, up.Length)];
        below = [.. Enumerable.Repeat(Nobody, up.Length)];
        own = new long[up.Length];
        aside = new long[up.Length];
        whole = new long[up.Length];
    }

    /// <summary>Adds to a seller's own value.</summary>
    public void Add(int seller, long value)
    {
        Expose(seller);
        own[seller] = checked(own[seller] + value);
        Sum(seller);
    }

    /// <summary>The values of a seller and of everybody below, added up.</summary>
    public long Of(int seller)
    {
        Expose(seller);
        return own[seller] + aside[seller];
    }

    /// <summary>Hangs a root, with everybody below, under a seller of another tree.</summary>
    public void Link(int root, int parent)
    {
        Expose(root);
        Expose(parent);
        up[root] = parent;
        aside[parent] = checked(aside[parent] + whole[root]);
        Sum(parent);
    }

    /// <summary>Makes the path from the root to a seller one splay tree, with the seller on top and nobody below.</summary>
    private void Expose(int seller)
    {
        var last = Nobody;
        for (var at = seller; at != Nobody; at = up[at])
        {
            Splay(at);
            aside[at] += WholeOf(below[at]) - WholeOf(last);
            below[at] = last;
            Sum(at);
            last = at;
        }

        Splay(seller);
    }

    private void Splay(int seller)
    {
        while (!IsTop(seller))
        {
            var parent = up[seller];
            if (!IsTop(parent))
            {
                var sameSide = (above[up[parent]] == parent) == (above[parent] == seller);
                Rotate(sameSide ? parent : seller);
            }

            Rotate(seller);
        }
    }

    private void Rotate(int seller)
    {
        var parent = up[seller];
        var grand = up[parent];
        var parentIsTop = IsTop(parent);
        int moved;
        if (above[parent] == seller)
        {
            moved = above[parent] = below[seller];
            below[seller] = parent;
        }
        else
        {
            moved = below[parent] = above[seller];
            above[seller] = parent;
        }

        if (moved != Nobody)
        {
            up[moved] = parent;
        }

        if (!parentIsTop)
        {
            (above[grand], below[grand]) = above[grand] == parent ? (seller, below[grand]) : (above[grand], seller);
        }

        (up[parent], up[seller]) = (seller, grand);
        Sum(parent);
        Sum(seller);
    }

    /// <summary>Whether a seller is on top of a splay tree: above it is another path, or nobody.</summary>
    private bool IsTop(int seller) => up[seller] == Nobody || (above[up[seller]] != seller && below[up[seller]] != seller);

    private void Sum(int seller) => whole[seller] = own[seller] + aside[seller] + WholeOf(above[seller]) + WholeOf(below[seller]);

    private long WholeOf(int seller) => seller == Nobody ? 0 : whole[seller];
}
