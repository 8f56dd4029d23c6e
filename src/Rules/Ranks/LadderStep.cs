using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Ranks;

/// <summary>One rank's requirements for everybody.</summary>
internal sealed class LadderStep
{
    private readonly Requirements needs;
    private readonly Requirements? maintain;

    private LadderStep(Frame frame, RankRule rule)
    {
        Ordinal = rule.Ordinal;
        needs = new Requirements(frame, rule.Needs);
        maintain = rule.Maintain is null ? null : new Requirements(frame, rule.Maintain);
    }

    /// <summary>All ranks, with what does not depend on ranks evaluated.</summary>
    public static LadderStep[] AllOf(Frame frame)
    {
        var steps = frame.Plan.Ladder.Select(rule => new LadderStep(frame, rule)).ToArray();
        var asked = steps.SelectMany(step => step.Asked).ToArray();
        foreach (var (requirements, met) in asked.Zip(frame.Holding(Array.ConvertAll(asked, requirements => requirements.Settled))))
        {
            requirements.Fixed = met;
        }

        return steps;
    }

    /// <summary>The rank's place on the ladder.</summary>
    public int Ordinal { get; }

    /// <summary>The requirements that speak of ranks.</summary>
    public IEnumerable<Expression> Rising => needs.Rising.Concat(maintain?.Rising ?? []);

    /// <summary>Whether a requirement speaks of ranks.</summary>
    public bool ReadsRank => Rising.Any();

    /// <summary>Marks those who could reach the rank, whatever ranks others reach.</summary>
    /// <param name="candidates">The marks of consecutive sellers.</param>
    /// <param name="first">The first of them.</param>
    public void AddCandidates(Span<bool> candidates, int first)
    {
        foreach (var asked in Asked)
        {
            var met = asked.Fixed.AsSpan(first, candidates.Length);
            for (var i = 0; i < met.Length; i++)
            {
                candidates[i] |= met[i];
            }
        }
    }

    /// <summary>Whether a seller reaches the rank, as far as ranks are known.</summary>
    /// <param name="spot">The seller.</param>
    /// <param name="previous">The rank of the period before.</param>
    public bool IsMet(in Spot spot, long previous)
    {
        var asked = For(previous);
        if (!asked.Fixed[spot.Self])
        {
            return false;
        }

        foreach (var condition in asked.Rising)
        {
            if (condition.At(spot) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Prepares what rising requirements read, for a round over all sellers.</summary>
    public void Require(Frame frame) => frame.Require(Rising);

    private IEnumerable<Requirements> Asked => maintain is null ? [needs] : [needs, maintain];

    private Requirements For(long previous) => maintain is not null && previous >= Ordinal ? maintain : needs;

    /// <summary>Requirements that must all hold: those that do not depend on ranks are evaluated once.</summary>
    private sealed class Requirements(Frame frame, IReadOnlyList<Expression> conditions)
    {
        /// <summary>Those that depend on ranks.</summary>
        public Expression[] Rising { get; } = [.. conditions.Where(frame.ReadsRank)];

        /// <summary>Those that do not.</summary>
        public IReadOnlyList<Expression> Settled { get; } = [.. conditions.Where(condition => !frame.ReadsRank(condition))];

        /// <summary>Who meets all that is settled.</summary>
        public bool[] Fixed { get; set; } = [];
    }
}
