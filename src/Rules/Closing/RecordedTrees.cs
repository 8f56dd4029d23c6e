using Compensation.Rules.Bonuses;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;
using Compensation.Rules.Volumes;
using NodaTime;

namespace Compensation.Rules.Closing;

/// <summary>The trees that are recorded, as they stand in the stretches between the moves of the period, with places for newcomers.</summary>
internal sealed class RecordedTrees
{
    private readonly Frame frame;
    private readonly Lazy<IReadOnlyList<TreeEpoch>>[] epochs;
    private readonly SortedDictionary<int, Placement>?[] given;
    private readonly Spill?[] spills;

    public RecordedTrees(Frame frame)
    {
        this.frame = frame;
        var recorded = frame.Plan.RecordedTrees.Count;
        (given, spills) = (new SortedDictionary<int, Placement>?[recorded], new Spill?[recorded]);
        epochs = [.. Enumerable.Range(0, recorded).Select(index => new Lazy<IReadOnlyList<TreeEpoch>>(
            () => Compute(frame.Plan.Trees.First(rule => rule.Recorded == index))))];
    }

    private Snapshot Snapshot => frame.Snapshot;

    /// <summary>
    /// A tree as it stood when orders were placed: one epoch for each stretch between moves of the period, where the plan asks for that; else the period's
    /// tree alone. The last is the tree at the period's end.
    /// </summary>
    public IReadOnlyList<TreeEpoch> Epochs(TreeRule rule) => epochs[rule.Recorded].Value;

    /// <summary>The places given to newcomers, for the next period: those of the trees whose rule gives any.</summary>
    public IEnumerable<CarryPlace> Given()
    {
        foreach (var rule in PlacingTrees())
        {
            foreach (var (seller, place) in given[rule.Recorded]!)
            {
                yield return new CarryPlace(rule.Name, seller, place.Parent, place.Leg);
            }
        }
    }

    /// <summary>The places given to one seller, with what the sponsor's legs had then (see <see cref="Spill.LegsThen"/>).</summary>
    public IEnumerable<(TreeRule Tree, Placement Place, long[]? LegsThen)> GivenTo(int seller)
    {
        foreach (var rule in PlacingTrees())
        {
            if (given[rule.Recorded]!.TryGetValue(seller, out var place))
            {
                yield return (rule, place, spills[rule.Recorded]!.LegsThen(seller));
            }
        }
    }

    /// <summary>The volume of each of a seller's legs just before an instant, in a tree whose rule goes by volume.</summary>
    public long[] LegsBefore(TreeRule rule, long instant, int seller)
    {
        var standing = Epochs(rule)[^1].Tree;
        var (legs, placing) = (rule.Document.Legs.Count, rule.Document.Placing!);
        var tree = PlacementTree.Load(
            legs > 0 ? legs : placing.Width, placing.Depth, standing.Parent, standing.Leg ?? [.. standing.Parent.Select(_ => (sbyte)-1)], out _);
        return LegVolumes.Before(tree, frame.Count, OrdersFor(rule, ordered: false), instant, seller);
    }

    /// <summary>The trees whose rule gives places, computed.</summary>
    private IEnumerable<TreeRule> PlacingTrees()
    {
        foreach (var rule in frame.Plan.Trees.Where(rule => rule is { Recorded: > 0, Document.Placing: not null }))
        {
            Epochs(rule);
            yield return rule;
        }
    }

    /// <summary>The recorded edges by rows of the snapshot as they stand just before an instant: those first known, and every move that counts by
    /// then.</summary>
    public static EdgeColumns EdgesOf(Snapshot snapshot, int index, long before)
    {
        var edges = snapshot.Sellers.Trees[index];
        var moves = snapshot.Moves.Where(move => move.Tree == index && move.Effective < before)
            .OrderBy(move => move.Effective).ThenBy(move => move.Seller).ThenBy(move => move.Parent).ToList();
        if (moves.Count == 0)
        {
            return edges;
        }

        var (parent, leg) = ((int[])edges.Parent.Clone(), (sbyte[])edges.Leg.Clone());
        foreach (var move in moves)
        {
            parent[move.Seller] = move.Parent;
            leg[move.Seller] = move.Leg;
        }

        return new EdgeColumns(parent, leg);
    }

