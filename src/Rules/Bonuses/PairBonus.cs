using System.Globalization;
using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;
using Compensation.Rules.Volumes;

namespace Compensation.Rules.Bonuses;

/// <summary>Pays a seller for the balance of the legs of a tree (binary): by percent, by table or by cycles, with carry, caps and flush.</summary>
/// <remarks>Order of work: carry in, add the period's volume, cut each leg, match, cap, consume, keep or flush what is left.</remarks>
internal sealed class PairBonus
{
    private readonly Frame frame;
    private readonly PairRule rule;
    private readonly BonusWork work;
    private readonly Prepared legAtMost;
    private readonly Prepared carryAtMost;
    private readonly Prepared flushWhen;
    private readonly Prepared cyclesAtMost;
    private readonly int ages;
    private readonly long[][] fresh;
    private readonly long[][][] carried;
    private readonly long[][][] left;
    private readonly long[] cycled;
    private readonly PairLots? lots;
    private readonly long[][] consumed;
    private readonly long[] paid;

    public PairBonus(Frame frame, PairRule rule)
    {
        this.frame = frame;
        this.rule = rule;
        work = new BonusWork(frame, rule);
        frame.Require(rule.Cap?.Expressions ?? []);
        legAtMost = new Prepared(frame, rule.LegAtMost);
        carryAtMost = new Prepared(frame, rule.CarryAtMost);
        flushWhen = new Prepared(frame, rule.FlushWhen);
        cyclesAtMost = new Prepared(frame, rule.CyclesAtMost);
        ages = Math.Max(1, rule.Document.CarryExpiresAfter);
        fresh = NewVolume();
        carried = [.. Enumerable.Range(0, rule.Legs).Select(leg => Enumerable.Range(1, ages).Select(age => frame.Carried.Item(Item(leg, age))).ToArray())];
        left = [.. Enumerable.Range(0, rule.Legs).Select(_ => Enumerable.Range(0, ages).Select(_ => new long[frame.Count]).ToArray())];
        consumed = [.. Enumerable.Range(0, rule.Document.Lots ? rule.Legs : 0).Select(_ => new long[frame.Count])];
        paid = rule.Document.Lots ? new long[frame.Count] : [];
        lots = rule.Document.Lots ? OpenLots() : null;
        cycled = rule.Cycles.Any(cycle => cycle.FirstOnly) ? frame.Carried.Item(CycledItem) : [];
    }

    private string CycledItem => $"{rule.Name}/cycled before";

    /// <summary>The lines of the period, in canonical order.</summary>
    public LineBuffer Pay()
    {
        var lines = BonusWork.InRanges(frame, frame.Count, (from, to, lines) =>
        {
            var nobody = default(Nobody);
            Span<long> legs = stackalloc long[rule.Legs];
            for (var seller = from; seller < to; seller++)
            {
                Balance(seller, legs, lines, ref nobody);
            }
        });
        if (lots is not null)
        {
            BookLots(lots, lines);
        }

        return lines;
    }

    /// <summary>What refunds undo of earlier matches.</summary>
    public IEnumerable<PairLots.Undone> TakenBack => lots?.TakenBack ?? [];

    /// <summary>The lots that the next period takes over.</summary>
    public IEnumerable<CarryLot> LotsLeft() => lots?.Leaves() ?? [];

    /// <summary>Computes one seller's balance again for a witness; once for each instance, because first cycles are noted.</summary>
    public LineBuffer Explain<TWitness>(int seller, ref TWitness witness)
        where TWitness : IWitness
    {
        Span<long> legs = stackalloc long[rule.Legs];
        var lines = new LineBuffer();
        Balance(seller, legs, lines, ref witness);
        return lines;
    }

    /// <summary>The volume of each leg that one period brings, without carry.</summary>
    public IReadOnlyList<long[]> Fresh => fresh;

    /// <summary>What was carried into the period by leg.</summary>
    public long CarriedIn(int leg, int seller) => carried[leg].Sum(age => age[seller]);

    /// <summary>What the bonus leaves to the next period: unused volume by leg (and age).</summary>
    public IEnumerable<(string Item, long[] Values)> Leaves()
    {
        for (var leg = 0; leg < rule.Legs; leg++)
        {
            for (var age = 1; age <= ages; age++)
            {
                yield return (Item(leg, age), left[leg][age - 1]);
            }
        }

        if (cycled.Length > 0)
        {
            yield return (CycledItem, cycled);
        }
    }

