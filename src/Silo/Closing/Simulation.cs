using Compensation.Ledger.Periods;
using Compensation.Ledger.Runs;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Reading;
using Compensation.Silo.Comparing;

namespace Compensation.Silo.Closing;

/// <summary>What a plan pays in one period.</summary>
/// <param name="Period">The period.</param>
/// <param name="Pay">All lines together, in smallest units.</param>
/// <param name="Volume">The first volume that bonuses pay on; null where the plan has none.</param>
/// <param name="Breakage">What rates promised and nobody received; null where it is unknown.</param>
internal sealed record PlanPay(string Period, long Pay, VolumeTotal? Volume, Breakage? Breakage);

/// <summary>The run of a period with one of the plans.</summary>
/// <param name="Package">The run.</param>
/// <param name="Breakage">What its rates promised and nobody received; null for a stored run, which says what was paid and not what was not.</param>
internal sealed record SimulatedRun(RunPackage Package, Breakage? Breakage);

/// <summary>How many sellers have a rank under both plans.</summary>
/// <param name="Rank">The rank; empty for none.</param>
/// <param name="Current">How many under the current plan.</param>
/// <param name="Changed">How many under the changed plan.</param>
internal sealed record RankShift(string Rank, int Current, int Changed);

/// <summary>Represents what a changed plan would have paid beside what the current one pays.</summary>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="Decimals">Their decimals.</param>
/// <param name="Current">The current plan by period.</param>
/// <param name="Changed">The changed plan by period.</param>
/// <param name="Ranks">The ranks of the last period, from the lowest.</param>
/// <param name="Changes">Who gains and who loses in all periods together.</param>
internal sealed record Simulation(
    string Currency, int Decimals, IReadOnlyList<PlanPay> Current, IReadOnlyList<PlanPay> Changed,
    IReadOnlyList<RankShift> Ranks, PayChanges Changes)
{
    /// <summary>Compares the runs of the same periods.</summary>
    public static Simulation Between(IReadOnlyList<SimulatedRun> current, IReadOnlyList<SimulatedRun> changed)
    {
        var (before, after) = (StoredPay.Of([.. current.Select(run => run.Package)]), StoredPay.Of([.. changed.Select(run => run.Package)]));
        var ladder = before.Ladder.Union(after.Ladder, StringComparer.Ordinal).Prepend("");
        var ranks = ladder.Select(rank => new RankShift(rank, Having(before, rank), Having(after, rank)));
        var summary = changed[0].Package.Summary;
        return new Simulation(
            summary.Currency, summary.Decimals, [.. current.Select(PayOf)], [.. changed.Select(PayOf)],
            [.. ranks], PayChanges.Between(before, after));
    }

    private static int Having(RunPay run, string rank) =>
        Enumerable.Range(0, run.Sellers.Count).Count(seller => run.RankOf(seller) == rank);

    private static PlanPay PayOf(SimulatedRun simulated)
    {
        var run = simulated.Package;
        var totals = run.Summary.Totals;
        var plan = PlanReader.Read(run.ReadPlanText(), run.Folder).Document;
        var name = plan?.Volumes.FirstOrDefault(volume => volume.Value.Purpose == VolumePurpose.Pay).Key;
        var volume = totals.FirstOrDefault(total => total.Group == "volume" && total.Name == name);
        return new PlanPay(
            run.Summary.Period.Name,
            totals.Where(total => total.Group == "bonus").Sum(total => total.Units),
            volume is null ? null : new VolumeTotal(volume.Name, volume.Units, volume.Decimals, Pays: true),
            simulated.Breakage);
    }
}
