using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>
/// Pays the upline for what a source brings: unilevel with every compression, differential, breakaway override, generations, infinity, matrix levels,
/// fast start, and matching, whose source is an earlier bonus instead of a volume.
/// </summary>
/// <remarks>
/// At each ancestor five questions are asked, none implied by another: does a level begin here, who may receive, at what rate, less what, where does it end.
/// The close leaps over ancestors to whom the answer to the first is no (<see cref="WalkPath"/>); an explanation visits everybody.
/// </remarks>
internal sealed partial class WalkBonus
{
    private readonly Frame frame;
    private readonly WalkRule rule;
    private readonly BonusWork work;
    private readonly TreeEpoch epoch;
    private readonly Tree tree;
    private readonly Tree? firstStep;
    private readonly Prepared opens;
    private readonly Prepared counts;
    private readonly Prepared boundary;
    private readonly Prepared endsAt;
    private readonly Prepared reserveWhen;
    private readonly WalkPath path;
    private readonly Lazy<RateBands?> bands;
    private readonly Lazy<KnownWalk?> known;
    private readonly long[]? ranks;
    private readonly int mostLevels;
    private readonly CompiledTable rates;
    private readonly Lazy<long[]> bases;
    private readonly OrderSources orders;

    /// <summary>Prepares the walks of a period along a tree as it stood for some time.</summary>
    public WalkBonus(Frame frame, WalkRule rule, TreeEpoch epoch)
    {
        this.epoch = epoch;
        this.frame = frame;
        this.rule = rule;
        work = new BonusWork(frame, rule);
        tree = epoch.Tree;
        firstStep = rule.FirstStepIn < 0 ? null : frame.Tree(rule.FirstStepIn);
        opens = new Prepared(frame, rule.Opens);
        counts = new Prepared(frame, rule.Sources);
        boundary = new Prepared(frame, rule.GenerationEnds);
        endsAt = new Prepared(frame, rule.EndsAt);
        reserveWhen = new Prepared(frame, rule.ReserveWhen);
        ranks = rule.OwnRank ? frame.Column(new ColumnKey(ColumnKind.Rank, 0)) : null;
        rates = rule.Rate ?? rule.Amount!;
        mostLevels = rates.MostLevels;
        path = new WalkPath(tree, rule, opens.Column, boundary.Column, frame.Workers);
        bands = new(() => RateBands.Of(frame, rule, tree, opens));
        known = new(() => KnownWalk.Of(frame, rule, work, path.IsPlain ? tree.Parent : path.Nearest, path.IsPlain ? opens : default, SourceCount()));
        bases = new(() => frame.Orders.ValuesWithin(rule.Of, epoch));
        orders = new OrderSources(frame, rule);
    }

    private bool ByGeneration => rule.Document.Generation is not null;

    private bool SourceCounts => rule.Document.Generation is { SourceCounts: true };

    /// <summary>The lines of a period, epoch by epoch where the tree as of each order decides, and in order of source.</summary>
    public static LineBuffer Pay(Frame frame, WalkRule rule)
    {
        var lines = new LineBuffer();
        foreach (var bonus in ByEpoch(frame, rule))
        {
            lines.AddAll(bonus.Pay());
            bonus.GiveBack();
        }

        return lines;
    }

    /// <summary>The walks of a period, one after another for each stretch in which the tree stood unchanged.</summary>
    public static IEnumerable<WalkBonus> ByEpoch(Frame frame, WalkRule rule) => frame.Epochs(rule.Tree).Select(epoch => new WalkBonus(frame, rule, epoch));

    /// <summary>Whether only orders of a part of the period count, because the tree changed in it.</summary>
    public bool IsPartial => epoch is not { From: long.MinValue, To: long.MaxValue };

    private void GiveBack() => (known.IsValueCreated ? known.Value : null)?.GiveBack();

    private LineBuffer Pay() => rule.Document.Per == SourcePer.Order ? PayPerOrder() : PayPerSeller();

    private LineBuffer PayPerSeller()
    {
        var brought = Brought();
        return BonusWork.InRanges(frame, frame.Count, (from, to, lines) =>
        {
            var nobody = default(Nobody);
            WalkSellers(brought, from, to, lines, ref nobody);
        });
    }

