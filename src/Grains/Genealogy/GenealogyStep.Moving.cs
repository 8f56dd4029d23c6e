using Compensation.Ledger.Store;
using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>Those who come to stand elsewhere.</summary>
internal sealed partial class GenealogyStep
{
    private Decision<GenealogyEvent> Move(GenealogyCommand.Move move)
    {
        var parent = Nobody;
        if (!TryFind("seller", move.Seller, out var seller, out var refusal) || !TryFindTree(move.To.Tree, out var tree, out refusal)
            || (move.To.Parent is { } above && !TryFindParent("parent", above, command.Effective, out parent, out refusal)))
        {
            return refusal;
        }

        if (genealogy.StandingAt(seller, command.Effective) == SellerStanding.Merged)
        {
            return Gone("seller", seller);
        }

        if (OfInstant(seller) is { } early)
        {
            return early;
        }

        if (!TryLeg(tree, parent, move.To.Leg, out var leg, out refusal))
        {
            return refusal;
        }

        var view = genealogy.View(tree);
        var old = view.At(seller, effective);
        if (view.NextChange(seller, effective) is var next and < long.MaxValue)
        {
            return Refuse(RefusalCode.ChangedSince, "effective", Refusals.Show(command.Effective),
                $"This seller moves again at {Refusals.Show(Instant.FromUnixTimeMilliseconds(next))}.",
                "Give that instant or a later one, or undo that move first.");
        }

        if ((old?.Parent ?? Nobody, old?.Leg ?? -1) == (parent, leg))
        {
            return Refuse(RefusalCode.AlreadyPlaced, "parent", move.To.Parent ?? "", "The seller stands there already.", "Leave the move out.");
        }

        List<TreeEdge> edges = [Edge(tree, seller, parent, leg)];
        if (move.Scope == MoveScope.Alone)
        {
            var front = view.ChildrenAt(seller, effective);
            if (genealogy.Terms[tree].Width > 0 && front.Count > 1)
            {
                return Refuse(RefusalCode.NoPlace, "scope", "alone",
                    $"{front.Count} sellers stand directly below, and the place above has room for one of them.",
                    "Move the others first, or move the whole downline.");
            }

            edges.AddRange(front.Select(child => Edge(tree, child, old?.Parent ?? Nobody, old?.Leg ?? -1)));
        }

        return (OfApproval() ?? OfEdges(tree, edges)) is { } no
            ? no
            : Accept([.. InOrder(tree, edges).Select(edge => new GenealogyEvent.Stands(edge))]);
    }

    private Decision<GenealogyEvent> Merge(GenealogyCommand.Merge merge)
    {
        if (!TryFind("seller", merge.Seller, out var seller, out var refusal)
            || !TryFindParent("into", merge.Into, command.Effective, out var into, out refusal))
        {
            return refusal;
        }

        if (seller == into)
        {
            return Refuse(RefusalCode.InvalidValue, "into", merge.Into, "An entry cannot be merged into itself.", "Name two entries.");
        }

        if (genealogy.StandingAt(seller, command.Effective) == SellerStanding.Merged)
        {
            return Gone("seller", seller);
        }

        if ((OfInstant(seller) ?? OfLater(seller) ?? OfApproval()) is { } early)
        {
            return early;
        }

        var events = new List<GenealogyEvent> { new GenealogyEvent.Changed(Next(seller, SellerEventKind.Merged) with { Into = into }) };
        for (var tree = 0; tree < genealogy.Terms.Count; tree++)
        {
            if (genealogy.Terms[tree].Width > 0)
            {
                continue;
            }

            // Whoever goes on may stand below: that branch then goes up to where the entry that ends stands.
            var view = genealogy.View(tree);
            var edges = view.ChildrenAt(seller, effective).ConvertAll(child => Edge(tree, child,
                child == into || view.IsBelow(into, child, effective) ? view.ParentAt(seller, effective) : into, -1));
            if (OfEdges(tree, edges) is { } no)
            {
                return no;
            }

            events.AddRange(InOrder(tree, edges).Select(edge => new GenealogyEvent.Stands(edge)));
        }

        return Accept(events);
    }

