using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Rules.Genealogy;

/// <summary>Gives a place in a tree to sellers whom nobody has placed: below their sponsor, by the tree's rule, in order of joining (spill).</summary>
/// <remarks>
/// A place once given is kept, from close to close, for as long as nobody else has been recorded at it. A recorded place goes before a given one.
/// Rules that ask for volumes look at the legs as they were when the newcomer joined (or the sponsor, where they joined later): the places given by then, the
/// orders placed before.
/// </remarks>
internal sealed class Spill
{
    private readonly PlacingDocument placing;
    private readonly int width;
    private readonly bool namedLegs;
    private readonly int[] sponsor;
    private readonly long[] joined;
    private readonly DateTimeZone zone;
    private readonly SortedDictionary<int, Placement> given;
    private readonly Dictionary<int, long[]> legsThen = [];

    /// <summary>Makes the rule of one tree.</summary>
    /// <param name="placing">The rule.</param>
    /// <param name="legs">How many named legs the tree has; 0 for none.</param>
    /// <param name="sponsor">Each seller's sponsor, or -1.</param>
    /// <param name="joined">When each seller joined.</param>
    /// <param name="zone">The plan's zone.</param>
    /// <param name="given">The places given so far, by seller; receives those that are given now.</param>
    public Spill(PlacingDocument placing, int legs, int[] sponsor, long[] joined, DateTimeZone zone, SortedDictionary<int, Placement> given)
    {
        this.placing = placing;
        this.sponsor = sponsor;
        this.joined = joined;
        this.zone = zone;
        this.given = given;
        namedLegs = legs > 0;
        width = namedLegs ? legs : placing.Width;
    }

    /// <summary>Whether a rule looks at the volume of legs.</summary>
    public static bool GoesByVolume(PlacingRule rule) => rule is PlacingRule.WeakSide or PlacingRule.PowerLeg;

    /// <summary>What the sponsor's legs had when a seller was placed, empty where volume does not decide; null for a place that was given at an earlier
    /// close.</summary>
    public long[]? LegsThen(int seller) => legsThen.GetValueOrDefault(seller);

    /// <summary>Places those who are due.</summary>
    /// <param name="today">The last local date that counts.</param>
    /// <param name="parent">Each seller's recorded parent in the tree, or -1; receives the places.</param>
    /// <param name="leg">The recorded legs, where the tree has named ones; receives the places.</param>
    /// <param name="orders">What decides which leg is weak; asked for only by rules that go by volume.</param>
    public void Place(LocalDate today, int[] parent, sbyte[]? leg, Lazy<OrderStream> orders)
    {
        foreach (var seller in given.Keys.Where(seller => parent[seller] >= 0).ToList())
        {
            given.Remove(seller);
        }

        if (given.Count == 0 && Waiting(today, parent).Count == 0)
        {
            return;
        }

        var tree = PlacementTree.Load(width, placing.Depth, parent, leg ?? NoLegs(parent.Length), out _);
        Keep(tree, parent, leg);
        var waiting = Waiting(today, parent);
        var due = HoldingTank.Decide(waiting, today, placing.HoldingDays).Due;
        var volumes = GoesByVolume(placing.Rule) && due.Count > 0 ? new LegVolumes(tree, parent.Length, orders.Value) : null;
        var recruits = placing.Rule == PlacingRule.Alternate ? Recruits() : [];
        var now = long.MinValue;
        foreach (var newcomer in due)
        {
            now = Math.Max(now, joined[newcomer.Seller]);
            var legs = volumes?.Before(now, newcomer.Sponsor) ?? [];
            var terms = new PlacingTerms(legs, recruits.Length == 0 ? 0 : recruits[newcomer.Seller]);
            if (tree.Find(placing.Rule, newcomer.Sponsor, terms, out var place) == PlacementOutcome.Placed && Take(tree, newcomer.Seller, place, parent, leg))
            {
                legsThen[newcomer.Seller] = legs;
                volumes?.Take(newcomer.Seller, place);
            }
        }
    }

    private bool Take(PlacementTree tree, int newcomer, Placement place, int[] parent, sbyte[]? leg)
    {
        if (tree.Place(newcomer, place) != PlacementOutcome.Placed)
        {
            return false;
        }

        given[newcomer] = place;
        parent[newcomer] = place.Parent;
        if (leg is not null)
        {
            leg[newcomer] = (sbyte)place.Leg;
        }

        return true;
    }

    /// <summary>Leaves everybody at the place that was given before; where legs have no names, any leg of that parent is the same place.</summary>
    private void Keep(PlacementTree tree, int[] parent, sbyte[]? leg)
    {
        foreach (var (seller, place) in given.ToList())
        {
            var free = namedLegs || (place.Leg < width && tree.ChildAt(place.Parent, place.Leg) < 0) ? place.Leg : tree.FirstFreeLeg(place.Parent);
            if (!Take(tree, seller, place with { Leg = free }, parent, leg))
            {
                given.Remove(seller);
            }
        }
    }

    private List<HeldNewcomer> Waiting(LocalDate today, int[] parent)
    {
        var waiting = new List<HeldNewcomer>();
        for (var seller = 0; placing.Rule != PlacingRule.ByHand && seller < parent.Length; seller++)
        {
            if (parent[seller] < 0 && sponsor[seller] >= 0)
            {
                var moment = Instant.FromUnixTimeMilliseconds(joined[seller]);
                waiting.Add(new HeldNewcomer(seller, sponsor[seller], moment.InZone(zone).Date, moment));
            }
        }

        return waiting.TrueForAll(newcomer => newcomer.Since > today) ? [] : waiting;
    }

    private static sbyte[] NoLegs(int count)
    {
        var legs = new sbyte[count];
        Array.Fill(legs, (sbyte)-1);
        return legs;
    }

    /// <summary>Each seller's number among the sponsor's recruits in order of joining, from 0.</summary>
    private int[] Recruits()
    {
        var number = new int[sponsor.Length];
        var count = new int[sponsor.Length];
        var order = Enumerable.Range(0, sponsor.Length).OrderBy(seller => joined[seller]).ThenBy(seller => seller);
        foreach (var seller in order.Where(seller => sponsor[seller] >= 0))
        {
            number[seller] = count[sponsor[seller]]++;
        }

        return number;
    }
}