    /// <summary>What each seller brings, zero for those who do not count.</summary>
    private long[] Brought()
    {
        if (rule.Where is null)
        {
            return bases.Value;
        }

        var where = frame.Values(rule.Where);
        var brought = new long[frame.Count];
        for (var source = 0; source < brought.Length; source++)
        {
            brought[source] = where[source] != 0 ? bases.Value[source] : 0;
        }

        return brought;
    }

    /// <summary>How many walks there are.</summary>
    private int SourceCount() => rule.Document.Per == SourcePer.Order ? orders.Count : frame.Count - bases.Value.AsSpan().Count(0);

    private void WalkSellers<TWitness>(long[] brought, int from, int to, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var walks = TWitness.Watches ? null : known.Value;
        for (var source = from; source < to; source++)
        {
            if (brought[source] == 0)
            {
                continue;
            }

            if (walks is not null)
            {
                walks.Pay(source, -1, First(source, everybody: false), brought[source], lines);
            }
            else
            {
                Walk(new Spot(frame, source) { Source = source }, brought[source], lines, ref witness);
            }
        }
    }

    private LineBuffer PayPerOrder() => BonusWork.InRanges(frame, orders.Count, (from, to, lines) =>
    {
        var nobody = default(Nobody);
        WalkOrders(from, to, lines, ref nobody);
    });

    private void WalkOrders<TWitness>(int from, int to, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var walks = TWitness.Watches ? null : known.Value;
        var spots = new List<Spot>();
        for (var order = from; order < to; order++)
        {
            orders.Find(order, spots);
            foreach (var spot in spots)
            {
                if (BaseOfOrder(spot) is not (var @base and not 0))
                {
                    continue;
                }

                if (walks is not null)
                {
                    walks.Pay(spot.Source, spot.Row, First(spot.Source, everybody: false), @base, lines);
                }
                else
                {
                    Walk(spot, @base, lines, ref witness);
                }
            }
        }
    }

    private long BaseOfOrder(in Spot spot) => epoch.Covers(frame.Snapshot.Orders.Placed[spot.Row]) ? rule.Of.At(spot) : 0;

    /// <summary>Walks up again from every source, and tells the witness what it sees.</summary>
    public void Watch<TWitness>(ref TWitness witness)
        where TWitness : IWitness
    {
        var lines = new LineBuffer();
        if (rule.Document.Per == SourcePer.Order)
        {
            WalkOrders(0, orders.Count, lines, ref witness);
        }
        else
        {
            WalkSellers(Brought(), 0, frame.Count, lines, ref witness);
        }
    }

    /// <summary>Walks up again from one source, and tells the witness everything it sees.</summary>
    /// <returns>The lines that the source brings.</returns>
    public LineBuffer Explain<TWitness>(int source, ref TWitness witness)
        where TWitness : IWitness
    {
        var lines = new LineBuffer();
        if (rule.Document.Per == SourcePer.Order)
        {
            foreach (var spot in orders.Of(source))
            {
                if (BaseOfOrder(spot) is var brought && brought != 0)
                {
                    Walk(spot, brought, lines, ref witness);
                }
            }
        }
        else if (BaseOf(source) is var @base && @base != 0)
        {
            Walk(new Spot(frame, source) { Source = source }, @base, lines, ref witness);
        }

        return lines;
    }

    /// <summary>What a source brings: its base, or the sum of its orders' bases.</summary>
    public long BaseOf(int source)
    {
        if (rule.Document.Per == SourcePer.Order)
        {
            return orders.Of(source).Sum(spot => BaseOfOrder(spot));
        }

        return rule.Where is null || rule.Where.At(new Spot(frame, source)) != 0 ? bases.Value[source] : 0;
    }

    /// <summary>Whether what a source brings may pass by a seller on its way up.</summary>
    public bool MayPass(int source, int seller)
    {
        if (rule.Document.Starts == WalkStart.Self)
        {
            return tree.IsWithin(source, seller);
        }

        var first = (firstStep ?? tree).Parent[source];
        return first >= 0 && tree.IsWithin(first, seller);
    }

