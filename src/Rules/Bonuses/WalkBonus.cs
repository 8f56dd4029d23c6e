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
/// The close leaps over ancestors to whom the answer to the first is no (<see cref="WalkPath"/>); a witness makes it visit everybody.
/// </remarks>
internal sealed class WalkBonus
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
    private readonly long[]? ranks;
    private readonly int mostLevels;
    private readonly CompiledTable rates;

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
        path = new WalkPath(tree, rule, opens.Column, boundary.Column);
    }

    private bool ByGeneration => rule.Document.Generation is not null;

    private bool SourceCounts => rule.Document.Generation is { SourceCounts: true };

    /// <summary>The lines of a period, epoch by epoch where the tree as of each order decides, and in order of source.</summary>
    public static LineBuffer Pay(Frame frame, WalkRule rule)
    {
        var lines = new LineBuffer();
        foreach (var epoch in frame.Epochs(rule.Tree))
        {
            lines.AddAll(new WalkBonus(frame, rule, epoch).Pay());
        }

        return lines;
    }

    private LineBuffer Pay() => rule.Document.Per == SourcePer.Order ? PayPerOrder() : PayPerSeller();

    private LineBuffer PayPerSeller()
    {
        var bases = frame.Orders.ValuesWithin(rule.Of, epoch);
        var where = rule.Where is null ? null : frame.Values(rule.Where);
        return BonusWork.InRanges(frame, frame.Count, (from, to, lines) =>
        {
            var nobody = default(Nobody);
            for (var source = from; source < to; source++)
            {
                if (bases[source] != 0 && (where is null || where[source] != 0))
                {
                    Walk(source, -1, bases[source], lines, ref nobody);
                }
            }
        });
    }

    private LineBuffer PayPerOrder()
    {
        frame.Require(rule.Of);
        frame.Require(rule.Where);
        var rows = frame.Orders.RowsBySeller();
        return BonusWork.InRanges(frame, rows.Length, (from, to, lines) =>
        {
            var nobody = default(Nobody);
            for (var i = from; i < to; i++)
            {
                if (epoch.Covers(frame.Snapshot.Orders.Placed[rows[i]]) && BaseOfOrder(rows[i]) is var @base && @base != 0)
                {
                    Walk(frame.Orders.SellerOf(rows[i]), rows[i], @base, lines, ref nobody);
                }
            }
        });
    }

    private long BaseOfOrder(int row)
    {
        var spot = new Spot(frame, frame.Orders.SellerOf(row)) { Row = row };
        return rule.Where is null || rule.Where.At(spot) != 0 ? rule.Of.At(spot) : 0;
    }

    /// <summary>Walks up again from the sources that may have brought something, and tells the witness everything it sees.</summary>
    /// <param name="source">The source.</param>
    /// <param name="witness">Who watches.</param>
    public void Explain<TWitness>(int source, ref TWitness witness)
        where TWitness : IWitness
    {
        var lines = new LineBuffer();
        if (rule.Document.Per == SourcePer.Order)
        {
            foreach (var row in frame.Orders.RowsBySeller().Where(row => frame.Orders.SellerOf(row) == source))
            {
                Walk(source, row, BaseOfOrder(row), lines, ref witness);
            }
        }
        else if (rule.Where is null || frame.Values(rule.Where)[source] != 0)
        {
            Walk(source, -1, frame.Orders.ValuesWithin(rule.Of, epoch)[source], lines, ref witness);
        }
    }

    private void Walk<TWitness>(int source, int row, long @base, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var from = new Spot(frame, source) { Source = source, Row = row };
        if (!counts.Holds(from))
        {
            return;
        }

        var state = new WalkState(@base, rule.GrantedAtFirst is null ? Rate.Zero : RateOf(rule.GrantedAtFirst, from))
        {
            Level = (counts.IsNone ? 0 : 1) - (rule.Document.Starts == WalkStart.Self ? 1 : 0),
            Skipped = rule.Document.Levels.SkipFirst,
            Passed = SourceCounts && !rule.OwnRank && boundary.Holds(from) ? 1 : 0,
        };
        if (rule.OwnRank)
        {
            state.CountRanks(frame.Plan.Ranks.Count);
            if (SourceCounts)
            {
                state.Pass((int)ranks![source]);
            }
        }

        var at = First(source, TWitness.Watches);
        while (at >= 0 && !state.Ended)
        {
            Serve(at, source, row, ref state, lines, ref witness);
            at = TWitness.Watches || path.IsPlain ? tree.Parent[at] : path.Next(at);
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

    private void Serve<TWitness>(int at, int source, int row, ref WalkState state, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var spot = new Spot(frame, at) { Source = source, Row = row, Level = state.Level + 1, Granted = state.Granted };
        if (state.Skipped > 0)
        {
            state.Skipped--;
            witness.See(new Event(Outcome.NoLevel, at, 0, Rate.Zero, state.Granted, null, 0));
        }
        else if (!opens.Holds(spot))
        {
            // The source is level 0 whether or not a level begins there; nobody above inherits it.
            state.Level += at == source || rule.Document.Levels.Otherwise == LevelOtherwise.UseUp ? 1 : 0;
            witness.See(new Event(Outcome.NoLevel, at, spot.Level, Rate.Zero, state.Granted, opens.Expression, 0));
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
            witness.See(new Event(Outcome.NoLevel, spot.Self, spot.Level, Rate.Zero, state.Granted, boundary.Expression, 0));
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
            witness.See(new Event(receives ? Outcome.TooDeep : Outcome.NotReceived, spot.Self, spot.Level, offered, state.Granted, failed, 0));
            if (rule.Document.NotReceived == NotReceived.PassesUp && share > Rate.Zero)
            {
                state.HoldBack(offered, share);
            }
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
                WalkBlock.Higher => offered < state.HighestBelow,
                _ => false,
            };
            share = blocked ? Rate.Zero : offered;
            state.ToGrant = counted && rule.Total is not null ? share : Rate.Zero;
        }

        if (counted)
        {
            state.HighestBelow = Rate.Max(state.HighestBelow, offered);
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
            witness.See(new Event(spot.Offered.IsZero ? Outcome.NoRate : Outcome.NothingLeft, spot.Self, spot.Level, spot.Offered, spot.Granted, null, 0));
            return;
        }

        if (rule.Times is not null)
        {
            share *= rule.Times.At(spot);
        }

        var (units, decimals) = rule.Rate is null ? (1L, 0) : (state.Base, state.BaseDecimals ?? rule.BaseDecimals);
        var amount = work.Amount(units, decimals, share, spot);
        witness.See(new Event(amount == 0 ? Outcome.TooSmall : Outcome.Paid, spot.Self, spot.Level, spot.Offered, spot.Granted, null, amount));
        if (amount != 0)
        {
            lines.Add(rule.Index, LineKind.Pay, spot.Self, spot.Source, spot.Row, spot.Level, units, share, amount);
        }

        if (rule.Document.Cascade)
        {
            (state.Base, state.BaseDecimals) = (amount, frame.Plan.Decimals);
        }
    }

    private static Rate RateOf(Expression expression, in Spot at) => Rate.FromFixed(expression.At(at), expression.Decimals);
}
