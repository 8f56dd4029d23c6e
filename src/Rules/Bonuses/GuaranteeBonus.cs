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
        var shares = PassUp();
        var leaders = frame.Values(rule.Leaders);
        var above = tree.NearestMarked(leaders, frame.Workers);
        var below = Enumerable.Range(0, frame.Count).Where(seller => leaders[seller] != 0 && above[seller] >= 0 && shares[seller].Passed != 0)
            .GroupBy(seller => above[seller]).OrderBy(group => group.Key);
        foreach (var legs in below.Where(legs => shares[legs.Key].Kept > 0))
        {
            int[] sources = [.. legs];
            var received = Array.ConvertAll(sources, leg => shares[leg].Passed);
            var parts = new long[sources.Length];
            Shares.Deal(shares[legs.Key].Kept, received, parts);
            Rate.TryQuotient(shares[legs.Key].Kept, received.Sum(), out var rate);
            for (var i = 0; i < sources.Length; i++)
            {
                var amount = work.WithinLimits(parts[i], new Spot(frame, legs.Key) { Source = sources[i] });
                if (amount != 0)
                {
                    lines.Add(rule.Index, LineKind.Pay, legs.Key, sources[i], -1, 1, received[i], rate, amount);
                }
            }
        }

        return lines;
    }

    /// <summary>Tells a witness what each leader keeps, and what the uppermost pass up to nobody.</summary>
    public void Watch<TWitness>(ref TWitness witness)
        where TWitness : IWitness
    {
        var shares = PassUp();
        var above = tree.NearestMarked(frame.Values(rule.Leaders), frame.Workers);
        for (var seller = 0; seller < shares.Length; seller++)
        {
            var spot = new Spot(frame, seller) { Source = seller };
            var (received, kept, passed) = (shares[seller].Received, shares[seller].Kept, shares[seller].Passed);
            witness.See(new Event(Outcome.Paid, seller, spot) { Price = new Price(received, frame.Plan.Decimals, Rate.One, kept) });
            if (above[seller] < 0)
            {
                witness.See(new Event(Outcome.NoUpline, -1, spot) { Price = new Price(passed, frame.Plan.Decimals, Rate.One, passed), IsLost = true });
            }
        }
    }

    /// <summary>What every leader has, owes, passes up and keeps; nothing for others.</summary>
    public LeaderShare[] PassUp()
    {
        var plan = frame.Plan;
        var leaders = frame.Values(rule.Leaders);
        var groups = frame.Values(rule.Of);
        var guaranteed = frame.Values(rule.Guarantee);
        var above = tree.NearestMarked(leaders, frame.Workers);
        var received = Columns.Zeros<long>(frame.Count);
        var shares = new LeaderShare[frame.Count];
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
            var keeps = work.MayReceive(new Spot(frame, seller) { Source = seller }, out var failed);
            shares[seller] = new LeaderShare(own, received[seller], owes, keeps ? Math.Min(available, owes) : available, failed);
            if (above[seller] >= 0)
            {
                received[above[seller]] = checked(received[above[seller]] + shares[seller].Passed);
            }
        }

        return shares;
    }
}

/// <summary>One leader's part in a guarantee, in smallest units of the plan's currency.</summary>
/// <param name="Own">The share of the own group.</param>
/// <param name="Received">What leaders directly below passed up.</param>
/// <param name="Owes">What is owed upward.</param>
/// <param name="Passed">What is passed up.</param>
/// <param name="Failed">The requirement for which nothing may be kept, or null.</param>
internal readonly record struct LeaderShare(long Own, long Received, long Owes, long Passed, Expression? Failed)
{
    /// <summary>What is left.</summary>
    public long Kept => Own + Received - Passed;
}
