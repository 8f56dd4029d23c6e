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
/// <param name="Rounds">How often the ladder was evaluated until nothing changed.</param>
internal sealed record LadderResult(long[] Rank, long[] Title, long[] GraceUsed, long[] Below, long[] BestBelow, int Rounds);

/// <summary>Evaluates the ladder of ranks.</summary>
/// <remarks>
/// Requirements may count ranks of others, in any tree. The ranks start at none and each round can only raise them, because the checker lets a requirement
/// ask for ranks only in ways that rising ranks help; so at most sellers × ranks rounds change anything and the least fixpoint is reached.
/// Where every requirement looks strictly below in one tree, it may ask in any way (a group without the legs that have broken away): after as many rounds
/// as there are sellers on the longest path below, a seller's rank no longer changes, so the depth of the tree bounds the rounds.
/// A round is a few column passes; a plan in which a rank asks for the next lower one needs as many rounds as it has ranks.
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
        var rank = new long[frame.Count];
        var rounds = 0;
        if (frame.Plan.RankGivenBy >= 0)
        {
            rank = (long[])frame.Column(new ColumnKey(ColumnKind.Attribute, frame.Plan.RankGivenBy)).Clone();
        }
        else if (frame.Plan.Ladder.Count > 0)
        {
            rounds = Climb(frame, rank);
        }

        Overrule(frame, rank);
        var grace = Grace(frame, rank);
        return Keep(frame, rank, grace, rounds);
    }

    /// <summary>Whether a seller is asked for what keeps a rank instead of what reaches it.</summary>
    public static bool Maintains(RankRule rule, long previous) => rule.Maintain is not null && Keeps(rule.Ordinal, previous);

    private static bool Keeps(int ordinal, long previous) => previous >= ordinal;

    private static int Climb(Frame frame, long[] rank)
    {
        var previous = frame.Carried.Item(RankItem);
        var steps = frame.Plan.Ladder.Select(rule => new Step(frame, rule)).ToArray();
        var rounds = 0;
        var changes = true;
        frame.RisingRank = rank;
        while (changes)
        {
            rounds++;
            frame.ForgetRanked();
            var reached = Reach(frame, steps, previous);
            changes = false;
            for (var seller = 0; seller < rank.Length; seller++)
            {
                if (reached[seller] > rank[seller] || (frame.Plan.LadderIsBottomUp && reached[seller] != rank[seller]))
                {
                    rank[seller] = reached[seller];
                    changes = true;
                }
            }

            changes &= steps.Any(step => step.ReadsRank);
        }

        frame.RisingRank = null;
        frame.ForgetRanked();
        return rounds;
    }

    private static long[] Reach(Frame frame, Step[] steps, long[] previous)
    {
        var plan = frame.Plan;
        var reached = new long[frame.Count];
        var stepByStep = plan.Document.Ranks.Evaluate == RankEvaluation.StepByStep;
        foreach (var step in steps)
        {
            var needs = step.Needs();
            var maintain = step.Maintain();
            for (var seller = 0; seller < reached.Length; seller++)
            {
                var met = (maintain is not null && Keeps(step.Ordinal, previous[seller]) ? maintain : needs)[seller] != 0;
                if (met && (!stepByStep || reached[seller] == step.Ordinal - 1))
                {
                    reached[seller] = step.Ordinal;
                }
            }
        }

        Limit(frame, reached);
        return reached;
    }

    private static void Limit(Frame frame, long[] reached)
    {
        var floor = frame.Plan.RankFloor < 0 ? null : frame.Column(new ColumnKey(ColumnKind.Attribute, frame.Plan.RankFloor));
        var ceiling = frame.Plan.RankCeiling < 0 ? null : frame.Column(new ColumnKey(ColumnKind.Attribute, frame.Plan.RankCeiling));
        for (var seller = 0; seller < reached.Length; seller++)
        {
            if (ceiling is not null && ceiling[seller] > 0)
            {
                reached[seller] = Math.Min(reached[seller], ceiling[seller]);
            }

            if (floor is not null)
            {
                reached[seller] = Math.Max(reached[seller], floor[seller]);
            }
        }

        Overrule(frame, reached);
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
        var used = new long[rank.Length];
        if (allowed == 0)
        {
            return used;
        }

        var previous = frame.Carried.Item(RankItem);
        var before = frame.Carried.Item(GraceItem);
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

    private static LadderResult Keep(Frame frame, long[] rank, long[] grace, int rounds)
    {
        var ranks = frame.Plan.Document.Ranks;
        var title = frame.Carried.Item(TitleItem);
        var below = frame.Carried.Item(BelowItem);
        var best = frame.Carried.Item(BestBelowItem);
        for (var seller = 0; seller < rank.Length; seller++)
        {
            if (rank[seller] >= title[seller] || ranks.Title == TitleRule.FollowsRank)
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

        return new LadderResult(rank, title, grace, below, best, rounds);
    }

    /// <summary>One rank's requirements: those that do not depend on ranks are evaluated once.</summary>
    private sealed class Step
    {
        private readonly Frame frame;
        private readonly (long[] Fixed, Expression[] Rising) needs;
        private readonly (long[] Fixed, Expression[] Rising)? maintain;

        public Step(Frame frame, RankRule rule)
        {
            this.frame = frame;
            Ordinal = rule.Ordinal;
            needs = Split(rule.Needs);
            maintain = rule.Maintain is null ? null : Split(rule.Maintain);
        }

        public int Ordinal { get; }

        public bool ReadsRank => needs.Rising.Length > 0 || maintain?.Rising.Length > 0;

        public long[] Needs() => All(needs);

        public long[]? Maintain() => maintain is null ? null : All(maintain.Value);

        private (long[] Fixed, Expression[] Rising) Split(IReadOnlyList<Expression> conditions)
        {
            var rising = conditions.Where(Reads).ToArray();
            var met = new long[frame.Count];
            Array.Fill(met, 1);
            foreach (var condition in conditions.Except(rising))
            {
                And(met, frame.Values(condition));
            }

            return (met, rising);
        }

        private bool Reads(Expression expression) => expression.Any(part => part is Column column
            && (column.Key.Kind == ColumnKind.Rank || (column.Key.Kind == ColumnKind.Measure && frame.Plan.Measures[column.Key.Index].ReadsRank)));

        private long[] All((long[] Fixed, Expression[] Rising) conditions)
        {
            if (conditions.Rising.Length == 0)
            {
                return conditions.Fixed;
            }

            var met = (long[])conditions.Fixed.Clone();
            foreach (var condition in conditions.Rising)
            {
                And(met, frame.Values(condition));
            }

            return met;
        }

        private static void And(long[] met, long[] condition)
        {
            for (var i = 0; i < met.Length; i++)
            {
                met[i] &= condition[i] != 0 ? 1 : 0;
            }
        }
    }
}
