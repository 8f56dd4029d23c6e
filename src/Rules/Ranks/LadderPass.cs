using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Ranks;

/// <summary>Climbs the ladder once from the bottom of a tree, where ranks depend on ranks strictly below in that tree only.</summary>
/// <remarks>
/// Seller by seller: what comes up from below is complete, so the rank is decided; then the seller passes up what the measures make of it. Where a measure
/// makes nothing of sellers without a rank, the pass stops only at those who could reach one, or to whom something is passed up.
/// </remarks>
internal sealed class LadderPass
{
    private readonly Frame frame;
    private readonly RisingMeasure[] measures;

    /// <summary>For each measure the bit of the one without whose value it passes nothing up; zero where it is always to be asked.</summary>
    private readonly uint[] silentWithout;

    private readonly Tree tree;

    private LadderPass(Frame frame, IReadOnlyList<RisingMeasure> measures)
    {
        this.frame = frame;
        this.measures = [.. measures];
        frame.Require(measures.SelectMany(measure => measure.Reads));
        silentWithout = Array.ConvertAll(this.measures, measure => measure.SilentWithout(measures) is { } other ? Bit(Array.IndexOf(this.measures, other)) : 0);
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
        var fed = Columns.Zeros<uint>(frame.Count);
        tree.FromBelow(frame.Workers, (from, to) =>
        {
            for (var step = to - 1; step >= from; step--)
            {
                var seller = tree.TopDown is null ? step : tree.TopDown[step];
                if (isSparse && !isCandidate[seller] && fed[seller] == 0)
                {
                    continue;
                }

                var spot = new Spot(frame, seller);
                var feeds = isSparse ? fed[seller] : uint.MaxValue;
                var live = Compute(spot, feeds, withOwnRank: false);
                rank[seller] = isSparse && !isCandidate[seller] ? 0 : rankAt(spot);
                if (rank[seller] != 0 || feeds != 0)
                {
                    PassUp(spot, live | Compute(spot, feeds, withOwnRank: true), fed);
                }
            }
        });
    }

    /// <summary>Gives back what the measures have taken, when nobody asks for them any more.</summary>
    public void GiveBack()
    {
        foreach (var measure in measures)
        {
            measure.GiveBack(frame);
        }
    }

    /// <summary>Computes the measures of a seller.</summary>
    /// <param name="spot">The seller.</param>
    /// <param name="feeds">One bit for each measure to which something was passed up.</param>
    /// <param name="withOwnRank">Those that need the seller's own rank, or those that do not.</param>
    /// <returns>One bit for each of them that has a value.</returns>
    private uint Compute(in Spot spot, uint feeds, bool withOwnRank)
    {
        var live = 0U;
        for (var i = 0; i < measures.Length; i++)
        {
            if (measures[i].ReadsOwnRank == withOwnRank && measures[i].Compute(spot, (feeds & Bit(i)) != 0))
            {
                live |= Bit(i);
            }
        }

        return live;
    }

    private void PassUp(in Spot spot, uint live, uint[] fed)
    {
        var parent = tree.Parent[spot.Self];
        for (var i = 0; parent >= 0 && i < measures.Length; i++)
        {
            if ((silentWithout[i] == 0 || (live & silentWithout[i]) != 0) && measures[i].PassUp(spot, parent))
            {
                fed[parent] |= Bit(i);
            }
        }
    }

    /// <summary>The bit of a measure; the last ones share one.</summary>
    private static uint Bit(int measure) => 1U << Math.Min(measure, 31);
}
