using Compensation.Ledger.Csv;
using Compensation.Ledger.Runs;
using Compensation.Rules.Calendars;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Snapshots;

/// <summary>Reads a folder of CSV files into what a close knows.</summary>
/// <remarks>The files and their columns are described in <c>docs/reference/files.md</c>.</remarks>
public static class SnapshotReader
{
    /// <summary>Reads the files of a period.</summary>
    /// <param name="plan">The plan, which says what columns there are.</param>
    /// <param name="folder">The folder with <c>sellers.csv</c>, <c>orders.csv</c> and the optional files.</param>
    /// <param name="period">The period to close.</param>
    /// <param name="carry">What the period before left; <see cref="Carry.None"/> for a first one.</param>
    /// <param name="previous">The run of the period before: refunds of its orders, and of earlier ones, take back what it
    /// paid. Null for a first run.</param>
    /// <param name="options">How to read.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SnapshotReading Read(
        Plan plan, string folder, Period period, Carry carry, RunPackage? previous = null, ReadingOptions? options = null) =>
        Read(plan, folder, period, carry, (refunds, sellers, findings) =>
            PriorLines.Collect(new LateRefunds(plan.Calendar, period, refunds.Orders, refunds.Refunds, refunds.Places),
                run => new PastRunLines(run, sellers), plan.BonusesOnEarnings, previous, findings),
            options);

    /// <summary>Reads files that are not closed but kept: nothing is looked up in earlier runs.</summary>
    /// <inheritdoc cref="Read(Plan, string, Period, Carry, RunPackage?, ReadingOptions?)"/>
    internal static SnapshotReading ReadToKeep(Plan plan, string folder, Period period) =>
        Read(plan, folder, period, Carry.None, (_, _, _) => [], null);

    private static SnapshotReading Read(Plan plan, string folder, Period period, Carry carry,
        Func<(OrderColumns Orders, IReadOnlyList<Refund> Refunds, IReadOnlyList<Place> Places), SellerTable, FindingList, IReadOnlyList<PriorLine>> priorLines,
        ReadingOptions? options)
    {
        options ??= ReadingOptions.Default;
        var findings = new FindingList();
        var files = new List<InputFile>();
        var days = new ZoneDays(plan.Zone);
        var sellersPath = Path.Combine(folder, "sellers.csv");
        var ordersPath = Path.Combine(folder, "orders.csv");
        if (!Exists(sellersPath, findings) | !Exists(ordersPath, findings))
        {
            return new SnapshotReading(null, findings.ToFindings(), files);
        }

        var (sellers, table, sellersFile) = SellerFile.Read(plan, sellersPath, days, findings, options);
        files.Add(sellersFile);
        var errors = findings.Errors;
        var (orders, ordersFile) = OrderFile.Read(plan, ordersPath, table, days, findings, options);
        files.Add(ordersFile);
        var ordersComplete = table.Complete && findings.Errors == errors;

        var small = new SmallFiles(plan, table, days, findings, files);
        var moves = small.ReadMoves(Path.Combine(folder, "moves.csv"));
        var refunds = ReadRefunds(plan, Path.Combine(folder, "refunds.csv"), orders, ordersComplete, days, findings, files);
        var adjustments = small.ReadAdjustments(Path.Combine(folder, "adjustments.csv"));
        var overrides = small.ReadOverrides(Path.Combine(folder, "overrides.csv"));
        var rates = small.ReadRates(Path.Combine(folder, "rates.csv"));
        var prior = findings.Errors > 0 ? [] : priorLines((orders, refunds.Refunds, refunds.Places), table, findings);
        var snapshot = findings.Errors > 0 ? null : new Snapshot
        {
            Period = period,
            Sellers = sellers,
            Orders = orders,
            Moves = moves,
            Refunds = refunds.Refunds,
            Adjustments = adjustments,
            RankOverrides = overrides.Ranks,
            LineOverrides = overrides.Lines,
            Carry = carry,
            PriorLines = prior,
            Rates = rates,
        };
        return new SnapshotReading(snapshot, findings.ToFindings(), files);
    }

    private static bool Exists(string path, FindingList findings)
    {
        if (File.Exists(path))
        {
            return true;
        }

        findings.Error("missing-file", new Place(path, 0, 0), "The file does not exist.",
            "Every period has sellers.csv and orders.csv, even if they have no rows.");
        return false;
    }

    private static (IReadOnlyList<Refund> Refunds, IReadOnlyList<Place> Places) ReadRefunds(
        Plan plan, string path, OrderColumns orders, bool ordersComplete, ZoneDays days, FindingList findings,
        List<InputFile> files)
    {
        if (!File.Exists(path))
        {
            return ([], []);
        }

        var (refunds, places, file) = RefundFile.Read(plan, path, orders, ordersComplete, days, findings);
        files.Add(file);
        return (refunds, places);
    }
}
