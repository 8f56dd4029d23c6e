using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Ranks;

/// <summary>What the ladder gave everybody.</summary>
/// <param name="Rank">The rank of the period (paid-as), as an ordinal; 0 for none.</param>
/// <param name="Title">The kept rank after the period.</param>
/// <param name="GraceUsed">How many grace periods in a row have been used.</param>
/// <param name="Below">How many periods in a row the rank was below the title.</param>
/// <param name="BestBelow">The best rank of those periods.</param>
internal sealed record LadderResult(long[] Rank, long[] Title, long[] GraceUsed, long[] Below, long[] BestBelow);

/// <summary>Evaluates the ladder of ranks.</summary>
/// <remarks>
/// Requirements may count ranks of others, in any tree. The ranks start at none and each round can only raise them, because the checker lets a requirement
/// ask for ranks only in ways that rising ranks help; so at most sellers × ranks rounds change anything and the least fixpoint is reached.
/// Where every requirement looks strictly below in one tree, it may ask in any way (a group without the legs that have broken away): after as many rounds
/// as there are sellers on the longest path below, a seller's rank no longer changes, so the depth of the tree bounds the rounds; most such ladders need no
/// rounds at all, but one pass from the bottom (<see cref="LadderPass"/>).
/// </remarks>
internal static class LadderEvaluation
{
    public const string RankItem = "rank";
    public const string TitleItem = "title";
    public const string GraceItem = "rank/grace used";
    public const string BelowItem = "title/periods below";
    public const string BestBelowItem = "title/best below";

    public static LadderResult Evaluate(Frame frame)
    {
        var rank = Columns.Zeros<long>(frame.Count);
        if (frame.Plan.RankGivenBy >= 0)
        {
            rank = (long[])frame.Column(new ColumnKey(ColumnKind.Attribute, frame.Plan.RankGivenBy)).Clone();
        }
        else if (frame.Plan.Ladder.Count > 0)
        {
            Climb(frame, rank);
        }

        Overrule(frame, rank);
        var grace = Grace(frame, rank);
        return Keep(frame, rank, grace);
    }

    /// <summary>Whether a seller is asked for what keeps a rank instead of what reaches it.</summary>
    public static bool Maintains(RankRule rule, long previous) => rule.Maintain is not null && previous >= rule.Ordinal;

    private static void Climb(Frame frame, long[] rank)
    {
        var previous = frame.Carried.Read(RankItem);
        var steps = LadderStep.AllOf(frame);
        GiveBackMeasures(frame, steps.SelectMany(step => step.Rising));
        frame.RisingRank = rank;
        var limits = new RankLimits(frame);
        var pass = LadderPass.Of(frame, steps);
        if (pass is not null)
        {
            pass.Climb(rank, Candidates(frame, steps, limits), spot => limits.Within(spot.Self, Reached(frame, steps, spot, previous[spot.Self])));
        }
        else
        {
            while (Rise(frame, steps, rank, previous, limits) && steps.Any(step => step.ReadsRank))
            {
                frame.ForgetRanked();
            }
        }

        frame.RisingRank = null;
        frame.ForgetRanked();
        pass?.GiveBack();
        GiveBackMeasures(frame, []);
    }

    /// <summary>Gives back the measures that nothing reads but requirements of ranks that are answered; who explains a rank has them computed anew.</summary>
    /// <param name="frame">The close.</param>
    /// <param name="open">The requirements that are not.</param>
    private static void GiveBackMeasures(Frame frame, IEnumerable<Expression> open)
    {
        var plan = frame.Plan;
        var others = plan.Bonuses.SelectMany(rule => rule.Reads).Concat(plan.Measures.SelectMany(measure => measure.Reads))
            .Concat(plan.VolumeRules.SelectMany(volume => volume.Reads)).Concat(plan.Trees.SelectMany(tree => tree.Reads)).Concat(open).ToList();
        foreach (var measure in plan.Measures.Where(measure => measure is { Named: false, Keeps: 0, KeepsBefore: false }))
        {
            if (!others.Exists(formula => formula.Any(part => part is Column { Key.Kind: ColumnKind.Measure } column && column.Key.Index == measure.Index)))
            {
                frame.GiveBackMeasure(measure.Index);
            }
        }
    }

    /// <summary>Who could reach a rank, whatever others reach.</summary>
    private static bool[] Candidates(Frame frame, LadderStep[] steps, RankLimits limits)
    {
        var candidates = Columns.Zeros<bool>(frame.Count);
        frame.ForRanges((from, to) =>
        {
            foreach (var step in steps)
            {
                step.AddCandidates(candidates.AsSpan(from, to - from), from);
            }

            for (var seller = from; seller < to; seller++)
            {
                candidates[seller] |= limits.Raise(seller);
            }
        });
        return candidates;
    }

