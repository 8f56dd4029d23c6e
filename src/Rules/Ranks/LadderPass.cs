using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Ranks;

/// <summary>Climbs the ladder once from the bottom of a tree, where ranks depend on ranks strictly below in that tree only.</summary>
/// <remarks>
/// Seller by seller: what comes up from below is complete, so the rank is decided; then the seller passes up what the measures make of it. Where a measure
/// makes nothing of sellers without a rank, the pass stops only at those who could reach one, or below whom somebody has.
/// </remarks>
internal sealed class LadderPass
{
    private readonly Frame frame;
    private readonly IReadOnlyList<RisingMeasure> measures;
    private readonly Tree tree;

    private LadderPass(Frame frame, IReadOnlyList<RisingMeasure> measures)
    {
        this.frame = frame;
        this.measures = measures;
        tree = frame.Tree(measures.FirstOrDefault(measure => measure.LooksBelow)?.Tree ?? 0);
    }

    /// <summary>The pass for a ladder, or null where one is not enough.</summary>
    public static LadderPass? Of(Frame frame, IReadOnlyList<LadderStep> steps) =>
        frame.Plan.LadderIsBottomUp && RisingMeasure.AllIn(frame, steps.SelectMany(step => step.Rising)) is { } measures
            ? new LadderPass(frame, measures)
            : null;

    /// <summary>Finds everybody's rank.</summary>
    /// <param name="rank">Takes the ranks; zeros.</param>
    /// <param name="isCandidate">Who could reach a rank.</param>
    /// <param name="rankAt">The rank of a seller, when the measures know all that is below.</param>
    public void Climb(long[] rank, bool[] isCandidate, Func<Spot, long> rankAt)
    {
        var isSparse = frame.Count > 0 && RisingMeasure.IgnoreTheUnranked(measures, new Spot(frame, 0));
        var isStirred = new bool[frame.Count];
        for (var step = frame.Count - 1; step >= 0; step--)
        {
            var seller = tree.TopDown is null ? step : tree.TopDown[step];
            if (isSparse && !isCandidate[seller] && !isStirred[seller])
            {
                continue;
            }

            var spot = new Spot(frame, seller);
            Compute(spot, withOwnRank: false);
            rank[seller] = rankAt(spot);
            if (!isSparse || rank[seller] != 0 || isStirred[seller])
            {
                Compute(spot, withOwnRank: true);
                PassUp(spot, isStirred);
            }
        }
    }

    private void Compute(in Spot spot, bool withOwnRank)
    {
        foreach (var measure in measures)
        {
            if (measure.ReadsOwnRank == withOwnRank)
            {
                measure.Compute(spot);
            }
        }
    }

    private void PassUp(in Spot spot, bool[] isStirred)
    {
        var parent = tree.Parent[spot.Self];
        if (parent < 0)
        {
            return;
        }

        isStirred[parent] = true;
        foreach (var measure in measures)
        {
            measure.PassUp(spot, parent);
        }
    }
}
