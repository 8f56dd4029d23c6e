using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>Newcomers and their places.</summary>
internal sealed partial class GenealogyStep
{
    private Decision<GenealogyEvent> Enrol(GenealogyCommand.Enrol enrol)
    {
        if (genealogy.Find(enrol.Seller) >= 0)
        {
            return Refuse(RefusalCode.SellerExists, "seller", enrol.Seller, "There is a seller of this id already.", "Give each seller an id of their own.");
        }

        var (sponsor, latest) = (Nobody, context.Recorded + context.Ahead);
        if (enrol.Sponsor is { } id && !TryFindParent("sponsor", id, enrol.Effective, out sponsor, out var refusal))
        {
            return refusal;
        }

        if (enrol.Effective > latest)
        {
            return Refuse(RefusalCode.FarFuture, "effective", Refusals.Show(enrol.Effective), "This instant lies in the future.",
                $"Give an instant up to {Refusals.Show(latest)}.");
        }

        var newcomer = genealogy.Sellers;
        var edges = new List<TreeEdge> { Edge(0, newcomer, sponsor, -1) };
        for (var tree = 1; tree < genealogy.Terms.Count; tree++)
        {
            var chosen = enrol.Places.FirstOrDefault(place => place.Tree == genealogy.Terms[tree].Name);
            if (chosen is null)
            {
                edges.Add(AtOnce(tree, newcomer, sponsor));
            }
            else if (TryChoose(tree, newcomer, sponsor, chosen, out var edge, out refusal))
            {
                edges.Add(edge);
            }
            else
            {
                return refusal;
            }
        }

        if (enrol.Places.FirstOrDefault(place => genealogy.FindTree(place.Tree) <= 0) is { } unknown)
        {
            return Refuse(RefusalCode.UnknownTree, "tree", unknown.Tree, "Nobody is placed in this tree by hand.",
                "In the tree of enrolment the sponsor stands above.");
        }

        return OfApproval() is { } no ? no : Accept([
            new GenealogyEvent.Enrolled(newcomer, enrol.Seller, enrol.Effective, enrol.Values), .. edges.Select(edge => new GenealogyEvent.Stands(edge))]);
    }

    private Decision<GenealogyEvent> Place(GenealogyCommand.Place place)
    {
        if (!TryFind("seller", place.Seller, out var seller, out var refusal) || !TryFindTree(place.To.Tree, out var tree, out refusal))
        {
            return refusal;
        }

        if (genealogy.StandingAt(seller, command.Effective) == SellerStanding.Merged)
        {
            return Gone("seller", seller);
        }

        var (view, sponsor) = (genealogy.View(tree), genealogy.View(0).ParentAt(seller, effective));
        if (tree == 0 || view.ParentAt(seller, long.MaxValue) != Nobody || view.ParentAt(seller, effective) != Nobody)
        {
            return Refuse(RefusalCode.AlreadyPlaced, "seller", place.Seller, "This seller does not wait for a place in this tree.", "Move the seller instead.");
        }

        if (OfInstant(seller) is { } early)
        {
            return early;
        }

        TreeEdge edge;
        if (place.To.Parent is null)
        {
            var outcome = FindByRule(tree, genealogy.Places(tree), seller, sponsor, command.Effective, out var found);
            if (outcome != PlacementOutcome.Placed)
            {
                return OfRule(place.To.Tree, outcome);
            }

            edge = Edge(tree, seller, found.Parent, LegOf(tree, found));
        }
        else if (!TryChoose(tree, seller, sponsor, place.To, out edge, out refusal))
        {
            return refusal;
        }

        return (OfApproval() ?? OfEdges(tree, [edge])) is { } no ? no : Accept([new GenealogyEvent.Stands(edge)]);
    }

    private Decision<GenealogyEvent> PlaceDue()
    {
        var events = new List<GenealogyEvent>();
        for (var tree = 1; tree < genealogy.Terms.Count; tree++)
        {
            if (genealogy.Terms[tree].Placing is { Rule: not PlacingRule.ByHand } placing)
            {
                events.AddRange(DueIn(tree, placing));
            }
        }

        if (events.Count > 0)
        {
            return OfApproval(events.OfType<GenealogyEvent.Stands>().Min(stands => stands.Edge.From)) is { } no ? no : Accept(events);
        }

        return Refuse(RefusalCode.NothingToPlace, "effective", Refusals.Show(command.Effective), "Nobody's days in a holding tank are over.",
            "Ask again when somebody's are.");
    }

