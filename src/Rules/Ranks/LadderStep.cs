using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Ranks;

/// <summary>One rank's requirements for everybody.</summary>
internal sealed class LadderStep
{
    private readonly Requirements needs;
    private readonly Requirements? maintain;

    public LadderStep(Frame frame, RankRule rule)
    {
        Ordinal = rule.Ordinal;
        needs = new Requirements(frame, rule.Needs);
        maintain = rule.Maintain is null ? null : new Requirements(frame, rule.Maintain);
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
        foreach (var asked in maintain is null ? [needs] : new[] { needs, maintain })
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

    private Requirements For(long previous) => maintain is not null && previous >= Ordinal ? maintain : needs;

    /// <summary>Requirements that must all hold: those that do not depend on ranks are evaluated once.</summary>
    private sealed class Requirements
    {
        public Requirements(Frame frame, IReadOnlyList<Expression> conditions)
        {
            Rising = [.. conditions.Where(frame.ReadsRank)];
            Fixed = frame.Holding([.. conditions.Except(Rising)]);
        }

        public bool[] Fixed { get; }

        public Expression[] Rising { get; }
    }
}
