using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Volumes;

namespace Compensation.Rules.Bonuses;

/// <summary>Keeps a pair bonus's volume by order: oldest matched first, and a refund gives back exactly what it was matched with.</summary>
/// <remarks>
/// A refund of an earlier period's order takes its open volume first, then what was matched, the newest match first. Of the match it takes back its
/// share of the
/// amount paid (cumulative, rounded down), and the other leg gets its volume back, newest first, to be matched again
/// (vectors <c>chocoalano-refund-carry-restore</c>, <c>chocoalano-refund-cumulative-rounding</c>, <c>chocoalano-binary-refund-partial</c>).
/// </remarks>
internal sealed class PairLots
{
    private readonly Frame frame;
    private readonly PairRule rule;
    private readonly SortedDictionary<(int Seller, int Leg), List<Lot>> open = [];
    private readonly List<Match> matches = [];
    private readonly List<Undone> takenBack = [];

    public PairLots(Frame frame, PairRule rule)
    {
        this.frame = frame;
        this.rule = rule;
        Load();
        foreach (var refund in frame.Orders.LateRefunds().OrderBy(refund => refund.Refunded).ThenBy(refund => refund.Id, StringComparer.Ordinal))
        {
            Return(refund);
        }
    }

    /// <summary>The open volume of a leg before this period's orders.</summary>
    public long OpenIn(int leg, int seller) => open.TryGetValue((seller, leg), out var lots) ? lots.Sum(lot => lot.Units) : 0;

    /// <summary>Adds the lots of this period's orders to the legs of everybody above, and what the plan adds to legs directly.</summary>
    /// <param name="added">By leg, what is added; null where nothing is.</param>
    public void AddPeriod(IReadOnlyList<long[]?> added)
    {
        for (var leg = 0; leg < added.Count; leg++)
        {
            for (var seller = 0; added[leg] is { } units && seller < units.Length; seller++)
            {
                if (units[seller] != 0)
                {
                    AddOpen(seller, leg, new Lot($"+{frame.Snapshot.Period.Name}", frame.Snapshot.Period.Start.ToUnixTimeMilliseconds(), units[seller]));
                }
            }
        }

        var epochs = frame.Epochs(rule.Tree);
        var orders = frame.Snapshot.Orders;
        foreach (var row in frame.Orders.RowsBySeller())
        {
            var tree = epochs.First(epoch => epoch.Covers(orders.Placed[row])).Tree;
            var units = RowContribution.Of(rule.Of, volume => frame.Orders.Volume(volume)[row]) ?? 0;
            for (var at = frame.Orders.SellerOf(row); units != 0 && tree.Parent[at] >= 0; at = tree.Parent[at])
            {
                if (tree.Leg![at] >= 0)
                {
                    AddOpen(tree.Parent[at], tree.Leg[at], new Lot(orders.Ids[row], orders.Placed[row], units));
                }
            }
        }
    }

    /// <summary>Books what a match consumed of a seller's legs, oldest lots first, and what is flushed or cut from the carry.</summary>
    /// <param name="seller">The seller.</param>
    /// <param name="consumed">What each leg gave.</param>
    /// <param name="left">What each leg keeps.</param>
    /// <param name="amount">What the match paid.</param>
    public void Book(int seller, ReadOnlySpan<long> consumed, ReadOnlySpan<long> left, long amount)
    {
        var match = new Match(frame.Snapshot.Period.Name, seller, amount, new List<Lot>[consumed.Length], consumed.ToArray());
        var any = false;
        for (var leg = 0; leg < consumed.Length; leg++)
        {
            var lots = open.GetValueOrDefault((seller, leg)) ?? [];
            lots.Sort(Lot.OldestFirst);
            match.Lots[leg] = Take(lots, consumed[leg], fromEnd: false);
            if (left[leg] == 0)
            {
                // A lot below zero, of a row refunded twice over, is flushed like the others.
                lots.Clear();
            }

            Take(lots, Math.Max(0, lots.Sum(lot => lot.Units) - left[leg]), fromEnd: true);
            any |= match.Lots[leg].Count > 0;
        }

        if (any && amount != 0)
        {
            matches.Add(match);
        }
    }