    private List<GenealogyEvent> DueIn(int tree, PlacingDocument placing)
    {
        var zone = context.Calendar.Zone;
        var due = HoldingTank.Decide([.. genealogy.WaitingIn(tree, command.Effective, zone)], command.Effective.InZone(zone).Date, placing.HoldingDays).Due;
        var events = new List<GenealogyEvent>();
        if (due.Count == 0)
        {
            return events;
        }

        var places = genealogy.NewPlaces(tree);
        foreach (var newcomer in due)
        {
            var over = Instant.Max(newcomer.Joined, context.Calendar.StartOf(newcomer.Since.PlusDays(placing.HoldingDays)));
            var from = context.ClosedFrom(over).Count == 0 ? over : command.Effective;
            var parent = places.ParentOf(newcomer.Seller);
            if (parent != Nobody)
            {
                // A close has given this place; it is recorded now.
                var leg = Enumerable.Range(0, places.Width).First(leg => places.ChildAt(parent, leg) == newcomer.Seller);
                events.Add(Stands(newcomer.Seller, new Placement(parent, leg), from));
            }
            else if (FindByRule(tree, places, newcomer.Seller, newcomer.Sponsor, from, out var place) == PlacementOutcome.Placed
                && places.Place(newcomer.Seller, place) == PlacementOutcome.Placed)
            {
                events.Add(Stands(newcomer.Seller, place, from));
            }
        }

        return events;

        GenealogyEvent.Stands Stands(int seller, Placement place, Instant from) =>
            new(Edge(tree, seller, place.Parent, LegOf(tree, place)) with { Effective = from.ToUnixTimeMilliseconds() });
    }

    /// <summary>Where a newcomer stands from the first: by the plan's rule, or below nobody where they wait.</summary>
    private TreeEdge AtOnce(int tree, int newcomer, int sponsor)
    {
        var terms = genealogy.Terms[tree];
        var waits = sponsor == Nobody || terms.Placing is not { HoldingDays: 0 } || WaitsIn(tree, sponsor);
        return !waits && FindByRule(tree, genealogy.Places(tree), newcomer, sponsor, command.Effective, out var place) == PlacementOutcome.Placed
            ? Edge(tree, newcomer, place.Parent, LegOf(tree, place))
            : Edge(tree, newcomer, Nobody, -1);
    }

    /// <summary>Nobody is placed before their sponsor.</summary>
    private bool WaitsIn(int tree, int seller) =>
        genealogy.Places(tree).ParentOf(seller) == Nobody && genealogy.View(0).ParentAt(seller, effective) != Nobody;

    private PlacementOutcome FindByRule(int tree, PlacementTree places, int newcomer, int sponsor, Instant since, out Placement place)
    {
        place = default;
        var terms = genealogy.Terms[tree];
        if (terms.Placing is not { } placing)
        {
            return PlacementOutcome.ByHand;
        }

        if (sponsor == Nobody)
        {
            return PlacementOutcome.UnknownParent;
        }

        var legs = terms.GoesByVolume ? context.LegVolumes(tree, sponsor, since) : [];
        var recruit = placing.Rule == PlacingRule.Alternate ? RecruitNumber(newcomer, sponsor) : 0;
        return places.Find(placing.Rule, sponsor, new PlacingTerms(legs, recruit), out place);
    }

    /// <summary>A newcomer's number among the sponsor's recruits in order of joining, from 0.</summary>
    private int RecruitNumber(int newcomer, int sponsor)
    {
        var joined = newcomer < genealogy.Sellers ? genealogy.EnrolledAt(newcomer) : command.Effective;
        return genealogy.View(0).ChildrenAt(sponsor, long.MaxValue)
            .Count(recruit => recruit != newcomer && (genealogy.EnrolledAt(recruit), recruit).CompareTo((joined, newcomer)) < 0);
    }