    private List<TreeEpoch> Compute(TreeRule rule)
    {
        var start = Snapshot.Period.Start.ToUnixTimeMilliseconds();
        var end = Snapshot.Period.End.ToUnixTimeMilliseconds();
        long[] moments = rule.Document.AsOf == TreeMoment.PeriodEnd ? []
            : [.. Snapshot.Moves.Where(move => move.Tree == rule.Recorded && move.Effective > start && move.Effective < end)
                .Select(move => move.Effective).Distinct().Order()];
        var spill = SpillOf(rule);
        var orders = new Lazy<OrderStream>(() => OrdersFor(rule));
        var stretches = new List<TreeEpoch>();
        foreach (var to in moments.Append(end))
        {
            var from = stretches.Count == 0 ? long.MinValue : stretches[^1].To;
            stretches.Add(new TreeEpoch(Standing(rule, to, spill, orders), from, to == end ? long.MaxValue : to));
        }

        return stretches;
    }

    private Tree Standing(TreeRule rule, long before, Spill? spill, Lazy<OrderStream> orders)
    {
        var isMain = rule.Recorded == 0 && before == Snapshot.Period.End.ToUnixTimeMilliseconds();
        var hasLegs = frame.Plan.RecordedTrees[rule.Recorded].Legs.Count > 0;
        if (isMain && !hasLegs && frame.MainParents is { } known)
        {
            return new Tree(known);
        }

        var edges = EdgesOf(Snapshot, rule.Recorded, before);
        var parent = new int[frame.Count];
        var leg = hasLegs ? new sbyte[frame.Count] : null;
        frame.ForRanges((from, to) =>
        {
            var (rowOf, above, legs) = (frame.RowOf, edges.Parent, edges.Leg);
            for (var number = from; number < to; number++)
            {
                parent[number] = frame.NumberOf(above[rowOf[number]]);
            }

            for (var number = from; leg is not null && number < to; number++)
            {
                leg[number] = legs[rowOf[number]];
            }
        });
        spill?.Place(Instant.FromUnixTimeMilliseconds(before - 1).InZone(frame.Plan.Zone).Date, parent, leg, orders);
        if (isMain)
        {
            return new Tree(parent, leg);
        }

        var (topDown, parentStep) = CanonicalOrder.TopDown(rule.Name, parent, frame.IdOf);
        return new Tree(parent, leg, topDown, parentStep);
    }

    /// <summary>The rule by which newcomers are placed in a tree, with the places of earlier periods; null where there is none.</summary>
    private Spill? SpillOf(TreeRule rule)
    {
        if (rule.Recorded == 0 || rule.Document.Placing is not { } placing)
        {
            return null;
        }

        var known = given[rule.Recorded] = [];
        foreach (var place in Snapshot.Carry.Places.Where(place => place.Tree == rule.Name))
        {
            var (seller, parent) = (frame.Carried.Numbers[place.Seller], frame.Carried.Numbers[place.Parent]);
            if (seller >= 0 && parent >= 0)
            {
                known[seller] = new Placement(parent, place.Leg);
            }
        }

        return spills[rule.Recorded] = new Spill(placing, rule.Document.Legs.Count, frame.Tree(0).Parent, frame.Enrolled, frame.Plan.Zone, known);
    }

    /// <summary>The volume named by the plan: the rows of the period, in order of time where that is asked for, and what a pair of the same volume carried
    /// into the period.</summary>
    private OrderStream OrdersFor(TreeRule rule, bool ordered = true)
    {
        var orders = frame.Orders;
        var placed = Snapshot.Orders.Placed;
        var rows = orders.PeriodRows is { } period ? (int[])period.Clone() : [.. Enumerable.Range(0, orders.Count)];
        var moments = Array.ConvertAll(rows, row => placed[row]);
        if (ordered)
        {
            Array.Sort(moments, rows);
        }

        var pair = frame.Plan.Bonuses.OfType<PairRule>().FirstOrDefault(pair =>
            frame.Plan.Trees[pair.Tree].Recorded == rule.Recorded && pair.Of.Decimals == rule.PlacedBy!.Decimals && Likeness.Same(pair.Of, rule.PlacedBy));
        return new OrderStream(
            moments,
            Array.ConvertAll(rows, orders.SellerOf),
            Array.ConvertAll(rows, row => RowContribution.Of(rule.PlacedBy!, volume => orders.Volume(volume)[row])!.Value),
            pair is null ? [] : PairBonus.CarriedLegs(frame, pair));
    }
}