    private Decision<GenealogyEvent> Undo(GenealogyCommand.Undo undo)
    {
        var (edges, changes) = (genealogy.EdgesOf(undo.Sequence).ToList(), genealogy.ChangesOf(undo.Sequence).ToList());
        var unknown = Refuse(RefusalCode.UnknownChange, "sequence", $"{undo.Sequence}", "No change that could be taken back has this sequence.",
            "Give the sequence that a move, a placement, a termination or a merger was answered with.");
        if (edges.Count + changes.Count == 0 || edges.Exists(edge => edge.Change == 1)
            || changes.Exists(change => change.Kind is SellerEventKind.Changed or SellerEventKind.Reinstated))
        {
            return unknown;
        }

        var moved = edges.Select(edge => (edge.Tree, edge.Seller)).Distinct().ToLookup(stands => stands.Tree, stands => stands.Seller);
        foreach (var (tree, seller) in moved.SelectMany(tree => tree.Select(seller => (tree.Key, seller))))
        {
            // What was changed since may have been taken back, too: then everybody stands where this change has put them.
            var after = genealogy.View(tree, null, undo.Sequence);
            if (genealogy.View(tree).Of(seller).Exists(edge => edge.Sequence > undo.Sequence && after.At(seller, edge.Effective) is var then
                && (then?.Parent, then?.Leg) != (edge.Parent, edge.Leg)))
            {
                return Since(undo, seller);
            }
        }

        if (changes.Find(change => genealogy.ChangesOf(change.Seller)[^1] != change) is { } changed)
        {
            return Since(undo, changed.Seller);
        }

        var earliest = edges.Select(edge => edge.From).Concat(changes.Select(change => change.At)).Min();
        if (OfApproval(earliest) is { } no)
        {
            return no;
        }

        var events = changes.ConvertAll<GenealogyEvent>(change => new GenealogyEvent.Changed(
            Next(change.Seller, Before(change) == SellerStanding.Active ? SellerEventKind.Reinstated : SellerEventKind.Terminated) with { At = change.At }));
        foreach (var tree in moved)
        {
            var back = tree.SelectMany(seller => TakeBack(tree.Key, seller, undo.Sequence)).ToList();
            if (OfEdges(tree.Key, back) is { } refusal)
            {
                return refusal;
            }

            events.AddRange(InOrder(tree.Key, back).Select(edge => new GenealogyEvent.Stands(edge)));
        }

        return Accept(events);
    }

    /// <summary>Edges that replace what was said of a seller since a change, by what held before it.</summary>
    private IEnumerable<TreeEdge> TakeBack(int tree, int seller, long sequence)
    {
        var before = genealogy.View(tree, null, sequence - 1);
        var change = genealogy.View(tree).LastChange(seller);
        foreach (var edge in genealogy.View(tree).Of(seller).Where(edge => edge.Sequence >= sequence).OrderBy(edge => edge.Effective))
        {
            var old = before.At(seller, edge.Effective);
            yield return edge with { Change = ++change, Parent = old?.Parent ?? Nobody, Leg = old?.Leg ?? -1, Sequence = 0 };
        }
    }

    /// <summary>What a seller was before something happened to them.</summary>
    private SellerStanding Before(SellerChange change) => genealogy.StandingAt(change.Seller, change.At, change.Number - 1);

    private Refusal Since(GenealogyCommand.Undo undo, int seller) => Refuse(RefusalCode.ChangedSince, "sequence", $"{undo.Sequence}",
        $"'{genealogy.IdOf(seller)}' was changed again since.", "Undo the later change first.");

    /// <summary>Refuses edges of one tree that together give two sellers one place, or somebody a place in their own downline.</summary>
    private Refusal? OfEdges(int tree, IReadOnlyList<TreeEdge> edges)
    {
        var view = genealogy.View(tree, edges);
        foreach (var edge in edges)
        {
            if (OfPlace(tree, view, edge) is { } taken)
            {
                return taken;
            }
        }

        foreach (var edge in edges)
        {
            if (view.CircleOf(edge) is { } circle)
            {
                return Refuse(RefusalCode.Cycle, "parent", edge.Parent == Nobody ? "" : genealogy.IdOf(edge.Parent),
                    $"'{genealogy.IdOf(edge.Seller)}' would come to stand in their own downline: {Show(circle)}.", "Name a seller outside the downline.");
            }
        }

        return null;
    }

    /// <summary>Edges in an order in which each can be added without a circle: whoever makes room goes first.</summary>
    private List<TreeEdge> InOrder(int tree, IReadOnlyList<TreeEdge> edges)
    {
        var (ordered, left) = (new List<TreeEdge>(), edges.ToList());
        while (left.Count > 0)
        {
            // A seller's own edges keep their order; where no edge can go first, the database has the last word.
            var next = left.FindIndex(edge => !left.Exists(other => other.Seller == edge.Seller && other.Change < edge.Change)
                && genealogy.View(tree, [.. ordered, edge]).CircleOf(edge) is null);
            ordered.Add(left[Math.Max(next, 0)]);
            left.RemoveAt(Math.Max(next, 0));
        }

        return ordered;
    }

    private string Show(List<int> circle)
    {
        const int Most = 20;
        var shown = circle.Select(genealogy.IdOf);
        return string.Join(" → ", circle.Count <= Most ? shown : [.. shown.Take(Most - 1), "…", genealogy.IdOf(circle[^1])]);
    }
}