    /// <summary>What refunds undo of earlier matches, in the order of the lines that take it back.</summary>
    public IEnumerable<Undone> TakenBack => takenBack.OrderBy(undone => undone.Seller);

    /// <summary>The lines that take back what refunds undo.</summary>
    public void AddClawbacks(LineBuffer lines)
    {
        foreach (var undone in TakenBack)
        {
            var source = frame.Orders.SellerOf(undone.Row);
            lines.Add(rule.Index, LineKind.Clawback, undone.Seller, source, undone.Row, 0, undone.Units, Rate.Zero, -undone.Amount);
        }
    }

    /// <summary>The lots that the next period takes over: open ones, and matched ones that may still be refunded.</summary>
    public IEnumerable<CarryLot> Leaves()
    {
        foreach (var ((seller, leg), lots) in open)
        {
            foreach (var lot in lots.Where(lot => lot.Units != 0).Order(Comparer<Lot>.Create(Lot.OldestFirst)))
            {
                yield return new CarryLot(rule.Name, seller, leg, lot.Order, lot.Placed, "", lot.Units, 0, 0);
            }
        }

        foreach (var match in matches.OrderBy(match => match.Seller).ThenBy(match => match.Period, StringComparer.Ordinal))
        {
            for (var leg = 0; leg < match.Lots.Length; leg++)
            {
                foreach (var lot in match.Lots[leg].Where(lot => lot.Units != 0).Order(Comparer<Lot>.Create(Lot.OldestFirst)))
                {
                    yield return new CarryLot(rule.Name, match.Seller, leg, lot.Order, lot.Placed, match.Period, lot.Units, match.Amount, match.Consumed[leg]);
                }
            }
        }
    }

    private void Load()
    {
        var carried = frame.Snapshot.Carry.Lots.Where(lot => lot.Bonus == rule.Name)
            .Select(lot => (Lot: lot, Seller: frame.Carried.Numbers[lot.Seller])).Where(entry => entry.Seller >= 0).ToList();
        foreach (var (lot, seller) in carried.Where(entry => entry.Lot.Period.Length == 0))
        {
            AddOpen(seller, lot.Leg, new Lot(lot.Order, lot.Placed, lot.Units));
        }

        foreach (var group in carried.Where(entry => entry.Lot.Period.Length > 0).GroupBy(entry => (entry.Seller, entry.Lot.Period)))
        {
            var match = new Match(group.Key.Period, group.Key.Seller, group.First().Lot.Amount, new List<Lot>[rule.Legs], new long[rule.Legs]);
            for (var leg = 0; leg < rule.Legs; leg++)
            {
                var lots = group.Where(entry => entry.Lot.Leg == leg).ToList();
                match.Lots[leg] = [.. lots.Select(entry => new Lot(entry.Lot.Order, entry.Lot.Placed, entry.Lot.Units))];
                match.Consumed[leg] = lots.Count == 0 ? 0 : lots[0].Lot.Total;
            }

            matches.Add(match);
        }
    }

    private void Return(Refund refund)
    {
        var order = frame.Snapshot.Orders.Ids[refund.Row];
        var units = RowContribution.Of(rule.Of, volume => frame.Orders.Refunded.Of(refund, volume)) ?? 0;
        var left = new SortedDictionary<(int Seller, int Leg), long>();
        foreach (var (place, lots) in open)
        {
            foreach (var lot in lots.Where(lot => lot.Order == order))
            {
                var taken = Math.Min(lot.Units, left.GetValueOrDefault(place, units));
                lot.Units -= taken;
                left[place] = left.GetValueOrDefault(place, units) - taken;
            }
        }

        foreach (var match in matches.OrderByDescending(match => match.Period, StringComparer.Ordinal).ThenBy(match => match.Seller).ToList())
        {
            for (var leg = 0; leg < match.Lots.Length; leg++)
            {
                var place = (match.Seller, leg);
                var taken = Undo(match, leg, order, left.GetValueOrDefault(place, units), refund.Row);
                left[place] = left.GetValueOrDefault(place, units) - taken;
            }
        }
    }