    private void Walk<TWitness>(in Spot start, long @base, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var source = start.Source;
        if (!counts.Holds(start))
        {
            return;
        }

        var state = new WalkState(@base, rule.GrantedAtFirst is null ? Rate.Zero : RateOf(rule.GrantedAtFirst, start))
        {
            Level = (counts.IsNone ? 0 : 1) - (rule.Document.Starts == WalkStart.Self ? 1 : 0),
            Skipped = rule.Document.Levels.SkipFirst,
            Passed = SourceCounts && !rule.OwnRank && boundary.Holds(start) ? 1 : 0,
        };
        if (rule.OwnRank)
        {
            state.CountRanks(frame.Plan.Ranks.Count);
            if (SourceCounts)
            {
                state.Pass((int)ranks![source]);
            }
        }

        if (TWitness.Watches)
        {
            BeginOffers(start, ref state);
        }

        if (!TWitness.MeetsEverybody && bands.Value is { } leaps)
        {
            Leap(leaps, start, ref state, lines, ref witness);
        }
        else
        {
            Climb(start, ref state, lines, ref witness);
        }

        if (TWitness.Watches)
        {
            SeeRest(start, ref state, ref witness);
        }
    }

    private void Climb<TWitness>(in Spot start, ref WalkState state, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var at = First(start.Source, TWitness.MeetsEverybody);
        while (at >= 0 && !state.Ended)
        {
            Serve(at, start, ref state, lines, ref witness);
            at = TWitness.MeetsEverybody || path.IsPlain ? tree.Parent[at] : path.Next(at);
        }
    }

    /// <summary>A plain differential, from each rate on the path to the next higher one.</summary>
    private void Leap<TWitness>(RateBands leaps, in Spot start, ref WalkState state, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var source = start.Source;
        var first = firstStep is null ? tree.Parent[source] : firstStep.Parent[source];
        if (rule.Document.Starts == WalkStart.Self)
        {
            first = tree.Parent[source];
            Serve(source, start, ref state, lines, ref witness);
        }

        for (var at = leaps.NextAbove(first, state.Granted); at >= 0 && !state.Ended; at = leaps.NextAbove(tree.Parent[at], state.Granted))
        {
            state.Level = leaps.LevelsUpTo(at, first) - 1;
            Serve(at, start, ref state, lines, ref witness);
        }
    }

    private int First(int source, bool everybody)
    {
        if (rule.Document.Starts == WalkStart.Self)
        {
            return source;
        }

        if (firstStep is not null)
        {
            var first = firstStep.Parent[source];
            return first < 0 || everybody || path.IsPlain || path.Matters(first) ? first : path.Next(first);
        }

        return everybody || path.IsPlain ? tree.Parent[source] : path.Next(source);
    }

    private void Serve<TWitness>(int at, in Spot start, ref WalkState state, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var (source, spot) = (start.Source, start with { Self = at, Level = state.Level + 1, Granted = state.Granted });
        if (state.Skipped > 0)
        {
            state.Skipped--;
            if (TWitness.Watches)
            {
                witness.See(new Event(Outcome.LeftOut, at, spot));
            }
        }
        else if (!opens.Holds(spot))
        {
            if (TWitness.Watches)
            {
                SeeNotOpen(spot, ref state, ref witness);
            }

            // The source is level 0 whether or not a level begins there; nobody above inherits it.
            state.Level += at == source || rule.Document.Levels.Otherwise == LevelOtherwise.UseUp ? 1 : 0;
        }
        else if (ByGeneration)
        {
            ServeGeneration(spot, ref state, lines, ref witness);
        }
        else if (!counts.IsNone)
        {
            Offer(spot with { Level = state.Level }, ref state, lines, ref witness);
            state.Level += counts.Holds(spot) ? 1 : 0;
        }
        else
        {
            state.Level++;
            Offer(spot with { Level = state.Level }, ref state, lines, ref witness);
        }

        if (TWitness.Watches)
        {
            SeeUsedUp(spot, ref state, ref witness);
        }

        state.BeforeParent &= at == source;
        state.Ended |= !ByGeneration && (counts.IsNone ? state.Level >= mostLevels : state.Level > mostLevels);
        state.Ended |= !endsAt.IsNone && endsAt.Holds(spot);
    }

