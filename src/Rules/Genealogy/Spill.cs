using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Rules.Genealogy;

/// <summary>Gives a place to sellers whom nobody has placed: below their sponsor, by the tree's rule, in order of joining
/// (spill).</summary>
/// <remarks>
/// It is done anew at each close, from the recorded places and the dates of joining alone, so a seller stands at the same place in
/// every later period for which these are the same. Rules that ask for volumes (weak side, power leg) are for the moment of joining;
/// such a place has to be recorded.
/// </remarks>
internal static class Spill
{
    /// <summary>Places those who are due.</summary>
    /// <param name="placing">The rule.</param>
    /// <param name="sponsor">Each seller's sponsor, or -1.</param>
    /// <param name="joined">When each seller joined.</param>
    /// <param name="today">The last local date that counts.</param>
    /// <param name="zone">The plan's zone.</param>
    /// <param name="parent">Each seller's recorded parent in the tree, or -1; receives the places.</param>
    /// <param name="leg">The recorded legs, where the tree has named ones; receives the places.</param>
    /// <param name="legs">How many named legs the tree has; 0 for none.</param>
    public static void Place(
        PlacingDocument placing, int[] sponsor, long[] joined, LocalDate today, DateTimeZone zone,
        int[] parent, sbyte[]? leg, int legs)
    {
        if (placing.Rule is PlacingRule.ByHand or PlacingRule.WeakSide or PlacingRule.PowerLeg)
        {
            return;
        }

        var waiting = Waiting(sponsor, joined, today, zone, parent);
        if (waiting.Count == 0)
        {
            return;
        }

        var width = legs > 0 ? legs : placing.Width;
        var tree = PlacementTree.Load(width, placing.Depth, parent, leg ?? NoLegs(parent.Length), out _);
        var recruits = Recruits(sponsor, joined);
        foreach (var newcomer in HoldingTank.Decide(waiting, today, placing.HoldingDays).Due)
        {
            var terms = new PlacingTerms([], recruits[newcomer.Seller]);
            if (tree.Find(placing.Rule, newcomer.Sponsor, terms, out var place) == PlacementOutcome.Placed
                && tree.Place(newcomer.Seller, place) == PlacementOutcome.Placed)
            {
                parent[newcomer.Seller] = place.Parent;
                if (leg is not null)
                {
                    leg[newcomer.Seller] = (sbyte)place.Leg;
                }
            }
        }
    }

    private static List<HeldNewcomer> Waiting(int[] sponsor, long[] joined, LocalDate today, DateTimeZone zone, int[] parent)
    {
        var waiting = new List<HeldNewcomer>();
        for (var seller = 0; seller < parent.Length; seller++)
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
    private static int[] Recruits(int[] sponsor, long[] joined)
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
