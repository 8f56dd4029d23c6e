namespace Compensation.Rules.Genealogy;

/// <summary>Represents the volume of sellers' legs while time passes, orders come in and newcomers find places.</summary>
/// <remarks>A leg has what was carried into the period for it, and what its organisation, as it stands by now, has ordered since.</remarks>
internal sealed class LegVolumes
{
    private const int Unknown = -2;
    private const int NotBelow = -1;

    private readonly PlacementTree tree;
    private readonly OrderStream orders;
    private readonly GrowingSums organisation;
    private int next;

    /// <summary>Begins at the start of the period.</summary>
    /// <param name="tree">The tree that grows.</param>
    /// <param name="count">How many sellers there are.</param>
    /// <param name="orders">What counts in the period.</param>
    public LegVolumes(PlacementTree tree, int count, OrderStream orders)
    {
        this.tree = tree;
        this.orders = orders;
        organisation = new GrowingSums(Enumerable.Range(0, count).Select(tree.ParentOf));
    }

    /// <summary>The volume of each of one seller's legs just before an instant: that of <see cref="Before(long, int)"/> in a tree that grows no more, in one
    /// pass over the orders, whatever their order.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="count">How many sellers there are.</param>
    /// <param name="orders">What counts in the period.</param>
    /// <param name="instant">When.</param>
    /// <param name="seller">Whose legs.</param>
    public static long[] Before(PlacementTree tree, int count, OrderStream orders, long instant, int seller)
    {
        var (legs, legOf) = (new long[tree.Width], new int[count]);
        Array.Fill(legOf, Unknown);
        legOf[seller] = NotBelow;
        for (var leg = 0; leg < legs.Length; leg++)
        {
            legs[leg] = leg < orders.Carried.Count ? orders.Carried[leg][seller] : 0;
            if (tree.ChildAt(seller, leg) is >= 0 and var child)
            {
                legOf[child] = leg;
            }
        }

        for (var row = 0; row < orders.Placed.Length; row++)
        {
            if (orders.Placed[row] < instant && LegOf(tree, legOf, orders.Seller[row]) is >= 0 and var leg)
            {
                legs[leg] = checked(legs[leg] + orders.Units[row]);
            }
        }

        return legs;
    }

    /// <summary>In which leg somebody stands: that of the first one above who is known. Everybody on the way up is known from then on.</summary>
    private static int LegOf(PlacementTree tree, int[] legOf, int seller)
    {
        var above = seller;
        while (above >= 0 && legOf[above] == Unknown)
        {
            above = tree.ParentOf(above);
        }

        var leg = above < 0 ? NotBelow : legOf[above];
        for (var at = seller; at != above; at = tree.ParentOf(at))
        {
            legOf[at] = leg;
        }

        return leg;
    }

    /// <summary>The volume of each of a seller's legs just before an instant; instants only move forward.</summary>
    public long[] Before(long instant, int seller)
    {
        for (; next < orders.Placed.Length && orders.Placed[next] < instant; next++)
        {
            organisation.Add(orders.Seller[next], orders.Units[next]);
        }

        var legs = new long[tree.Width];
        for (var leg = 0; leg < legs.Length; leg++)
        {
            var child = tree.ChildAt(seller, leg);
            var carried = leg < orders.Carried.Count ? orders.Carried[leg][seller] : 0;
            legs[leg] = checked(carried + (child < 0 ? 0 : organisation.Of(child)));
        }

        return legs;
    }

    /// <summary>Takes note of a place that was taken.</summary>
    public void Take(int newcomer, Placement place) => organisation.Link(newcomer, place.Parent);
}

/// <summary>Represents the volume that decides which leg is weak: what was carried, and what was ordered, in order of time.</summary>
/// <param name="Placed">When each order row was placed, ascending.</param>
/// <param name="Seller">Whom it is credited to.</param>
/// <param name="Units">What it brings.</param>
/// <param name="Carried">By leg, what each seller's leg carried into the period; empty where nothing is carried.</param>
internal sealed record OrderStream(long[] Placed, int[] Seller, long[] Units, IReadOnlyList<long[]> Carried);