    private void ServeGeneration<TWitness>(Spot spot, ref WalkState state, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var generation = rule.Document.Generation!;
        if (rule.OwnRank)
        {
            var rank = (int)ranks![spot.Self];
            if (Offer(spot with { Level = generation.NumberedFrom + state.PassedOfRank(rank) }, ref state, lines, ref witness)
                || generation.Ineligible != IneligibleBoundary.Invisible)
            {
                state.Pass(rank);
            }

            state.Ended |= generation.NumberedFrom + state.PassedOfRank(frame.Plan.Ranks.Count) > mostLevels;
            return;
        }

        var isBoundary = boundary.Holds(spot);
        spot = spot with { Level = generation.NumberedFrom + state.Passed };
        if (!isBoundary && generation.Pays == GenerationPays.Boundaries)
        {
            if (TWitness.Watches)
            {
                witness.See(new Event(Outcome.InsideGeneration, spot.Self, spot) { Failed = boundary.Expression });
            }

            return;
        }

        var received = Offer(spot, ref state, lines, ref witness);
        if (isBoundary && (received || generation.Ineligible != IneligibleBoundary.Invisible))
        {
            state.Passed++;
        }

        state.Ended |= generation.NumberedFrom + state.Passed > mostLevels;
    }

    /// <summary>Asks who may receive, at what rate and less what, and pays.</summary>
    /// <returns>Whether the ancestor may receive at all.</returns>
    private bool Offer<TWitness>(Spot spot, ref WalkState state, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var offered = rates.At(spot);
        spot = spot with { Offered = offered };
        var receives = work.MayReceive(spot, out var failed);
        var gets = receives && !(rule.Depth is not null && rule.Depth.At(spot) < new Rate(spot.Level, 1));
        var counted = gets || rule.Document.Counting == WalkCounting.Everyone;
        var share = Less(offered, counted, spot, ref state);
        if (state.BeforeParent && spot.Self != spot.Source && rule.ReserveShare > Rate.Zero && reserveWhen.Holds(spot))
        {
            state.Granted += rule.ReserveShare;
            state.Spent += rule.ReserveShare;
        }

        share = Limit(share, counted, ref state);
        if (gets)
        {
            PayShare(share + state.Released(offered), spot, ref state, lines, ref witness);
        }
        else
        {
            if (TWitness.Watches)
            {
                var outcome = receives ? Outcome.TooDeep : Outcome.NotReceived;
                var lost = IsLost(spot, receives, counted, ref state);
                witness.See(new Event(outcome, spot.Self, spot) { Failed = failed, Price = PriceOf(share, spot, state), IsLost = lost });
            }

            if (rule.Document.NotReceived == NotReceived.PassesUp && share > Rate.Zero)
            {
                state.HoldBack(offered, share);
            }
        }

        if (TWitness.Watches && !offered.IsZero && !LevelGoesOn(spot, receives))
        {
            state.Reached = Math.Max(state.Reached, spot.Level);
        }

        state.Ended |= rule.Total is { } most && state.Spent >= most && !state.HoldsBack;
        return receives;
    }

    /// <summary>What is left of the ancestor's rate after what was granted below, and what now counts as granted.</summary>
    private Rate Less(Rate offered, bool counted, in Spot spot, ref WalkState state)
    {
        var share = offered;
        if (rule.Document.Less == WalkLess.RatesBelow)
        {
            share = Rate.Max(Rate.Zero, offered - state.Granted);
            if (counted)
            {
                state.ToGrant = share;
            }

            if (rule.AtLeast is not null && !offered.IsZero)
            {
                share = Rate.Max(share, rule.AtLeast.At(spot));
            }
        }
        else
        {
            var blocked = rule.Document.BlockedBy switch
            {
                WalkBlock.SameOrHigher => offered <= state.HighestBelow,
                WalkBlock.Same => state.HasMet(offered),
                WalkBlock.Higher => offered < state.HighestBelow,
                _ => false,
            };
            share = blocked ? Rate.Zero : offered;
            state.ToGrant = counted && rule.Total is not null ? share : Rate.Zero;
        }

        if (counted)
        {
            state.HighestBelow = Rate.Max(state.HighestBelow, offered);
            if (rule.Document.BlockedBy == WalkBlock.Same)
            {
                state.Meet(offered);
            }
        }

        return share;
    }

