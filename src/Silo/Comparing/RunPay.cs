using Compensation.Rules.Closing;

namespace Compensation.Silo.Comparing;

/// <summary>Represents what a run pays to whom, as far as a comparison needs it.</summary>
/// <param name="Sellers">The sellers that the lines refer to.</param>
/// <param name="Lines">The commission lines.</param>
/// <param name="Rank">Each seller's rank as an ordinal of the ladder from 1; 0 for none.</param>
/// <param name="Ladder">The ranks' names from the lowest.</param>
public sealed record RunPay(Ids Sellers, Lines Lines, long[] Rank, IReadOnlyList<string> Ladder)
{
    /// <summary>The name of a seller's rank; empty for none.</summary>
    public string RankOf(int seller) => Rank[seller] == 0 ? "" : Ladder[(int)Rank[seller] - 1];

    /// <summary>What each seller gets from all lines.</summary>
    public long[] Earnings()
    {
        var earnings = new long[Sellers.Count];
        for (var line = 0; line < Lines.Count; line++)
        {
            earnings[Lines.Payee[line]] += Lines.Amount[line];
        }

        return earnings;
    }

    /// <summary>What each bonus pays, in the order of <see cref="Lines.BonusNames"/>.</summary>
    public long[] Paid()
    {
        var paid = new long[Lines.BonusNames.Count];
        for (var line = 0; line < Lines.Count; line++)
        {
            paid[Lines.Bonus[line]] += Lines.Amount[line];
        }

        return paid;
    }
}
