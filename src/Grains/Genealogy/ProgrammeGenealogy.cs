using System.Runtime.InteropServices;
using Compensation.Ledger.Store;
using Compensation.Rules.Genealogy;
using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents the sellers of a programme and all recorded trees in two times, in memory.</summary>
/// <remarks>Made from the ledger's rows and nothing else: whoever loses it reads them again. Not safe for several threads at once.</remarks>
public sealed class ProgrammeGenealogy
{
    private const int Nobody = TreeHistory.Nobody;

    private readonly List<(string Id, long Enrolled)> sellers = [];
    private readonly Dictionary<string, int> numbers = [];
    private readonly Dictionary<int, List<SellerChange>> changes = [];
    private readonly Dictionary<(int Tree, int Seller), Placement> given = [];
    private readonly TreeHistory[] trees;
    private readonly PlacementTree?[] places;

    /// <summary>Makes an empty one.</summary>
    /// <param name="terms">What the plan says of its recorded trees.</param>
    public ProgrammeGenealogy(IReadOnlyList<TreeTerms> terms)
    {
        Terms = terms;
        trees = [.. terms.Select(_ => new TreeHistory())];
        places = new PlacementTree?[terms.Count];
    }

    /// <summary>What the plan says of its recorded trees.</summary>
    public IReadOnlyList<TreeTerms> Terms { get; }

    /// <summary>How many sellers there are: the next one's number.</summary>
    public int Sellers => sellers.Count;

    /// <summary>The number of a seller; -1 where there is none of that id.</summary>
    public int Find(string id) => numbers.GetValueOrDefault(id, Nobody);

    /// <summary>The position of a tree among the recorded ones; -1 where there is none of that name.</summary>
    public int FindTree(string name) => Terms.ToList().FindIndex(tree => tree.Name == name);

    /// <summary>A seller's id.</summary>
    public string IdOf(int seller) => sellers[seller].Id;

    /// <summary>When a seller joined.</summary>
    public Instant EnrolledAt(int seller) => Instant.FromUnixTimeMilliseconds(sellers[seller].Enrolled);

    /// <summary>What happened to a seller, in the order in which the ledger learned of it.</summary>
    public IReadOnlyList<SellerChange> ChangesOf(int seller) => changes.TryGetValue(seller, out var known) ? known : [];

    /// <summary>Whether a seller is one at an instant.</summary>
    /// <param name="seller">The seller.</param>
    /// <param name="instant">When.</param>
    /// <param name="known">By the first so many of what happened to the seller.</param>
    public SellerStanding StandingAt(int seller, Instant instant, int known = int.MaxValue) =>
        ChangesOf(seller).Where(change => change.Kind != SellerEventKind.Changed && change.At <= instant && change.Number <= known)
            .OrderBy(change => change.At).ThenBy(change => change.Number).LastOrDefault()?.Kind switch
        {
            SellerEventKind.Terminated => SellerStanding.Terminated,
            SellerEventKind.Merged => SellerStanding.Merged,
            _ => SellerStanding.Active,
        };

    /// <summary>Where a seller stands in a tree at an instant; null where they do not yet.</summary>
    public TreeEdge? At(int tree, int seller, Instant instant) => View(tree).At(seller, instant.ToUnixTimeMilliseconds());

    /// <summary>Who stands above a seller at an instant, from the parent to the top.</summary>
    public IReadOnlyList<int> UplineOf(int tree, int seller, Instant instant)
    {
        var (view, upline) = (View(tree), new List<int>());
        for (var above = view.ParentAt(seller, instant.ToUnixTimeMilliseconds()); above != Nobody;
            above = view.ParentAt(above, instant.ToUnixTimeMilliseconds()))
        {
            upline.Add(above);
        }

        return upline;
    }

    /// <summary>Who stands below a seller at an instant with how many levels between them (1: directly), level by level, each level in its parents' order
    /// and then by number.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="seller">Whose downline.</param>
    /// <param name="instant">When.</param>
    /// <param name="depth">The last level.</param>
    public IEnumerable<(int Seller, int Level)> DownlineOf(int tree, int seller, Instant instant, int depth = int.MaxValue)
    {
        var (view, at) = (View(tree), instant.ToUnixTimeMilliseconds());
        var ahead = new Queue<(int Seller, int Level)>([(seller, 0)]);
        while (ahead.TryDequeue(out var next))
        {
            if (next.Level > 0)
            {
                yield return next;
            }

            if (next.Level < depth)
            {
                view.ChildrenAt(next.Seller, at).ForEach(child => ahead.Enqueue((child, next.Level + 1)));
            }
        }
    }

    /// <summary>Who waits for a place in a tree at an instant: who has a sponsor and stands below nobody, now or later.</summary>
    public IReadOnlyList<HeldNewcomer> WaitingIn(int tree, Instant instant, DateTimeZone zone)
    {
        var (view, sponsors, at) = (View(tree), View(0), instant.ToUnixTimeMilliseconds());
        var waiting = new List<HeldNewcomer>();
        for (var seller = 0; tree > 0 && seller < Sellers; seller++)
        {
            if (sellers[seller].Enrolled <= at && view.ParentAt(seller, long.MaxValue) == Nobody && sponsors.ParentAt(seller, at) is var sponsor and >= 0)
            {
                waiting.Add(new HeldNewcomer(seller, sponsor, EnrolledAt(seller).InZone(zone).Date, EnrolledAt(seller)));
            }
        }

        return waiting;
    }

