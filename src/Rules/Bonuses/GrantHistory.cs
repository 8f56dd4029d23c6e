using System.Globalization;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>Whether a grant is due once more: every period, once in a lifetime, or once for each rank, with what was skipped.</summary>
internal sealed class GrantHistory
{
    private static readonly int[] EveryTime = [0];

    private readonly GrantRule rule;
    private readonly long[]? paidUpTo;
    private readonly long[]? nowPaid;

    /// <summary>Each seller's rank of this period, of the one before, and so on, as many as it must be held for.</summary>
    private readonly long[][] ranks = [];

    public GrantHistory(Frame frame, GrantRule rule)
    {
        this.rule = rule;
        if (rule.Document.Once == Once.EveryPeriod)
        {
            return;
        }

        paidUpTo = frame.Carried.Item(PaidItem);
        nowPaid = (long[])paidUpTo.Clone();
        if (rule.Document.Once == Once.EachRank)
        {
            var earlier = Enumerable.Range(1, rule.Document.HeldFor - 1).Select(ago => frame.Carried.Item(RankItem(ago)));
            ranks = [frame.Column(new ColumnKey(ColumnKind.Rank, 0)), .. earlier];
        }
    }

    private string PaidItem => $"{rule.Name}/paid";

    /// <summary>What is to be paid: 0 for the seller as they are, or ranks one after another, of which the first with an amount may be all.</summary>
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
    }

    public IEnumerable<(string Item, long[] Values)> Leaves()
    {
        if (nowPaid is not null)
        {
            yield return (PaidItem, nowPaid);
        }

        for (var ago = 1; ago < ranks.Length; ago++)
        {
            yield return (RankItem(ago), ranks[ago - 1]);
        }
    }

    private string RankItem(int ago) => string.Create(CultureInfo.InvariantCulture, $"{rule.Name}/rank/{ago}");

    private int[] EachRank(int seller)
    {
        // The rank that was reached in each of these periods: a higher one held for fewer of them counts as the one below it.
        var (held, paid) = ((int)ranks.Min(rank => rank[seller]), (int)paidUpTo![seller]);
        return held <= paid ? [] : rule.Document.SkippedRanks == SkippedRanks.NotPaid ? [held] : [.. Enumerable.Range(paid + 1, held - paid)];
    }
}