    /// <summary>Lots after this period's refunds and with its orders; what is carried in is what they leave open.</summary>
    private PairLots OpenLots()
    {
        var opened = new PairLots(frame, rule);
        for (var leg = 0; leg < rule.Legs; leg++)
        {
            for (var seller = 0; seller < frame.Count; seller++)
            {
                carried[leg][0][seller] = opened.OpenIn(leg, seller);
            }
        }

        opened.AddPeriod([.. rule.Added.Select(added => added is null ? null : frame.Values(added))]);
        return opened;
    }

    private void BookLots(PairLots opened, LineBuffer lines)
    {
        Span<long> taken = stackalloc long[rule.Legs];
        Span<long> kept = stackalloc long[rule.Legs];
        for (var seller = 0; seller < frame.Count; seller++)
        {
            for (var leg = 0; leg < rule.Legs; leg++)
            {
                (taken[leg], kept[leg]) = (consumed[leg][seller], left[leg].Sum(age => age[seller]));
            }

            opened.Book(seller, taken, kept, paid[seller]);
        }

        opened.AddClawbacks(lines);
    }

    private string Item(int leg, int age)
    {
        var name = $"{rule.Name}/{frame.Plan.Trees[rule.Tree].Document.Legs[leg]}";
        return ages == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}/{age}");
    }

    private long[][] NewVolume()
    {
        var legs = new long[rule.Legs][];
        for (var leg = 0; leg < rule.Legs; leg++)
        {
            legs[leg] = rule.Added[leg] is { } added ? (long[])frame.Values(added).Clone() : new long[frame.Count];
        }

        foreach (var epoch in frame.Epochs(rule.Tree))
        {
            AddVolume(epoch, legs);
        }

        return legs;
    }

    private void AddVolume(TreeEpoch epoch, long[][] legs)
    {
        var tree = epoch.Tree;
        var own = frame.Orders.ValuesWithin(rule.Of, epoch);
        var organisation = Folds.Organisation(tree, own, Fold.Sum, withSelf: true, null, false, -1);
        for (var seller = 0; seller < frame.Count; seller++)
        {
            var parent = tree.Parent[seller];
            var leg = parent < 0 ? -1 : tree.Leg![seller];
            if (leg >= 0)
            {
                legs[leg][parent] = checked(legs[leg][parent] + organisation[seller]);
            }
        }
    }

    private void Balance<TWitness>(int seller, Span<long> legs, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var any = false;
        for (var leg = 0; leg < legs.Length; leg++)
        {
            legs[leg] = checked(fresh[leg][seller] + CarriedIn(leg, seller));
            any |= legs[leg] != 0;
        }

        var spot = new Spot(frame, seller) { Source = seller };
        if (!any || (!flushWhen.IsNone && flushWhen.Holds(spot)))
        {
            return;
        }

        var cut = legAtMost.IsNone ? long.MaxValue : legAtMost.At(spot);
        foreach (ref var leg in legs)
        {
            leg = Math.Min(leg, cut);
        }

        var receives = work.MayReceive(spot, out var failed);
        if (!receives)
        {
            if (TWitness.Watches)
            {
                witness.See(new Event(Outcome.NotReceived, seller, spot) { Failed = failed, Price = PriceOf(Match(spot, legs)) });
            }

            if (rule.Document.NotReceived != PairNotReceived.Consumed)
            {
                Keep(seller, spot, legs, rule.Document.Unused == Unused.Flushed || rule.Document.NotReceived == PairNotReceived.Flushed);
                return;
            }
        }

        var match = Match(spot, legs);
        var flush = rule.Document.Unused == Unused.Flushed || (match.Capped && rule.Document.OnCap == OnCap.Flush);
        if (receives)
        {
            PayMatch(match, spot, lines, ref witness);
        }

        if (cycled.Length > 0 && match.Base > 0)
        {
            cycled[seller] = 1;
        }

        var counted = TWitness.Watches ? legs.ToArray() : [];
        Consume(match, seller, legs);
        Keep(seller, spot, legs, flush);
        if (TWitness.Watches)
        {
            witness.See(new PairBalance(seller, [.. Enumerable.Range(0, legs.Length).Select(leg => CarriedIn(leg, seller))],
                [.. fresh.Select(leg => leg[seller])], counted, legs.ToArray(), !flush,
                PriceOf(match) with { Amount = match.Amount }, match.CappedAmount));
        }
    }

    /// <summary>What a match pays after the cap.</summary>
    private Price PriceOf(in PairMatch match) =>
        new(match.Base, rule.Percent is null ? 0 : rule.BaseDecimals, match.Rate, match.Amount - match.CappedAmount);

    /// <summary>What is matched and what it pays, before anything is consumed.</summary>
    private PairMatch Match(Spot spot, ReadOnlySpan<long> legs)
    {
        var (stronger, weaker) = Ends(legs);
        spot = spot with { Stronger = stronger, Weaker = weaker };
        var match = rule.Percent is not null ? MatchPercent(spot, legs)
            : rule.Table.Count > 0 ? MatchTable(spot)
            : MatchCycles(spot);
        return Cap(match, spot);
    }

    private PairMatch MatchPercent(in Spot spot, ReadOnlySpan<long> legs)
    {
        var others = rule.Document.On == PairOn.AllButStrongest;
        var @base = others ? SumOfOthers(legs)
            : rule.Document.On == PairOn.Difference ? spot.Stronger - spot.Weaker : spot.Weaker;
        var rate = @base <= 0 ? Rate.Zero : rule.Percent!.At(spot);
        if (rule.Document.VolumeRatio && spot.Stronger > 0)
        {
            rate *= new Rate(spot.Weaker, spot.Stronger);
        }

        var amount = rate.IsZero ? 0 : work.Amount(@base, rule.BaseDecimals, rate, spot);
        return others ? new PairMatch(@base, rate, amount, Math.Min(spot.Stronger, @base), long.MaxValue, false)
            : new PairMatch(@base, rate, amount, spot.Weaker, spot.Weaker, false);
    }

    private PairMatch MatchTable(in Spot spot)
    {
        for (var row = rule.Table.Count - 1; row >= 0; row--)
        {
            if (spot.Weaker >= rule.Table[row].From)
            {
                var pays = rule.Table[row].Amount;
                return new PairMatch(1, pays, work.Amount(1, 0, pays, spot), rule.Table[row].From, rule.Table[row].From, false);
            }
        }

        return default;
    }

    private PairMatch MatchCycles(in Spot spot)
    {
        var (stronger, weaker) = (spot.Stronger, spot.Weaker);
        var most = cyclesAtMost.IsNone ? long.MaxValue : cyclesAtMost.At(spot);
        var total = default(PairMatch);
        foreach (var cycle in rule.Cycles)
        {
            var now = spot with { Stronger = stronger, Weaker = weaker };
            if ((cycle.FirstOnly && (cycled[spot.Self] != 0 || total.Base > 0)) || (cycle.When is not null && cycle.When.At(now) == 0))
            {
                continue;
            }

            var possible = Math.Min(stronger / cycle.FromStronger, weaker / cycle.FromWeaker);
            var count = Math.Min(cycle.FirstOnly ? Math.Min(1, possible) : possible, most - total.Base);
            total = total with
            {
                Base = total.Base + count,
                Rate = total.Rate + (cycle.Pays.At(now) * new Rate(count, 1)),
                FromStronger = total.FromStronger + (count * cycle.FromStronger),
                FromWeaker = total.FromWeaker + (count * cycle.FromWeaker),
                Capped = possible > count && !cycle.FirstOnly,
            };
            (stronger, weaker) = (stronger - (count * cycle.FromStronger), weaker - (count * cycle.FromWeaker));
            // A first cycle that the legs do not reach is waited for.
            if (!cycle.FirstOnly || count == 0)
            {
                break;
            }
        }

        // One line, rounded once, however many kinds of cycles it is for.
        return total.Base == 0 ? total : total with { Rate = total.Rate * new Rate(1, total.Base), Amount = work.Amount(1, 0, total.Rate, spot) };
    }

    /// <summary>Applies the payment cap; it belongs here because what is consumed and flushed may depend on it.</summary>
    private PairMatch Cap(PairMatch match, in Spot spot)
    {
        if (rule.Cap is null || rule.CapPer != CapPer.Seller || rule.CapCounting is not null)
        {
            return match;
        }

        var plan = frame.Plan;
        var cap = plan.Rounding.Multiply(1, 0, rule.Cap.At(spot), plan.Decimals);
        if (match.Amount <= cap)
        {
            return match;
        }

        return match with { Capped = true, CappedAmount = match.Amount - cap };
    }

    private void PayMatch<TWitness>(in PairMatch match, in Spot spot, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        if (TWitness.Watches)
        {
            witness.See(new Event(match.Amount == 0 ? Outcome.TooSmall : Outcome.Paid, spot.Self, spot) { Price = PriceOf(match) });
        }

        if (match.Amount == 0)
        {
            return;
        }

        lines.Add(rule.Index, LineKind.Pay, spot.Self, spot.Self, -1, 0, match.Base, match.Rate, match.Amount);
        if (match.CappedAmount > 0)
        {
            lines.Add(rule.Index, LineKind.Cap, spot.Self, spot.Self, -1, 0, match.Base, Rate.Zero, -match.CappedAmount);
        }

        if (lots is not null)
        {
            paid[spot.Self] = match.Amount - match.CappedAmount;
        }
    }

    private void Consume(in PairMatch match, int seller, Span<long> legs)
    {
        if (rule.Document.Consumes == Consumes.Nothing)
        {
            return;
        }

        var strongest = StrongestOf(legs);
        var (fromStronger, fromWeaker) = (match.FromStronger, match.FromWeaker);
        if (rule.Document.Consumes == Consumes.Everything)
        {
            fromStronger = fromWeaker = Ends(legs).Weaker;
        }

        for (var leg = 0; leg < legs.Length; leg++)
        {
            var taken = Math.Min(Math.Max(0, legs[leg]), leg == strongest ? fromStronger : fromWeaker);
            if (rule.Document.Consumes == Consumes.Paid && match.CappedAmount > 0)
            {
                taken = Rounding.AwayFromZero.Divide((Int128)taken * (match.Amount - match.CappedAmount), match.Amount);
            }

            legs[leg] -= taken;
            if (lots is not null)
            {
                consumed[leg][seller] = taken;
            }
        }
    }

    /// <summary>Puts what is left into the carry, the newest volume first into the youngest age: the oldest was matched first.</summary>
    private void Keep(int seller, in Spot spot, ReadOnlySpan<long> legs, bool flush)
    {
        if (flush)
        {
            return;
        }

        var most = carryAtMost.IsNone ? long.MaxValue : carryAtMost.At(spot);
        for (var leg = 0; leg < legs.Length; leg++)
        {
            var keep = Math.Min(legs[leg], most);
            for (var age = 0; age < ages && keep != 0; age++)
            {
                var available = age == 0 ? fresh[leg][seller] : carried[leg][age - 1][seller];
                var part = rule.Document.CarryExpiresAfter == 0 ? keep : Math.Min(keep, available);
                left[leg][age][seller] = part;
                keep -= part;
            }
        }
    }

    /// <summary>All legs but the strongest; one below zero is paid for by nobody, it waits for its own volume.</summary>
    private static long SumOfOthers(ReadOnlySpan<long> legs)
    {
        var (sum, strongest) = (0L, StrongestOf(legs));
        for (var leg = 0; leg < legs.Length; leg++)
        {
            sum = checked(sum + (leg == strongest ? 0 : Math.Max(0, legs[leg])));
        }

        return sum;
    }

    private static int StrongestOf(ReadOnlySpan<long> legs)
    {
        var strongest = 0;
        for (var leg = 1; leg < legs.Length; leg++)
        {
            strongest = legs[leg] > legs[strongest] ? leg : strongest;
        }

        return strongest;
    }

    /// <summary>The strongest leg and the weakest of the others.</summary>
    private static (long Stronger, long Weaker) Ends(ReadOnlySpan<long> legs)
    {
        var strongest = StrongestOf(legs);
        var weaker = long.MaxValue;
        for (var leg = 0; leg < legs.Length; leg++)
        {
            weaker = leg == strongest ? weaker : Math.Min(weaker, legs[leg]);
        }

        return (Math.Max(0, legs[strongest]), Math.Max(0, weaker));
    }

    /// <summary>What was matched: the base and rate of the line, the amount, and what it takes from the legs.</summary>
    private readonly record struct PairMatch(long Base, Rate Rate, long Amount, long FromStronger, long FromWeaker, bool Capped)
    {
        /// <summary>How much of the amount the cap takes away.</summary>
        public long CappedAmount { get; init; }
    }
}