    /// <summary>Adds the seller with the next number.</summary>
    public void AddSeller(string id, Instant enrolled)
    {
        numbers.Add(id, sellers.Count);
        sellers.Add((id, enrolled.ToUnixTimeMilliseconds()));
    }

    /// <summary>Adds an edge.</summary>
    /// <exception cref="InvalidOperationException">It is not the seller's next change in this tree.</exception>
    public void Add(TreeEdge edge)
    {
        var change = View(edge.Tree).LastChange(edge.Seller);
        if (edge.Change != change + 1)
        {
            throw new InvalidOperationException($"Change {edge.Change} of seller '{IdOf(edge.Seller)}' does not follow change {change}.");
        }

        trees[edge.Tree].Add(edge);
        Keep(edge);
    }

    /// <summary>Adds what happened to a seller.</summary>
    public void Add(SellerChange change)
    {
        if (!changes.TryGetValue(change.Seller, out var known))
        {
            changes[change.Seller] = known = [];
        }

        known.Add(change);
    }

    /// <summary>Notes a place that a close has given to somebody who waits; it is theirs for as long as nobody is recorded at it.</summary>
    public void AddGiven(int tree, int seller, Placement place)
    {
        given[(tree, seller)] = place;
        places[tree] = null;
    }

    /// <summary>Forgets the places that closes have given.</summary>
    public void ForgetGiven()
    {
        given.Clear();
        Array.Clear(places);
    }

    internal TreeView View(int tree, IReadOnlyList<TreeEdge>? proposed = null, long known = long.MaxValue) => new(trees[tree], proposed, known);

    /// <summary>A tree's edges so far; what is given stays as it is.</summary>
    internal ReadOnlyMemory<TreeEdge> AllEdges(int tree) => trees[tree].Edges;

    internal Placement? Given(int tree, int seller) => given.TryGetValue((tree, seller), out var place) ? place : null;

    /// <summary>The edges of all trees that one entry of the ledger has made.</summary>
    internal IEnumerable<TreeEdge> EdgesOf(long sequence) =>
        trees.SelectMany(tree => MemoryMarshal.ToEnumerable(tree.Edges).Where(edge => edge.Sequence == sequence));

    /// <summary>What one entry of the ledger says happened to sellers.</summary>
    internal IEnumerable<SellerChange> ChangesOf(long sequence) => changes.Values.SelectMany(known => known.Where(change => change.Sequence == sequence));

    /// <summary>The positions of a tree as they stand once everything that is recorded has come into effect, for rules of placement. It is only read.</summary>
    internal PlacementTree Places(int tree) => places[tree] ??= NewPlaces(tree);

    /// <summary>The same as something of one's own, which may be filled.</summary>
    internal PlacementTree NewPlaces(int tree)
    {
        var view = View(tree);
        var (parent, leg) = (new int[Sellers], new sbyte[Sellers]);
        for (var seller = 0; seller < Sellers; seller++)
        {
            var edge = view.At(seller, long.MaxValue);
            (parent[seller], leg[seller]) = (edge?.Parent ?? Nobody, (sbyte)(edge?.Leg ?? -1));
        }

        var terms = Terms[tree];
        var made = PlacementTree.Load(terms.Width, terms.Placing?.Depth ?? 0, parent, leg, out _);
        foreach (var ((_, seller), place) in given.Where(entry => entry.Key.Tree == tree).OrderBy(entry => entry.Key.Seller))
        {
            var free = terms.Legs.Count > 0 ? place.Leg : made.FirstFreeLeg(place.Parent);
            made.Place(seller, place with { Leg = free });
        }

        return made;
    }

    /// <summary>Keeps the positions up to date where an edge only adds to them; otherwise they are made anew when they are next asked for.</summary>
    private void Keep(TreeEdge edge)
    {
        if (places[edge.Tree] is not { } tree)
        {
            return;
        }

        if (!tree.Holds(edge.Seller))
        {
            tree.AddRoot(edge.Seller);
        }

        var leg = edge.Leg >= 0 || edge.Parent == Nobody ? edge.Leg : tree.FirstFreeLeg(edge.Parent);
        var isKept = edge.Parent == Nobody
            ? tree.ParentOf(edge.Seller) == Nobody
            : tree.Place(edge.Seller, new Placement(edge.Parent, leg)) == PlacementOutcome.Placed;
        places[edge.Tree] = isKept ? tree : null;
    }
}

/// <summary>Represents something that happened to a seller.</summary>
/// <param name="Seller">The seller.</param>
/// <param name="Number">Which of the seller's events it is, from 1 without gaps.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">From when it counts.</param>
/// <param name="Sequence">The entry's place in the programme's order.</param>
public sealed record SellerChange(int Seller, int Number, SellerEventKind Kind, Instant At, long Sequence)
{
    /// <summary>All attributes afterwards by field number, where they changed.</summary>
    public IReadOnlyList<long?>? Values { get; init; }

    /// <summary>For a merger: who goes on.</summary>
    public int? Into { get; init; }
}
