using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Ranks that nobody can ever hold.</summary>
internal sealed class UnreachableRanks
{
    private readonly Plan plan;
    private readonly FormulaReach reach;
    private readonly List<Demands> demands;
    private readonly HashSet<int> reachable = [];

    public UnreachableRanks(Plan plan)
    {
        this.plan = plan;
        reach = new FormulaReach(plan);
        demands = [.. plan.Ladder.Select(rank => new Demands(plan, rank.Needs))];
        Reach();
    }

    private RanksDocument Written => plan.Document.Ranks;

    /// <summary>Whether a rank is given to sellers from outside, so that no need decides alone.</summary>
    private bool IsGiven => plan.RankFloor >= 0 || plan.RankGivenBy >= 0;

    /// <summary>Whether somebody can have the rank with this ordinal.</summary>
    public bool CanBeHeld(int ordinal) => IsGiven || reachable.Contains(ordinal);

    /// <summary>The ranks that nobody can hold, each with the reason.</summary>
    public IEnumerable<Finding> Find()
    {
        if (plan.RankGivenBy >= 0)
        {
            return Written.Ladder.Where(rank => rank.Needs.Count > 0 || rank.Maintain.Count > 0)
                .Select(rank => Warning(
                    rank, $"What the rank '{rank.Name}' needs is not used: ranks are given by '{Written.GivenBy}'.",
                    "Leave out 'needs', or 'given by'."));
        }

        return plan.Ladder.Zip(Written.Ladder).Select(rank => Reason(rank.First) is var (why, remedy)
            ? Warning(rank.Second, $"Nobody can have the rank '{rank.First.Name}': {why}.", remedy)
            : null).OfType<Finding>();
    }

    private static Finding Warning(RankDocument rank, string message, string remedy) =>
        new(Severity.Warning, "unreachable-rank", rank.At("needs"), message, remedy);

    private (string Why, string Remedy)? Reason(RankRule rank)
    {
        if (demands[rank.Ordinal - 1].Contradiction is { } contradiction)
        {
            return (contradiction, "Correct one of the needs.");
        }

        if (!IsGiven && !reachable.Contains(rank.Ordinal))
        {
            var need = rank.Needs.FirstOrDefault(need => !Satisfiable(RankAsked(need)));
            return need is null
                ? ("it needs every lower rank too, and one of them is out of reach", "Correct the lower rank.")
                : ($"it needs '{need.Text}', which asks for a rank that nobody can have first", "Ask for a lower rank.");
        }

        return Shadow(rank) is { } higher
            ? ($"whoever meets its needs also meets those of '{higher.Name}', which is higher",
                $"Let '{higher.Name}' need more, or put the ranks in ascending order.")
            : null;
    }

    /// <summary>A higher rank that everybody gets who meets this one's needs.</summary>
    private RankRule? Shadow(RankRule rank)
    {
        // A ceiling, or keeping a rank by easier needs, lets sellers have the lower rank after all.
        if (IsGiven || plan.RankCeiling >= 0 || rank.Maintain is not null)
        {
            return null;
        }

        var above = plan.Ladder.Skip(rank.Ordinal).Take(Written.Evaluate == RankEvaluation.StepByStep ? 1 : int.MaxValue);
        return above.FirstOrDefault(higher => higher.Maintain is null && reachable.Contains(higher.Ordinal)
            && demands[rank.Ordinal - 1].Imply(demands[higher.Ordinal - 1]));
    }

    /// <summary>Finds the ranks that somebody can have, beginning with those that ask for no rank of anybody.</summary>
    private void Reach()
    {
        var found = true;
        while (found)
        {
            found = false;
            foreach (var rank in plan.Ladder.Where(rank => !reachable.Contains(rank.Ordinal)))
            {
                var lower = Written.Evaluate != RankEvaluation.StepByStep || Enumerable.Range(1, rank.Ordinal - 1)
                    .All(reachable.Contains);
                if (lower && demands[rank.Ordinal - 1].Contradiction is null
                    && rank.Needs.All(need => Satisfiable(RankAsked(need))))
                {
                    found |= reachable.Add(rank.Ordinal);
                }
            }
        }
    }

    private bool Satisfiable(long ordinal) => ordinal <= 0 || IsGiven || reachable.Any(rank => rank >= ordinal);

    /// <summary>The lowest rank that somebody must have for a condition to hold; 0 where nobody needs one.</summary>
    private long RankAsked(Expression condition) => Likeness.Bare(condition) switch
    {
        Operation { Operator: Operator.And } both => Math.Max(RankAsked(both.Left), RankAsked(both.Right)),
        Operation { Operator: Operator.Or } either => Math.Min(RankAsked(either.Left), RankAsked(either.Right)),
        Operation
        {
            Operator: Operator.GreaterOrEqual or Operator.Greater or Operator.Equal,
            Right: Constant bound
        } comparison =>
            RankAsked(Likeness.Bare(comparison.Left), bound.Value, comparison.Operator),
        Column { Unit: Unit.Flag } flag when reach.MeasureOf(flag) is { Spec: { Kind: MeasureKind.Formula, Of: { } of } } =>
            RankAsked(of),
        Elsewhere elsewhere => RankAsked(elsewhere.Of),
        _ => 0,
    };

    private long RankAsked(Expression left, long bound, Operator op)
    {
        if (left is Column { Key.Kind: ColumnKind.Rank })
        {
            return bound + (op == Operator.Greater ? 1 : 0);
        }

        if (left is Elsewhere elsewhere)
        {
            return RankAsked(elsewhere.Of, bound, op);
        }

        var anybody = bound > 0 || op == Operator.Greater;
        return anybody && left is Column { Key.Kind: ColumnKind.Measure } && reach.MeasureOf(left)?.Spec is { } spec
            && spec.Kind is MeasureKind.Count or MeasureKind.Highest or MeasureKind.Legs or MeasureKind.Sum
                && spec.Of?.Unit == Unit.Flag
            ? Math.Max(RankAsked(spec.Of), spec.Where is null ? 0 : RankAsked(spec.Where))
            : 0;
    }
}