    /// <summary>Keeps the sum of rates on the path within the total, and books what is granted.</summary>
    private Rate Limit(Rate share, bool counted, ref WalkState state)
    {
        if (rule.Total is { } total)
        {
            // A minimum for equal ranks is no difference, but it is part of the sum.
            var left = Rate.Max(Rate.Zero, total - state.Spent);
            share = Rate.Min(share, left);
            state.ToGrant = Rate.Min(state.ToGrant, left);
            state.Spent += counted ? share : Rate.Zero;
        }

        state.Granted = state.ToGrant.IsZero ? state.Granted : state.Granted + state.ToGrant;
        state.ToGrant = Rate.Zero;
        return share;
    }

    private void PayShare<TWitness>(Rate share, in Spot spot, ref WalkState state, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        if (share.IsZero)
        {
            if (TWitness.Watches)
            {
                witness.See(spot.Offered.IsZero ? IfRanked(spot, state)
                    : new Event(Outcome.NothingLeft, spot.Self, spot) { Price = PriceOf(spot.Offered, spot, state) });
            }

            return;
        }

        var price = PriceOf(share, spot, state);
        if (TWitness.Watches)
        {
            witness.See(new Event(price.Amount == 0 ? Outcome.TooSmall : Outcome.Paid, spot.Self, spot) { Price = price });
        }

        if (price.Amount != 0)
        {
            lines.Add(rule.Index, LineKind.Pay, spot.Self, spot.Source, spot.Row, spot.Level, price.Units, price.Rate, price.Amount);
        }

        if (rule.Document.Cascade)
        {
            (state.Base, state.BaseDecimals) = (price.Amount, frame.Plan.Decimals);
        }
    }

    private Price PriceOf(Rate share, in Spot spot, in WalkState state)
    {
        var rate = rule.Times is null ? share : share * rule.Times.At(spot);
        var (units, decimals) = BaseOf(state);
        return work.Price(units, decimals, rate, spot);
    }

    private (long Units, int Decimals) BaseOf(in WalkState state) => rule.Rate is null ? (1L, 0) : (state.Base, state.BaseDecimals ?? rule.BaseDecimals);

    /// <summary>For a witness: what an ancestor to whom no level opens would have been paid if one did.</summary>
    private Event IfOpen(Spot spot, WalkState state)
    {
        var generation = rule.Document.Generation;
        if (generation is not null)
        {
            var passed = rule.OwnRank ? state.PassedOfRank((int)ranks![spot.Self]) : state.Passed;
            spot = spot with { Level = generation.NumberedFrom + passed };
        }
        else if (!counts.IsNone)
        {
            spot = spot with { Level = state.Level };
        }

        var inside = generation is { Pays: GenerationPays.Boundaries } && !rule.OwnRank && !boundary.Holds(spot);
        spot = spot with { Offered = inside ? Rate.Zero : rates.At(spot) };
        var share = Limit(Less(spot.Offered, counted: true, spot, ref state), counted: true, ref state);
        return new Event(Outcome.NoLevel, spot.Self, spot) { Price = spot.Offered.IsZero ? default : PriceOf(share, spot, state) };
    }

    /// <summary>For a witness: which higher rank the table would give something, and what that would have been.</summary>
    private Event IfRanked(Spot spot, WalkState state)
    {
        var byRank = rates.Expressions.Any(part => part is Column { Key.Kind: ColumnKind.Rank or ColumnKind.Title });
        for (var rank = frame.Ladder.Rank[spot.Self] + 1; byRank && rank <= frame.Plan.Ranks.Count; rank++)
        {
            var higher = spot with { RankInstead = (int)rank };
            if (rates.At(higher) is { IsZero: false } offered)
            {
                higher = higher with { Offered = offered };
                var share = Limit(Less(offered, counted: true, higher, ref state), counted: true, ref state);
                return new Event(Outcome.NoRate, spot.Self, spot) { RankNeeded = (int)rank, Price = PriceOf(share, higher, state) };
            }
        }

        return new Event(Outcome.NoRate, spot.Self, spot);
    }

    private static Rate RateOf(Expression expression, in Spot at) => Rate.FromFixed(expression.At(at), expression.Decimals);
}
