using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Silo.Closing;

/// <summary>The total of a volume in a run.</summary>
/// <param name="Name">The volume.</param>
/// <param name="Units">The total in smallest units.</param>
/// <param name="Decimals">The decimals of the units.</param>
/// <param name="Pays">Whether bonuses pay on it, so that pay is a share of it.</param>
internal sealed record VolumeFigure(string Name, long Units, int Decimals, bool Pays);

/// <summary>What a bonus (or a cap, or corrections) came to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Amount">Their sum in smallest units.</param>
internal sealed record BonusFigure(string Name, int Lines, long Amount);

/// <summary>The sellers of a rank.</summary>
/// <param name="Rank">The rank; empty for none.</param>
/// <param name="Sellers">How many they are.</param>
/// <param name="Amount">What they earn.</param>
internal sealed record RankFigure(string Rank, int Sellers, long Amount);

/// <summary>A seller's earnings.</summary>
/// <param name="Seller">The id.</param>
/// <param name="Rank">The rank; empty for none.</param>
/// <param name="Amount">Smallest units.</param>
internal sealed record EarnerFigure(string Seller, string Rank, long Amount);

/// <summary>Represents what a person wants to know of a run at a glance.</summary>
internal sealed class RunFigures
{
    /// <summary>How many top earners are listed.</summary>
    public const int MostEarners = 10;

    /// <summary>Takes the figures of a run.</summary>
    public RunFigures(ClosedRun run)
    {
        var (plan, result, lines) = (run.Plan, run.Result, run.Result.Lines);
        Plan = plan;
        Period = run.Snapshot.Period;
        Sellers = result.Sellers.Count;
        Orders = run.Snapshot.Orders.Placed.Count(placed => Period.Contains(Instant.FromUnixTimeMilliseconds(placed)));
        Lines = lines.Count;
        Volumes = [.. plan.Volumes.Select(volume => VolumeOf(volume, result))];
        Bonuses = [.. Enumerable.Range(0, lines.BonusNames.Count)
            .Select(bonus => new BonusFigure(lines.BonusNames[bonus], lines.Bonus.Count(of => of == bonus), SumOf(lines, bonus)))
            .Where(bonus => bonus.Lines > 0)];
        Pay = Bonuses.Sum(bonus => bonus.Amount);
        var earned = new long[Sellers];
        for (var line = 0; line < lines.Count; line++)
        {
            earned[lines.Payee[line]] += lines.Amount[line];
        }

        Earning = earned.Count(amount => amount > 0);
        Ranks = [.. Enumerable.Range(0, plan.Ranks.Count + 1).Select(rank => RankOf(plan, result.Rank, earned, rank))];
        Top = [.. Enumerable.Range(0, Sellers).Where(seller => earned[seller] > 0)
            .OrderByDescending(seller => earned[seller]).ThenBy(seller => seller).Take(MostEarners)
            .Select(seller => new EarnerFigure(result.Sellers[seller], RankName(plan, result.Rank[seller]), earned[seller]))];
        Remarks = result.Remarks;
    }

    /// <summary>The plan.</summary>
    public Plan Plan { get; }

    /// <summary>The period.</summary>
    public Period Period { get; }

    /// <summary>How many sellers there are.</summary>
    public int Sellers { get; }

    /// <summary>How many of them earn something.</summary>
    public int Earning { get; }

    /// <summary>How many order rows were placed in the period.</summary>
    public int Orders { get; }

    /// <summary>How many commission lines there are.</summary>
    public int Lines { get; }

    /// <summary>The volumes.</summary>
    public IReadOnlyList<VolumeFigure> Volumes { get; }

    /// <summary>What each bonus pays, in the plan's order, then caps and corrections; those without a line are left out.</summary>
    public IReadOnlyList<BonusFigure> Bonuses { get; }

    /// <summary>What all lines sum to.</summary>
    public long Pay { get; }

    /// <summary>The sellers by rank, those without one first.</summary>
    public IReadOnlyList<RankFigure> Ranks { get; }

    /// <summary>Who earns most.</summary>
    public IReadOnlyList<EarnerFigure> Top { get; }

    /// <summary>Things to know about the run.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>The first volume that bonuses pay on; null where the plan has none.</summary>
    public VolumeFigure? PayVolume => Volumes.FirstOrDefault(volume => volume.Pays);

    private static VolumeFigure VolumeOf(VolumeDefinition volume, Result result) => new(
        volume.Name, result.Totals.First(total => total.Group == "volume" && total.Name == volume.Name).Units, volume.Decimals,
        volume.Document.Purpose == VolumePurpose.Pay);

    private static long SumOf(Lines lines, int bonus)
    {
        var sum = 0L;
        for (var line = 0; line < lines.Count; line++)
        {
            sum += lines.Bonus[line] == bonus ? lines.Amount[line] : 0;
        }

        return sum;
    }

    private static RankFigure RankOf(Plan plan, long[] ranks, long[] earned, int rank)
    {
        var (count, amount) = (0, 0L);
        for (var seller = 0; seller < ranks.Length; seller++)
        {
            if (ranks[seller] == rank)
            {
                count++;
                amount += earned[seller];
            }
        }

        return new RankFigure(RankName(plan, rank), count, amount);
    }

    private static string RankName(Plan plan, long rank) => rank == 0 ? "" : plan.Ranks[(int)rank - 1];
}
