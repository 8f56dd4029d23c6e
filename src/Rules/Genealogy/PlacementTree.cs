using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Genealogy;

/// <summary>Represents a tree of fixed width that grows: who stands where, and where a newcomer would go by each rule of
/// placement.</summary>
/// <remarks>
/// Sellers are numbers from 0 that the caller gives. Nobody leaves a position; after moves a new tree is loaded.
/// A place depends only on the positions below the sponsor, never on other branches. Not safe to share between threads.
/// </remarks>
public sealed class PlacementTree
{
    private const int Nobody = -1;
    private const int NotInTree = -2;

    private readonly List<int> parents = [];
    private readonly List<int> children = [];
    private readonly List<int> taken = [];
    private readonly LegLine?[] lines;
    private readonly Dictionary<int, LevelFrontier> frontiers = [];

    /// <summary>Makes an empty tree.</summary>
    /// <param name="width">How many legs each position has, from 1 to 127.</param>
    /// <param name="depth">How many levels below the sponsor a rule fills; 0 for no limit. A person may place deeper.</param>
    public PlacementTree(int width, int depth = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, sbyte.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        Width = width;
        Depth = depth;
        lines = new LegLine?[width];
    }

    /// <summary>How many legs each position has.</summary>
    public int Width { get; }

    /// <summary>How many levels below the sponsor a rule fills; 0 for no limit.</summary>
    public int Depth { get; }

    /// <summary>Loads a tree from its columns.</summary>
    /// <param name="width">How many legs each position has.</param>
    /// <param name="depth">How many levels below the sponsor a rule fills; 0 for no limit.</param>
    /// <param name="parent">Each seller's parent, or -1 for a root.</param>
    /// <param name="leg">Each seller's leg, or -1 where it isn't recorded: those take the legs that are left, in order of
    /// their numbers.</param>
    /// <param name="refused">The sellers that could not stand where the columns say, with the reason; they stand as
    /// roots.</param>
    public static PlacementTree Load(
        int width, int depth, ReadOnlySpan<int> parent, ReadOnlySpan<sbyte> leg,
        out IReadOnlyList<(int Seller, PlacementOutcome Why)> refused)
    {
        var tree = new PlacementTree(width, depth);
        var refusals = new List<(int, PlacementOutcome)>();
        for (var seller = 0; seller < parent.Length; seller++)
        {
            tree.AddRoot(seller);
        }

        for (var pass = 0; pass < 2; pass++)
        {
            for (var seller = 0; seller < parent.Length; seller++)
            {
                if (parent[seller] == Nobody || leg[seller] >= 0 != (pass == 0))
                {
                    continue;
                }

                var ownLeg = pass == 0 ? leg[seller] : tree.FreeLegOrFirst(parent[seller]);
                var outcome = tree.Place(seller, new Placement(parent[seller], ownLeg));
                if (outcome != PlacementOutcome.Placed)
                {
                    refusals.Add((seller, outcome));
                }
            }
        }

        refused = refusals;
        return tree;
    }

    /// <summary>Puts a seller into the tree with nobody above; nothing changes for one who already stands in it.</summary>
    public void AddRoot(int seller)
    {
        Grow(seller + 1);
        if (parents[seller] == NotInTree)
        {
            parents[seller] = Nobody;
        }
    }

    /// <summary>Whether a seller stands in the tree.</summary>
    public bool Holds(int seller) => seller >= 0 && seller < parents.Count && parents[seller] != NotInTree;

    /// <summary>The seller directly above, or -1.</summary>
    public int ParentOf(int seller) => Holds(seller) ? Math.Max(parents[seller], Nobody) : Nobody;

    /// <summary>The seller in a leg directly below a position, or -1.</summary>
    public int ChildAt(int seller, int leg) => children[(seller * Width) + leg];

    /// <summary>The leftmost free leg of a position, or -1.</summary>
    public int FirstFreeLeg(int seller)
    {
        for (var leg = 0; leg < Width && taken[seller] < Width; leg++)
        {
            if (ChildAt(seller, leg) == Nobody)
            {
                return leg;
            }
        }

        return Nobody;
    }

