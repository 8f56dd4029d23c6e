using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>Whether a grant is due once more: every period, once in a lifetime, or once for each rank, with what was skipped.</summary>
internal sealed class GrantHistory
{
    private static readonly int[] EveryTime = [0];

    private readonly Frame frame;
    private readonly GrantRule rule;
    private readonly long[]? paidUpTo;
    private readonly long[]? held;
    private readonly long[]? rank;
    private readonly long[]? nowPaid;
    private readonly long[]? nowHeld;

    public GrantHistory(Frame frame, GrantRule rule)
    {
        this.frame = frame;
        this.rule = rule;
        if (rule.Document.Once == Once.EveryPeriod)
        {
            return;
        }

        paidUpTo = frame.Carried.Item(PaidItem);
        nowPaid = (long[])paidUpTo.Clone();
        if (rule.Document.Once == Once.EachRank)
        {
            rank = frame.Column(new ColumnKey(ColumnKind.Rank, 0));
            held = frame.Carried.Item(HeldItem);
            nowHeld = new long[frame.Count];
            var before = frame.Carried.Item(HeldRankItem);
            for (var seller = 0; seller < frame.Count; seller++)
            {
                nowHeld[seller] = rank[seller] == 0 || rank[seller] <= paidUpTo[seller] ? 0
                    : rank[seller] >= before[seller] && before[seller] > 0 ? held[seller] + 1 : 1;
            }
        }
    }

    private string PaidItem => $"{rule.Name}/paid";

    private string HeldItem => $"{rule.Name}/held";

    private string HeldRankItem => $"{rule.Name}/held rank";

    /// <summary>What is to be paid: 0 for the seller as they are, or ranks one after another.</summary>
    public IEnumerable<int> RanksToPay(int seller)
    {
        switch (rule.Document.Once)
        {
            case Once.EveryPeriod:
                return EveryTime;
            case Once.InALifetime:
                return paidUpTo![seller] != 0 ? [] : EveryTime;
            default:
                return EachRank(seller);
        }
    }

    /// <summary>Notes that a grant was paid, so that it is not paid again.</summary>
    public void Paid(int seller, int ordinal)
    {
        if (nowPaid is not null)
        {
            nowPaid[seller] = Math.Max(1, ordinal);
        }

        if (nowHeld is not null && ordinal >= rank![seller])
        {
            nowHeld[seller] = 0;
        }
    }

    public IEnumerable<(string Item, long[] Values)> Leaves()
    {
        if (nowPaid is not null)
        {
            yield return (PaidItem, nowPaid);
        }

        if (nowHeld is not null)
        {
            yield return (HeldItem, nowHeld);
            yield return (HeldRankItem, Enumerable.Range(0, frame.Count).Select(seller => nowHeld[seller] > 0 ? rank![seller] : 0).ToArray());
        }
    }

    private int[] EachRank(int seller)
    {
        var (reached, paid) = (rank![seller], paidUpTo![seller]);
        if (reached <= paid || nowHeld![seller] < rule.Document.HeldFor)
        {
            return [];
        }

        return rule.Document.SkippedRanks switch
        {
            SkippedRanks.PaidAtOnce => Enumerable.Range((int)paid + 1, (int)(reached - paid)).ToArray(),
            SkippedRanks.OnePerPeriod => [(int)paid + 1],
            _ => [(int)reached],
        };
    }
}
