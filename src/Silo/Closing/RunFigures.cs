using Compensation.Ledger.Periods;
using Compensation.Rules.Plans;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Silo.Closing;

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

    private readonly RunTotals totals;

    /// <summary>Takes the figures of a run.</summary>
    public RunFigures(ClosedRun run)
    {
        var (plan, result, lines) = (run.Plan, run.Result, run.Result.Lines);
        Plan = plan;
        Period = run.Snapshot.Period;
        Sellers = result.Sellers.Count;
        Orders = run.Snapshot.Orders.Placed.Count(placed => Period.Contains(Instant.FromUnixTimeMilliseconds(placed)));
        Lines = lines.Count;
        totals = RunTotals.Of(plan, result);
        var earned = new long[Sellers];
        for (var line = 0; line < lines.Count; line++)
        {
            earned[lines.Payee[line]] += lines.Amount[line];
        }

        Top = [.. Enumerable.Range(0, Sellers).Where(seller => earned[seller] > 0)
            .OrderByDescending(seller => earned[seller]).ThenBy(seller => seller).Take(MostEarners)
            .Select(seller => new EarnerFigure(result.Sellers[seller], RankName(plan, result.Rank[seller]), earned[seller]))];
    }

    /// <summary>The plan.</summary>
    public Plan Plan { get; }

    /// <summary>The period.</summary>
    public Period Period { get; }

    /// <summary>How many sellers there are.</summary>
    public int Sellers { get; }

    /// <summary>How many of them earn something.</summary>
    public int Earning => totals.Earning;

    /// <summary>How many order rows were placed in the period.</summary>
    public int Orders { get; }

    /// <summary>How many commission lines there are.</summary>
    public int Lines { get; }

    /// <summary>The volumes.</summary>
    public IReadOnlyList<VolumeTotal> Volumes => totals.Volumes;

    /// <summary>What each bonus pays, in the plan's order, then caps and corrections; those without a line are left out.</summary>
    public IReadOnlyList<BonusTotal> Bonuses => totals.Bonuses;

    /// <summary>What all lines sum to.</summary>
    public long Pay => totals.Pay;

    /// <summary>The sellers by rank, those without one first.</summary>
    public IReadOnlyList<RankTotal> Ranks => totals.Ranks;

    /// <summary>Who earns most.</summary>
    public IReadOnlyList<EarnerFigure> Top { get; }

    /// <summary>Things to know about the run.</summary>
    public IReadOnlyList<string> Remarks => totals.Remarks;

    /// <summary>The first volume that bonuses pay on; null where the plan has none.</summary>
    public VolumeTotal? PayVolume => Volumes.FirstOrDefault(volume => volume.Pays);

    private static string RankName(Plan plan, long rank) => rank == 0 ? "" : plan.Ranks[(int)rank - 1];
}