    /// <summary>Whether a seller stands somewhere below another; a sponsor who places by hand may do so only there.</summary>
    public bool IsBelow(int seller, int ancestor)
    {
        for (var above = ParentOf(seller); above != Nobody; above = parents[above])
        {
            if (above == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives a newcomer a place. A root may be placed with everybody below.</summary>
    public PlacementOutcome Place(int newcomer, Placement place)
    {
        var outcome = Check(newcomer, place);
        if (outcome != PlacementOutcome.Placed)
        {
            return outcome;
        }

        Grow(newcomer + 1);
        parents[newcomer] = place.Parent;
        children[(place.Parent * Width) + place.Leg] = newcomer;
        taken[place.Parent]++;
        lines[place.Leg]?.Extend(place.Parent, newcomer);
        return PlacementOutcome.Placed;
    }

    /// <summary>Finds the place that a rule gives to a sponsor's newcomer. Nothing is taken yet.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="sponsor">Whose newcomer it is.</param>
    /// <param name="terms">What else the rule asks for.</param>
    /// <param name="place">The place.</param>
    public PlacementOutcome Find(PlacingRule rule, int sponsor, PlacingTerms terms, out Placement place)
    {
        place = default;
        if (rule == PlacingRule.ByHand)
        {
            return PlacementOutcome.ByHand;
        }

        if (!Holds(sponsor))
        {
            return PlacementOutcome.UnknownParent;
        }

        var (leg, position, level) = rule == PlacingRule.LevelByLevel
            ? FirstByLevel(sponsor)
            : EndOfLeg(sponsor, LegFor(rule, terms));
        if (Depth > 0 && level >= Depth)
        {
            return PlacementOutcome.NoPlaceWithinDepth;
        }

        place = new Placement(position, leg);
        return PlacementOutcome.Placed;
    }

    private (int Leg, int Position, int Level) FirstByLevel(int sponsor)
    {
        if (Width == 1)
        {
            return EndOfLeg(sponsor, 0);
        }

        if (!frontiers.TryGetValue(sponsor, out var frontier))
        {
            frontiers[sponsor] = frontier = new LevelFrontier(sponsor);
        }

        var (position, level) = frontier.First(this);
        return (FirstFreeLeg(position), position, level);
    }

    private (int Leg, int Position, int Level) EndOfLeg(int sponsor, int leg)
    {
        var (position, level) = LineOf(leg).EndFrom(sponsor);
        return (leg, position, level);
    }

    private int LegFor(PlacingRule rule, PlacingTerms terms) => rule switch
    {
        PlacingRule.WeakSide => terms.WeakLeg(Width),
        PlacingRule.PowerLeg => terms.PowerLeg(Width),
        PlacingRule.Left => 0,
        PlacingRule.Right => Width - 1,
        PlacingRule.Alternate => terms.Recruit % 2 == 0 ? 0 : Width - 1,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "The rule follows no leg."),
    };

    /// <summary>The lines of a leg, made from the tree when first asked for.</summary>
    private LegLine LineOf(int leg)
    {
        if (lines[leg] is { } made)
        {
            return made;
        }

        var line = new LegLine();
        line.Grow(parents.Count);
        for (var seller = 0; seller < parents.Count; seller++)
        {
            if (ChildAt(seller, leg) is var child and not Nobody)
            {
                line.Extend(seller, child);
            }
        }

        return lines[leg] = line;
    }

    private PlacementOutcome Check(int newcomer, Placement place)
    {
        if (ParentOf(newcomer) != Nobody)
        {
            return PlacementOutcome.AlreadyPlaced;
        }

        if (!Holds(place.Parent))
        {
            return PlacementOutcome.UnknownParent;
        }

        if (place.Leg < 0 || place.Leg >= Width)
        {
            return PlacementOutcome.NoSuchLeg;
        }

        if (ChildAt(place.Parent, place.Leg) != Nobody)
        {
            return PlacementOutcome.PositionTaken;
        }

        var hasOwn = Holds(newcomer) && taken[newcomer] > 0;
        return newcomer == place.Parent || (hasOwn && IsBelow(place.Parent, newcomer))
            ? PlacementOutcome.BelowItself
            : PlacementOutcome.Placed;
    }

    private int FreeLegOrFirst(int seller) => Holds(seller) ? Math.Max(FirstFreeLeg(seller), 0) : 0;

    private void Grow(int count)
    {
        while (parents.Count < count)
        {
            parents.Add(NotInTree);
            taken.Add(0);
            for (var leg = 0; leg < Width; leg++)
            {
                children.Add(Nobody);
            }
        }

        foreach (var line in lines)
        {
            line?.Grow(parents.Count);
        }
    }
}
