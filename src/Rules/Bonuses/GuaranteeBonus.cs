using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>Pays leaders a share of the leaders' groups below them, after what they themselves must guarantee to the leader above.</summary>
/// <remarks>
/// One pass from the bottom up. For each leader: <c>own</c> is the share of the own group, rounded once; <c>received</c> is what the leaders directly below
/// passed up; <c>passed</c> = min(own + received, max(own, guaranteed)); what is kept, own + received − passed, is never more than was received.
/// </remarks>
internal sealed class GuaranteeBonus
{
    private readonly Frame frame;
    private readonly GuaranteeRule rule;
    private readonly BonusWork work;
    private readonly Tree tree;

    public GuaranteeBonus(Frame frame, GuaranteeRule rule)
    {
        this.frame = frame;
        this.rule = rule;
        work = new BonusWork(frame, rule);
        tree = frame.Tree(rule.Tree);
    }

    /// <summary>The lines of the period: for each leader who keeps something, one for every leader directly below.</summary>
    public LineBuffer Pay()
    {
        var lines = new LineBuffer();
        var passed = PassUp(out var kept);
        var leaders = frame.Values(rule.Leaders);
        var above = tree.NearestMarked(leaders);
        var below = Enumerable.Range(0, frame.Count).Where(seller => leaders[seller] != 0 && above[seller] >= 0 && passed[seller] != 0)
            .GroupBy(seller => above[seller]).OrderBy(group => group.Key);
        foreach (var legs in below.Where(legs => kept[legs.Key] > 0))
        {
            int[] sources = [.. legs];
            var received = Array.ConvertAll(sources, leg => passed[leg]);
            var parts = new long[sources.Length];
            Shares.Deal(kept[legs.Key], received, parts);
            Rate.TryQuotient(kept[legs.Key], received.Sum(), out var rate);
            for (var i = 0; i < sources.Length; i++)
            {
                if (parts[i] != 0)
                {
                    lines.Add(rule.Index, LineKind.Pay, legs.Key, sources[i], -1, 1, received[i], rate, parts[i]);
                }
            }
        }

        return lines;
    }

    /// <summary>What every leader passes up and keeps, in smallest units of the plan's currency.</summary>
    private long[] PassUp(out long[] kept)
    {
        var plan = frame.Plan;
        var leaders = frame.Values(rule.Leaders);
        var groups = frame.Values(rule.Of);
        var guaranteed = frame.Values(rule.Guarantee);
        var above = tree.NearestMarked(leaders);
        var received = new long[frame.Count];
        var passed = new long[frame.Count];
        kept = new long[frame.Count];
        for (var step = frame.Count - 1; step >= 0; step--)
        {
            var seller = tree.TopDown is null ? step : tree.TopDown[step];
            if (leaders[seller] == 0)
            {
                continue;
            }

            var own = plan.Rounding.Multiply(Math.Max(0, groups[seller]), rule.Of.Decimals, rule.Rate, plan.Decimals);
            var owes = Math.Max(own, plan.Rounding.Multiply(guaranteed[seller], rule.Guarantee.Decimals, rule.Rate, plan.Decimals));
            var available = checked(own + received[seller]);
            var keeps = work.MayReceive(new Spot(frame, seller) { Source = seller }, out _);
            passed[seller] = keeps ? Math.Min(available, owes) : available;
            kept[seller] = available - passed[seller];
            if (above[seller] >= 0)
            {
                received[above[seller]] = checked(received[above[seller]] + passed[seller]);
            }
        }

        return passed;
    }
}