    /// <summary>Evaluates the ladder for everybody from the ranks reached so far.</summary>
    /// <returns>Whether any rank has changed.</returns>
    private static bool Rise(Frame frame, LadderStep[] steps, long[] rank, long[] previous, RankLimits limits)
    {
        foreach (var step in steps)
        {
            step.Require(frame);
        }

        var reached = new long[rank.Length];
        frame.ForRanges((from, to) =>
        {
            for (var seller = from; seller < to; seller++)
            {
                reached[seller] = limits.Within(seller, Reached(frame, steps, new Spot(frame, seller), previous[seller]));
            }
        });
        var changes = false;
        for (var seller = 0; seller < rank.Length; seller++)
        {
            if (reached[seller] > rank[seller] || (frame.Plan.LadderIsBottomUp && reached[seller] != rank[seller]))
            {
                rank[seller] = reached[seller];
                changes = true;
            }
        }

        return changes;
    }

    /// <summary>The highest rank whose requirements a seller meets, as far as the ranks of others are known.</summary>
    private static long Reached(Frame frame, LadderStep[] steps, in Spot spot, long previous)
    {
        var stepByStep = frame.Plan.Document.Ranks.Evaluate == RankEvaluation.StepByStep;
        var reached = 0L;
        foreach (var step in steps)
        {
            if ((!stepByStep || reached == step.Ordinal - 1) && step.IsMet(spot, previous))
            {
                reached = step.Ordinal;
            }
        }

        return reached;
    }

    /// <summary>A rank that was set by hand stands, and others count it.</summary>
    private static void Overrule(Frame frame, long[] rank)
    {
        foreach (var entry in frame.Snapshot.RankOverrides)
        {
            if (frame.NumberOf(entry.Seller) is >= 0 and var seller)
            {
                rank[seller] = entry.Rank;
            }
        }
    }

    /// <summary>Who misses the rank of the period before keeps it for some periods.</summary>
    private static long[] Grace(Frame frame, long[] rank)
    {
        var allowed = frame.Plan.Document.Ranks.GracePeriods;
        if (allowed == 0)
        {
            return frame.Zeros;
        }

        var used = new long[rank.Length];
        var previous = frame.Carried.Read(RankItem);
        var before = frame.Carried.Read(GraceItem);
        var byHand = frame.Snapshot.RankOverrides.Select(entry => frame.NumberOf(entry.Seller)).ToHashSet();
        for (var seller = 0; seller < rank.Length; seller++)
        {
            if (rank[seller] < previous[seller] && before[seller] < allowed && !byHand.Contains(seller))
            {
                rank[seller] = previous[seller];
                used[seller] = before[seller] + 1;
            }
        }

        return used;
    }

    private static LadderResult Keep(Frame frame, long[] rank, long[] grace)
    {
        var ranks = frame.Plan.Document.Ranks;
        if (ranks.Title == TitleRule.FollowsRank)
        {
            return new LadderResult(rank, rank, grace, frame.Zeros, frame.Zeros);
        }

        if (!frame.Carried.Has(TitleItem))
        {
            // Nobody had a title yet, so nobody can be below it.
            return new LadderResult(rank, rank, grace, frame.Zeros, frame.Zeros);
        }

        var title = frame.Carried.Item(TitleItem);
        var below = frame.Carried.Item(BelowItem);
        var best = frame.Carried.Item(BestBelowItem);
        for (var seller = 0; seller < rank.Length; seller++)
        {
            if (rank[seller] >= title[seller])
            {
                (title[seller], below[seller], best[seller]) = (rank[seller], 0, 0);
            }
            else if (ranks.Title == TitleRule.Demoted)
            {
                below[seller]++;
                best[seller] = Math.Max(best[seller], rank[seller]);
                if (below[seller] >= ranks.DemotedAfter)
                {
                    title[seller] = ranks.DemotedTo == DemotedTo.OneDown ? title[seller] - 1 : best[seller];
                    (below[seller], best[seller]) = (0, 0);
                }
            }
        }

        return new LadderResult(rank, title, grace, below, best);
    }

    /// <summary>What lowers or raises a rank that was reached: the plan's ceiling and floor, and what finance has set by hand.</summary>
    private sealed class RankLimits(Frame frame)
    {
        private readonly long[]? floor = Attribute(frame, frame.Plan.RankFloor);
        private readonly long[]? ceiling = Attribute(frame, frame.Plan.RankCeiling);
        private readonly Dictionary<int, int> byHand = frame.Snapshot.RankOverrides.Where(entry => frame.NumberOf(entry.Seller) >= 0)
            .ToDictionary(entry => frame.NumberOf(entry.Seller), entry => entry.Rank);

        public bool Raise(int seller) => (floor is not null && floor[seller] > 0) || (byHand.Count > 0 && byHand.ContainsKey(seller));

        public long Within(int seller, long reached)
        {
            if (byHand.Count > 0 && byHand.TryGetValue(seller, out var set))
            {
                return set;
            }

            var capped = ceiling is not null && ceiling[seller] > 0 ? Math.Min(reached, ceiling[seller]) : reached;
            return floor is null ? capped : Math.Max(capped, floor[seller]);
        }

        private static long[]? Attribute(Frame frame, int index) => index < 0 ? null : frame.Column(new ColumnKey(ColumnKind.Attribute, index));
    }
}
