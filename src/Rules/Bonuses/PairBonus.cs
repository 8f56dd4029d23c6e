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
        ages = AgesOf(rule);
        fresh = NewVolume();
        carried = [.. Enumerable.Range(0, rule.Legs).Select(leg => CarriedLeg(frame, rule, leg))];
        left = [.. Enumerable.Range(0, rule.Legs).Select(_ => Enumerable.Range(0, ages).Select(_ => frame.TakeZeros()).ToArray())];
        consumed = [.. Enumerable.Range(0, rule.Document.Lots ? rule.Legs : 0).Select(_ => Columns.Zeros<long>(frame.Count))];
        paid = rule.Document.Lots ? Columns.Zeros<long>(frame.Count) : [];
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
            var legs = new PairLegs(stackalloc long[rule.Legs], stackalloc long[rule.Legs], stackalloc long[rule.Legs]);
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
        var legs = new PairLegs(stackalloc long[rule.Legs], stackalloc long[rule.Legs], stackalloc long[rule.Legs]);
        var lines = new LineBuffer();
        Balance(seller, legs, lines, ref witness);
        return lines;
    }

    /// <summary>Computes all balances again for a witness; once for each instance, because first cycles are noted.</summary>
    public void Watch<TWitness>(ref TWitness witness)
        where TWitness : IWitness
    {
        var legs = new PairLegs(stackalloc long[rule.Legs], stackalloc long[rule.Legs], stackalloc long[rule.Legs]);
        var lines = new LineBuffer();
        for (var seller = 0; seller < frame.Count; seller++)
        {
            Balance(seller, legs, lines, ref witness);
        }
    }

    /// <summary>The volume of each leg that one period brings, without carry.</summary>
    public IReadOnlyList<long[]> Fresh => fresh;

    /// <summary>What was carried into the period by leg.</summary>
    public long CarriedIn(int leg, int seller)
    {
        var sum = 0L;
        foreach (var age in carried[leg])
        {
            sum = checked(sum + age[seller]);
        }

        return sum;
    }

    /// <summary>What the bonus leaves to the next period: unused volume by leg (and age).</summary>
    public IEnumerable<(string Item, long[] Values, int Decimals)> Leaves()
    {
        for (var leg = 0; leg < rule.Legs; leg++)
        {
            for (var age = 1; age <= ages; age++)
            {
                yield return (Item(frame, rule, leg, age), left[leg][age - 1], rule.Of.Decimals);
            }
        }

        if (cycled.Length > 0)
        {
            yield return (CycledItem, cycled, 0);
        }
    }

    /// <summary>Gives back the columns that only the balances needed; nothing may be asked for afterwards.</summary>
    public void GiveBack()
    {
        foreach (var column in fresh.Concat(left.SelectMany(ages => ages)).Concat(carried.SelectMany(ages => ages)))
        {
            frame.GiveBack(column);
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

    /// <summary>By leg, what was carried into the period as the carry has it: before late refunds of orders that are kept by lots.</summary>
    public static IReadOnlyList<long[]> CarriedLegs(Frame frame, PairRule rule) =>
        [.. Enumerable.Range(0, rule.Legs).Select(leg => CarriedLeg(frame, rule, leg))
            .Select(ages => Enumerable.Range(0, frame.Count).Select(seller => ages.Sum(age => age[seller])).ToArray())];

    private static long[][] CarriedLeg(Frame frame, PairRule rule, int leg) =>
        [.. Enumerable.Range(1, AgesOf(rule)).Select(age => Item(frame, rule, leg, age))
            .Select(item => rule.Document.Lots ? frame.Carried.Item(item, rule.Of.Decimals) : frame.Carried.Read(item, rule.Of.Decimals))];

    private static int AgesOf(PairRule rule) => Math.Max(1, rule.Document.CarryExpiresAfter);

    private static string Item(Frame frame, PairRule rule, int leg, int age)
    {
        var name = $"{rule.Name}/{frame.Plan.Trees[rule.Tree].Document.Legs[leg]}";
        return AgesOf(rule) == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}/{age}");
    }

    private long[][] NewVolume()
    {
        var legs = new long[rule.Legs][];
        for (var leg = 0; leg < rule.Legs; leg++)
        {
            legs[leg] = rule.Added[leg] is { } added ? frame.TakeCopy(frame.Values(added)) : frame.TakeZeros();
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
        var own = frame.TakeCopy(frame.Orders.ValuesWithin(rule.Of, epoch));
        var organisation = Folds.Organisation(frame, tree, own, Fold.Sum, withSelf: true, null, false, -1);
        for (var seller = 0; seller < frame.Count; seller++)
        {
            var parent = tree.Parent[seller];
            var leg = parent < 0 ? -1 : tree.Leg![seller];
            if (leg >= 0)
            {
                legs[leg][parent] = checked(legs[leg][parent] + organisation[seller]);
            }
        }

        frame.GiveBack(organisation);
    }

    private void Balance<TWitness>(int seller, PairLegs legs, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var volume = legs.Volume;
        if (!Fill(volume, seller))
        {
            return;
        }

        var spot = new Spot(frame, seller) { Source = seller };
        var flushed = !flushWhen.IsNone && flushWhen.Holds(spot);
        if (flushed && !TWitness.Watches)
        {
            return;
        }

        var whole = TWitness.Watches ? volume.ToArray() : [];
        CutLegs(volume, spot);
        if (flushed)
        {
            witness.See(new Event(Outcome.Flushed, seller, spot) { Price = PriceOf(Match(spot, legs)), IsLost = true });
            return;
        }

        var receives = work.MayReceive(spot, out var failed);
        if (!receives)
        {
            if (TWitness.Watches)
            {
                var price = PriceOf(Match(spot, legs));
                witness.See(new Event(Outcome.NotReceived, seller, spot) { Failed = failed, Price = price, IsLost = !WaitsUnreceived });
            }

            if (rule.Document.NotReceived != PairNotReceived.Consumed)
            {
                Keep(seller, spot, volume, rule.Document.Unused == Unused.Flushed || rule.Document.NotReceived == PairNotReceived.Flushed);
                return;
            }
        }

        var match = Match(spot, legs);
        var flush = rule.Document.Unused == Unused.Flushed || (match.Capped && rule.Document.OnCap == OnCap.Flush);
        if (receives)
        {
            if (TWitness.Watches)
            {
                var price = PriceOf(match) with { Cut = match.LineCut + CutForGood(match, spot, whole, volume, flush) };
                witness.See(new Event(match.Amount == 0 ? Outcome.TooSmall : Outcome.Paid, seller, spot) { Price = price });
            }

            PayMatch(match, spot, lines);
        }

        if (cycled.Length > 0 && match.Base > 0)
        {
            cycled[seller] = 1;
        }

        var counted = TWitness.Watches ? volume.ToArray() : [];
        Consume(seller, legs);
        Keep(seller, spot, volume, flush);
        if (TWitness.Watches)
        {
            witness.See(new PairBalance(seller, [.. Enumerable.Range(0, counted.Length).Select(leg => CarriedIn(leg, seller))],
                [.. fresh.Select(leg => leg[seller])], counted, volume.ToArray(), !flush,
                PriceOf(match) with { Amount = match.Amount }, match.CappedAmount, legs.Turns.ToArray()));
        }
    }

    private void CutLegs(Span<long> volume, in Spot spot)
    {
        var most = legAtMost.IsNone ? long.MaxValue : legAtMost.At(spot);
        foreach (ref var leg in volume)
        {
            leg = Math.Min(leg, most);
        }
    }

    /// <summary>Fills legs with what a seller has in them.</summary>
    /// <returns>Whether there is anything.</returns>
    private bool Fill(Span<long> volume, int seller)
    {
        var any = false;
        for (var leg = 0; leg < volume.Length; leg++)
        {
            volume[leg] = checked(fresh[leg][seller] + CarriedIn(leg, seller));
            any |= volume[leg] != 0;
        }

        return any;
    }

    /// <summary>What a match pays after the cap.</summary>
    private Price PriceOf(in PairMatch match) =>
        new(match.Base, rule.Percent is null ? 0 : rule.BaseDecimals, match.Rate, match.Amount - match.CappedAmount) { Cut = match.LineCut };

    /// <summary>Whether the volume of a seller who may not receive stays in the legs and can still be matched in a later period.</summary>
    private bool WaitsUnreceived => rule.Document is { NotReceived: PairNotReceived.Kept, Unused: Unused.Carried, Consumes: not Consumes.Nothing };

    /// <summary>
    /// What the limits on legs, cycles and pay took away for good. What only stays in the legs is paid later; where matching consumes nothing, every
    /// period promises anew.
    /// </summary>
    private long CutForGood(in PairMatch match, in Spot spot, ReadOnlySpan<long> whole, ReadOnlySpan<long> legs, bool flush)
    {
        var unlimited = Unlimited(spot, legs);
        var byLegs = legAtMost.IsNone ? 0 : Math.Max(0, Unlimited(spot, whole) - unlimited);
        var byCycles = flush || rule.Document.Consumes is Consumes.Everything or Consumes.Nothing ? unlimited - match.Amount : 0;
        var byCap = flush || rule.Document.Consumes != Consumes.Paid ? match.CappedAmount : 0;
        return byLegs + byCycles + byCap;
    }

    /// <summary>What legs would pay without limits on cycles and pay.</summary>
    private long Unlimited(in Spot spot, ReadOnlySpan<long> volume)
    {
        var legs = new PairLegs(stackalloc long[volume.Length], stackalloc long[volume.Length], stackalloc long[volume.Length]);
        volume.CopyTo(legs.Volume);
        return MatchUncapped(Balanced(spot, legs), legs, long.MaxValue).Amount;
    }

    /// <summary>What is matched and what it pays, before anything is consumed.</summary>
    private PairMatch Match(in Spot spot, PairLegs legs)
    {
        var balanced = Balanced(spot, legs);
        return Cap(MatchUncapped(balanced, legs, cyclesAtMost.IsNone ? long.MaxValue : cyclesAtMost.At(balanced)), balanced, legs);
    }

    private PairMatch MatchUncapped(in Spot balanced, PairLegs legs, long mostCycles)
    {
        legs.Asked.Clear();
        legs.Turns.Clear();
        return rule.Percent is not null ? MatchPercent(balanced, legs)
            : rule.Table.Count > 0 ? MatchTable(balanced, legs)
            : MatchCycles(balanced, legs, mostCycles);
    }

    private static Spot Balanced(in Spot spot, PairLegs legs)
    {
        var (stronger, weaker) = PairLegs.Ends(legs.Volume, PairLegs.StrongestOf(legs.Volume));
        return spot with { Stronger = stronger, Weaker = weaker };
    }

    private PairMatch MatchPercent(in Spot spot, PairLegs legs)
    {
        var others = rule.Document.On == PairOn.AllButStrongest;
        var @base = others ? PairLegs.SumOfOthers(legs.Volume)
            : rule.Document.On == PairOn.Difference ? spot.Stronger - spot.Weaker : spot.Weaker;
        var rate = @base <= 0 ? Rate.Zero : rule.Percent!.At(spot);
        if (rule.Document.VolumeRatio && spot.Stronger > 0)
        {
            rate *= new Rate(spot.Weaker, spot.Stronger);
        }

        var strongest = PairLegs.StrongestOf(legs.Volume);
        for (var leg = 0; leg < legs.Asked.Length; leg++)
        {
            legs.Asked[leg] = !others ? spot.Weaker : Math.Min(Math.Max(0, legs.Volume[leg]), leg == strongest ? @base : long.MaxValue);
        }

        var price = rate.IsZero ? default : work.Price(@base, rule.BaseDecimals, rate, spot);
        return new PairMatch(@base, rate, price.Amount, false) { LineCut = price.Cut };
    }

    private PairMatch MatchTable(in Spot spot, PairLegs legs)
    {
        for (var row = rule.Table.Count - 1; row >= 0; row--)
        {
            if (spot.Weaker >= rule.Table[row].From)
            {
                var pays = rule.Table[row].Amount;
                legs.Asked.Fill(rule.Table[row].From);
                var price = work.Price(1, 0, pays, spot);
                return new PairMatch(1, pays, price.Amount, false) { LineCut = price.Cut };
            }
        }

        return default;
    }

    private PairMatch MatchCycles(in Spot spot, PairLegs legs, long most)
    {
        Span<long> left = stackalloc long[legs.Volume.Length];
        Span<long> turns = stackalloc long[left.Length];
        legs.Volume.CopyTo(left);
        var strongest = PairLegs.StrongestOf(left);
        var total = default(PairMatch);
        foreach (var cycle in rule.Cycles)
        {
            strongest = rule.Document.StrongLeg == StrongLeg.BeforeEachCycle ? PairLegs.StrongestOf(left) : strongest;
            var (stronger, weaker) = PairLegs.Ends(left, strongest);
            var now = spot with { Stronger = stronger, Weaker = weaker };
            if ((cycle.FirstOnly && (cycled[spot.Self] != 0 || total.Base > 0)) || (cycle.When is not null && cycle.When.At(now) == 0))
            {
                continue;
            }

            // Where a cycle takes no more of the stronger leg, it stays the stronger.
            var turnsChange = rule.Document.StrongLeg == StrongLeg.BeforeEachCycle && cycle.FromStronger > cycle.FromWeaker;
            var possible = turnsChange ? PairCycles.Possible(left, cycle, turns) : Math.Min(stronger / cycle.FromStronger, weaker / cycle.FromWeaker);
            var count = Math.Min(cycle.FirstOnly ? Math.Min(1, possible) : possible, most - total.Base);
            total = total with
            {
                Base = total.Base + count,
                Rate = total.Rate + (cycle.Pays.At(now) * new Rate(count, 1)),
                Capped = possible > count && !cycle.FirstOnly,
            };
            turns.Clear();
            if (turnsChange)
            {
                PairCycles.Count(left, cycle, count, turns);
            }
            else
            {
                turns[strongest] = count;
            }

            AskFor(cycle, count, turns, left, legs);
            // A first cycle that the legs do not reach is waited for.
            if (!cycle.FirstOnly || count == 0)
            {
                break;
            }
        }

        // One line, rounded once, however many kinds of cycles it is for.
        var price = total.Base == 0 ? default : work.Price(1, 0, total.Rate, spot);
        return total.Base == 0 ? total
            : total with { Rate = total.Rate * new Rate(1, total.Base), Amount = price.Amount, LineCut = price.Cut };
    }

    /// <summary>Adds what cycles take to what is asked of the legs.</summary>
    private static void AskFor(CycleRule cycle, long count, ReadOnlySpan<long> turns, Span<long> left, PairLegs legs)
    {
        for (var leg = 0; leg < left.Length; leg++)
        {
            var asked = (count * cycle.FromWeaker) + (turns[leg] * (cycle.FromStronger - cycle.FromWeaker));
            legs.Asked[leg] += asked;
            legs.Turns[leg] += turns[leg];
            left[leg] -= asked;
        }
    }

    /// <summary>Applies the payment cap; it belongs here because what is consumed and flushed may depend on it.</summary>
    private PairMatch Cap(PairMatch match, in Spot spot, PairLegs legs)
    {
        if (rule.Document.Consumes == Consumes.Paid && match.Amount == 0)
        {
            legs.Asked.Clear();
        }

        if (!rule.CapsItself)
        {
            return match;
        }

        var plan = frame.Plan;
        var cap = Math.Max(0, plan.Rounding.Multiply(1, 0, rule.Cap!.At(spot), plan.Decimals));
        if (match.Amount <= cap)
        {
            return match;
        }

        if (rule.Document.Consumes == Consumes.Paid)
        {
            foreach (ref var asked in legs.Asked)
            {
                asked = Rounding.AwayFromZero.Divide((Int128)asked * cap, match.Amount);
            }
        }

        return match with { Capped = true, CappedAmount = match.Amount - cap };
    }

    private void PayMatch(in PairMatch match, in Spot spot, LineBuffer lines)
    {
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

    private void Consume(int seller, PairLegs legs)
    {
        if (rule.Document.Consumes == Consumes.Nothing)
        {
            return;
        }

        var volume = legs.Volume;
        if (rule.Document.Consumes == Consumes.Everything)
        {
            legs.Asked.Fill(PairLegs.Ends(volume, PairLegs.StrongestOf(volume)).Weaker);
        }

        for (var leg = 0; leg < volume.Length; leg++)
        {
            var taken = Math.Min(Math.Max(0, volume[leg]), legs.Asked[leg]);
            volume[leg] -= taken;
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

    /// <summary>What was matched: the base and rate of the line, and the amount.</summary>
    private readonly record struct PairMatch(long Base, Rate Rate, long Amount, bool Capped)
    {
        /// <summary>How much of the amount the cap takes away.</summary>
        public long CappedAmount { get; init; }

        /// <summary>How much the limits of a line took away before.</summary>
        public long LineCut { get; init; }
    }
}
