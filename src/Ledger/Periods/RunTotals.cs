using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Periods;

/// <summary>The total of a volume.</summary>
/// <param name="Name">The volume.</param>
/// <param name="Units">The total in smallest units.</param>
/// <param name="Decimals">The decimals of the units.</param>
/// <param name="Pays">Whether bonuses pay on it, so that pay is a share of it.</param>
public sealed record VolumeTotal(string Name, long Units, int Decimals, bool Pays);

/// <summary>What a bonus (or a cap, or corrections) comes to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Amount">Their sum in smallest units.</param>
public sealed record BonusTotal(string Name, int Lines, long Amount);

/// <summary>The sellers of a rank.</summary>
/// <param name="Rank">The rank; empty for none.</param>
/// <param name="Sellers">How many they are.</param>
/// <param name="Amount">What they earn.</param>
public sealed record RankTotal(string Rank, int Sellers, long Amount);

/// <summary>Represents what a period comes to at a glance: the same of a result in memory and of a run in the ledger.</summary>
/// <param name="Sellers">How many sellers there are.</param>
/// <param name="Earning">How many of them earn something.</param>
/// <param name="Volumes">The volumes, in the plan's order.</param>
/// <param name="Bonuses">What each bonus pays, in the plan's order, then caps and corrections; those without a line are left out.</param>
/// <param name="Ranks">The sellers by rank, those without one first.</param>
/// <param name="Remarks">Things to know about it.</param>
public sealed record RunTotals(int Sellers, int Earning, IReadOnlyList<VolumeTotal> Volumes, IReadOnlyList<BonusTotal> Bonuses,
    IReadOnlyList<RankTotal> Ranks, IReadOnlyList<string> Remarks)
{
    /// <summary>What all lines sum to.</summary>
    public long Pay => Bonuses.Sum(bonus => bonus.Amount);

    /// <summary>The totals of a result.</summary>
    public static RunTotals Of(Plan plan, Result result)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(result);
        var lines = result.Lines;
        var (counts, sums, earned) = (new int[lines.BonusNames.Count], new long[lines.BonusNames.Count], new long[result.Sellers.Count]);
        for (var line = 0; line < lines.Count; line++)
        {
            counts[lines.Bonus[line]]++;
            sums[lines.Bonus[line]] += lines.Amount[line];
            earned[lines.Payee[line]] += lines.Amount[line];
        }

        var (sellers, amounts) = (new int[plan.Ranks.Count + 1], new long[plan.Ranks.Count + 1]);
        for (var seller = 0; seller < earned.Length; seller++)
        {
            sellers[result.Rank[seller]]++;
            amounts[result.Rank[seller]] += earned[seller];
        }

        return new RunTotals(earned.Length, earned.Count(amount => amount > 0),
            VolumesOf(plan, name => result.Totals.First(total => total.Group == "volume" && total.Name == name).Units),
            [.. lines.BonusNames.Select((name, bonus) => new BonusTotal(name, counts[bonus], sums[bonus])).Where(bonus => bonus.Lines > 0)],
            [.. plan.Ranks.Prepend("").Select((name, rank) => new RankTotal(name, sellers[rank], amounts[rank]))], result.Remarks);
    }

    /// <summary>The totals of a run in the ledger; the database adds up.</summary>
    /// <param name="context">The context.</param>
    /// <param name="plan">The plan that the run was calculated by.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="run">The run's number.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<RunTotals> ReadAsync(LedgerContext context, Plan plan, int programme, int run, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(plan);
        var earned = await RunEarnings.OfAsync(context, programme, run, cancellation);
        var bonuses = await context.Rows<RunEarningRow>().Where(row => row.Programme == programme && row.Run == run).GroupBy(row => row.Bonus)
            .Select(earnings => new { Bonus = earnings.Key, Lines = earnings.Sum(row => row.Lines), Amount = earnings.Sum(row => row.Amount) })
            .ToListAsync(cancellation);
        var names = (await context.NamesOfAsync(programme, run, RunNameKind.Bonus, cancellation)).ToDictionary(name => name.Number, name => name.Name);
        var words = await context.ReadWordsAsync(programme, cancellation);
        var ranked = (await context.Rows<RunSellerRow>().Where(row => row.Programme == programme && row.Run == run)
            .Select(row => new { row.Seller, row.Rank }).ToListAsync(cancellation))
            .ToLookup(row => row.Rank is { } word ? words[word - 1] : "", row => row.Seller);
        var totals = await context.Rows<RunTotalRow>().Where(row => row.Programme == programme && row.Run == run && row.Group == "volume")
            .ToDictionaryAsync(row => row.Name, row => row.Units, cancellation);
        var remarks = await context.Rows<RunRemarkRow>().Where(row => row.Programme == programme && row.Run == run).OrderBy(row => row.Number)
            .Select(row => row.Text).ToListAsync(cancellation);
        return new RunTotals(ranked.Sum(rank => rank.Count()), earned.Values.Count(amount => amount > 0), VolumesOf(plan, name => totals[name]),
            [.. bonuses.OrderBy(bonus => bonus.Bonus).Select(bonus => new BonusTotal(names[bonus.Bonus], bonus.Lines, bonus.Amount))],
            [.. plan.Ranks.Prepend("").Select(rank => new RankTotal(
                rank, ranked[rank].Count(), ranked[rank].Sum(seller => earned.GetValueOrDefault(seller))))], remarks);
    }

    private static List<VolumeTotal> VolumesOf(Plan plan, Func<string, long> total) => [.. plan.Volumes.Select(volume =>
        new VolumeTotal(volume.Name, total(volume.Name), volume.Decimals, volume.Document.Purpose == VolumePurpose.Pay))];
}