    /// <summary>A place that a sponsor has chosen: in the sponsor's own downline, and free.</summary>
    private bool TryChoose(int tree, int newcomer, int sponsor, ChosenPlace place, out TreeEdge edge, out Refusal refusal)
    {
        edge = default;
        var parent = Nobody;
        if (place.Parent is { } id && !TryFindParent("parent", id, command.Effective, out parent, out refusal))
        {
            return false;
        }

        if (sponsor != Nobody && parent != Nobody && parent != sponsor && !genealogy.View(tree).IsBelow(parent, sponsor, effective))
        {
            refusal = Refuse(RefusalCode.NotInDownline, "parent", place.Parent!,
                $"'{place.Parent}' does not stand below the sponsor '{genealogy.IdOf(sponsor)}' in this tree.", "Choose a place in the sponsor's downline.");
            return false;
        }

        if (!TryLeg(tree, parent, place.Leg, out var leg, out refusal))
        {
            return false;
        }

        edge = Edge(tree, newcomer, parent, leg);
        if (OfPlace(tree, genealogy.View(tree, [edge]), edge) is { } taken)
        {
            refusal = taken;
            return false;
        }

        return true;
    }

    private bool TryLeg(int tree, int parent, string? name, out int leg, out Refusal refusal)
    {
        var terms = genealogy.Terms[tree];
        leg = name is null ? -1 : terms.Legs.ToList().IndexOf(name);
        refusal = Refuse(RefusalCode.NoSuchLeg, "leg", name ?? "", name is null ? "In this tree a place has a leg." : "This tree has no such leg.",
            terms.Legs.Count == 0 ? "Leave the leg out." : $"Give one of: {string.Join(", ", terms.Legs)}.");
        return name is null ? parent == Nobody || terms.Legs.Count == 0 : leg >= 0 && parent != Nobody;
    }

    /// <summary>Refuses a place that somebody else has while the edge holds.</summary>
    private Refusal? OfPlace(int tree, TreeView view, TreeEdge edge)
    {
        var terms = genealogy.Terms[tree];
        if (edge.Parent == Nobody || terms.Width == 0)
        {
            return null;
        }

        var end = view.NextChange(edge.Seller, edge.Effective);
        if (terms.Legs.Count > 0)
        {
            var others = view.In(edge.Parent, edge.Leg, edge.Effective, end).Where(seller => seller != edge.Seller).ToList();
            return others.Count == 0
                ? null
                : Refuse(RefusalCode.PlaceTaken, "leg", terms.Legs[edge.Leg],
                    $"'{genealogy.IdOf(others[0])}' stands in this leg of '{genealogy.IdOf(edge.Parent)}', from {Refusals.Show(edge.From)} on or later.",
                    "Choose a free place.");
        }

        return view.ChildrenAt(edge.Parent, edge.Effective).Count <= terms.Width && view.ChildrenAt(edge.Parent, long.MaxValue).Count <= terms.Width
            ? null
            : Refuse(RefusalCode.PlaceTaken, "parent", genealogy.IdOf(edge.Parent), $"All {terms.Width} places below this seller are taken.",
                "Choose a free place.");
    }

    private static Refusal OfRule(string tree, PlacementOutcome outcome) => outcome switch
    {
        PlacementOutcome.NoPlaceWithinDepth => Refuse(RefusalCode.NoPlace, "tree", tree, "Every place within the depth that the rule fills is taken.",
            "Name a place deeper down."),
        PlacementOutcome.UnknownParent => Refuse(RefusalCode.NoPlace, "tree", tree, "The rule places below the sponsor, and there is none.", "Name a place."),
        _ => Refuse(RefusalCode.NoPlace, "tree", tree, "In this tree people choose the place.", "Name a place."),
    };

    private int LegOf(int tree, Placement place) => genealogy.Terms[tree].Legs.Count > 0 ? place.Leg : -1;

    private TreeEdge Edge(int tree, int seller, int parent, int leg) =>
        new(tree, seller, genealogy.View(tree).LastChange(seller) + 1, parent, leg, effective, 0);
}
