using System.Globalization;
using Compensation.Rules.Closing;

namespace Compensation.Bench;

/// <summary>Writes what a run came to in one line, in the form in which all compared programs print it.</summary>
internal static class Figures
{
    private const int RanksOfP1 = 6;

    /// <summary>A run of P1: everybody's volumes and ranks, each bonus, and a sum that depends on who gets what.</summary>
    public static string OfP1(Result result)
    {
        var ranks = Enumerable.Range(0, RanksOfP1 + 1).Select(rank => result.Rank.Count(reached => reached == rank));
        var pool = Amounts(result, "Leaders");
        return string.Create(CultureInfo.InvariantCulture,
            $"active={Sum(result, "active")} pv={Sum(result, "PV")} cv={Sum(result, "CV")} gv={Sum(result, "GV")} "
            + $"hist={string.Join('/', ranks)} uni={Amounts(result, "Unilevel").Sum()} match={Amounts(result, "Matching").Sum()} "
            + $"pool={pool.FirstOrDefault()}x{pool.Count} hash={Fingerprint(result, ["Unilevel", "Matching", "Leaders"])}");
    }

    /// <summary>A run of P2: what is paid and what both legs carry over.</summary>
    public static string OfP2(Result result) => string.Create(CultureInfo.InvariantCulture,
        $"pay={Amounts(result, "Binary").Sum()} cl={Carried(result, "Binary/left")} cr={Carried(result, "Binary/right")} "
        + $"hash={Fingerprint(result, ["Binary"])}");

    private static long Sum(Result result, string measure) => result.Measures.First(column => column.Name == measure).Values.Sum();

    private static long Carried(Result result, string item) =>
        result.Carry.Items.FirstOrDefault(carried => carried.Name == item)?.Value.Sum() ?? 0;

    private static List<long> Amounts(Result result, string bonus)
    {
        var lines = result.Lines;
        var wanted = lines.BonusNames.ToList().IndexOf(bonus);
        return [.. Enumerable.Range(0, lines.Count).Where(line => lines.Bonus[line] == wanted).Select(line => lines.Amount[line])];
    }

    /// <summary>Each seller's pay by some bonuses, weighted by the id's last three digits plus one.</summary>
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
