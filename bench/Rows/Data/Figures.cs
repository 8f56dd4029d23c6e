using System.Globalization;
using Compensation.Rules.Closing;

namespace Compensation.Bench.Data;

/// <summary>Represents what P1 came to, in hundredths: everybody's volumes and ranks, each bonus, and a sum that depends on who gets what.</summary>
/// <param name="Active">How many are active.</param>
/// <param name="Personal">All PV.</param>
/// <param name="Commissionable">All CV.</param>
/// <param name="Group">All group volumes.</param>
/// <param name="Ranks">How many have each rank, those without one first.</param>
/// <param name="Unilevel">What the unilevel pays.</param>
/// <param name="Matching">What matching pays.</param>
/// <param name="PoolShare">What each leader gets of the pool.</param>
/// <param name="Leaders">How many share it.</param>
/// <param name="Hash">Each seller's pay, weighted by the last three digits of the id plus one.</param>
internal sealed record FiguresOfP1(long Active, long Personal, long Commissionable, long Group, IReadOnlyList<long> Ranks, long Unilevel, long Matching,
    long PoolShare, long Leaders, long Hash)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"active={Active} pv={Personal} cv={Commissionable} gv={Group} "
        + $"hist={string.Join('/', Ranks)} uni={Unilevel} match={Matching} pool={PoolShare}x{Leaders} hash={Hash}");
}

/// <summary>Represents what P2 came to, in hundredths.</summary>
/// <param name="Paid">What the binary pays.</param>
/// <param name="Left">What left legs carry over.</param>
/// <param name="Right">What right legs carry over.</param>
/// <param name="Hash">Each seller's pay, weighted as in P1.</param>
internal sealed record FiguresOfP2(long Paid, long Left, long Right, long Hash)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"pay={Paid} cl={Left} cr={Right} hash={Hash}");
}

/// <summary>Reads the figures from a close's result.</summary>
internal static class Figures
{
    private const int RanksOfP1 = 6;

    /// <summary>Those of both plans in one.</summary>
    public static string OfBoth(Result result) => Both(OfP1(result), OfP2(result));

    /// <summary>Both plans in one line, the form in which all compared programs print them.</summary>
    public static string Both(FiguresOfP1 first, FiguresOfP2 second) => $"{first} | P2 {second}";

    /// <summary>Those of P1.</summary>
    public static FiguresOfP1 OfP1(Result result)
    {
        var ranks = Enumerable.Range(0, RanksOfP1 + 1).Select(rank => (long)result.Rank.Count(reached => reached == rank)).ToList();
        var pool = Amounts(result, "Leaders");
        return new FiguresOfP1(Sum(result, "active"), Sum(result, "PV"), Sum(result, "CV"), Sum(result, "GV"), ranks, Amounts(result, "Unilevel").Sum(),
            Amounts(result, "Matching").Sum(), pool.FirstOrDefault(), pool.Count, Fingerprint(result, ["Unilevel", "Matching", "Leaders"]));
    }

    /// <summary>Those of P2.</summary>
    public static FiguresOfP2 OfP2(Result result) => new(Amounts(result, "Binary").Sum(), Carried(result, "Binary/left"), Carried(result, "Binary/right"),
        Fingerprint(result, ["Binary"]));

    private static long Sum(Result result, string measure) => result.Measures.First(column => column.Name == measure).Values.Sum();

    private static long Carried(Result result, string item) =>
        result.Carry.Items.FirstOrDefault(carried => carried.Name == item)?.Value.Sum() ?? 0;

    private static List<long> Amounts(Result result, string bonus)
    {
        var lines = result.Lines;
        var wanted = lines.BonusNames.ToList().IndexOf(bonus);
        return [.. Enumerable.Range(0, lines.Count).Where(line => lines.Bonus[line] == wanted).Select(line => lines.Amount[line])];
    }

    private static long Fingerprint(Result result, string[] bonuses)
    {
        var lines = result.Lines;
        var counts = lines.BonusNames.Select(name => bonuses.Contains(name)).ToArray();
        var weights = new long[result.Sellers.Count];
        for (var seller = 0; seller < weights.Length; seller++)
        {
            weights[seller] = (long.Parse(result.Sellers.Bytes(seller), NumberStyles.None, CultureInfo.InvariantCulture) % 1000) + 1;
        }

        return Enumerable.Range(0, lines.Count).Sum(line => counts[lines.Bonus[line]] ? weights[lines.Payee[line]] * lines.Amount[line] : 0);
    }
}