    /// <summary>Undoes as much of a match as an order has brought to it.</summary>
    private long Undo(Match match, int leg, string order, long most, int row)
    {
        var undone = 0L;
        foreach (var lot in match.Lots[leg].Where(lot => lot.Order == order))
        {
            var part = Math.Min(lot.Units, most - undone);
            lot.Units -= part;
            undone += part;
        }

        if (undone == 0)
        {
            return 0;
        }

        var before = match.Returned(leg) - undone;
        var amount = Share(match.Amount, before + undone, match.Consumed[leg]) - Share(match.Amount, before, match.Consumed[leg]);
        if (amount != 0 && rule.Document.Clawback != ClawbackRule.None)
        {
            takenBack.Add(new Undone(match.Seller, leg, row, amount, undone, before, match.Period, match.Amount, match.Consumed[leg]));
        }

        for (var other = 0; other < match.Lots.Length; other++)
        {
            if (other != leg)
            {
                var whole = match.Consumed[leg];
                GiveBack(match, other, Share(match.Consumed[other], before + undone, whole) - Share(match.Consumed[other], before, whole));
            }
        }

        return undone;
    }

    /// <summary>Opens matched volume of the other leg again, newest first. It no longer counts as consumed by the match.</summary>
    private void GiveBack(Match match, int leg, long units)
    {
        match.Lots[leg].Sort(Lot.OldestFirst);
        foreach (var lot in Take(match.Lots[leg], units, fromEnd: true))
        {
            AddOpen(match.Seller, leg, lot);
        }
    }

    private static long Share(long amount, long part, long whole) => whole == 0 ? 0 : Rounding.TowardZero.Divide((Int128)amount * part, whole);

    private void AddOpen(int seller, int leg, Lot lot)
    {
        if (!open.TryGetValue((seller, leg), out var lots))
        {
            open[(seller, leg)] = lots = [];
        }

        if (lots.Find(known => known.Order == lot.Order) is { } same)
        {
            same.Units += lot.Units;
            return;
        }

        lots.Add(lot);
    }

    /// <summary>Takes units out of lots, from the oldest or from the newest, and returns what was taken.</summary>
    private static List<Lot> Take(List<Lot> lots, long units, bool fromEnd)
    {
        var taken = new List<Lot>();
        for (var i = 0; i < lots.Count && units > 0; i++)
        {
            var lot = lots[fromEnd ? lots.Count - 1 - i : i];
            var part = Math.Min(lot.Units, units);
            if (part > 0)
            {
                lot.Units -= part;
                units -= part;
                taken.Add(new Lot(lot.Order, lot.Placed, part));
            }
        }

        return taken;
    }

    /// <summary>A part of an earlier match that a refund undoes.</summary>
    /// <param name="Seller">Whose match.</param>
    /// <param name="Leg">The leg in which the order's volume stood.</param>
    /// <param name="Row">The order row.</param>
    /// <param name="Amount">What is taken back.</param>
    /// <param name="Units">The volume that is undone.</param>
    /// <param name="Before">How much of the leg was undone before.</param>
    /// <param name="Period">The period of the match.</param>
    /// <param name="Paid">What the match paid.</param>
    /// <param name="Consumed">What the match consumed of the leg.</param>
    public sealed record Undone(int Seller, int Leg, int Row, long Amount, long Units, long Before, string Period, long Paid, long Consumed);

    private sealed class Lot(string order, long placed, long units)
    {
        public string Order { get; } = order;

        public long Placed { get; } = placed;

        public long Units { get; set; } = units;

        public static int OldestFirst(Lot left, Lot right) => left.Placed != right.Placed
            ? left.Placed.CompareTo(right.Placed)
            : string.CompareOrdinal(left.Order, right.Order);
    }

    /// <summary>What one period matched for one seller.</summary>
    /// <param name="Period">The period.</param>
    /// <param name="Seller">Whose legs.</param>
    /// <param name="Amount">What it paid.</param>
    /// <param name="Lots">By leg, what is still matched.</param>
    /// <param name="Consumed">By leg, what the match consumed in all.</param>
    private sealed record Match(string Period, int Seller, long Amount, List<Lot>[] Lots, long[] Consumed)
    {
        /// <summary>How much of the match is undone, counted in units of one leg: refunded there, or given back because the other leg was.</summary>
        public long Returned(int leg) => Consumed[leg] - Lots[leg].Sum(lot => lot.Units);
    }
}
