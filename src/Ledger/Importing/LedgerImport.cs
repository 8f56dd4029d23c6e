using Compensation.Ledger.Csv;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Importing;

/// <summary>Loads the CSV files of a close into a programme's ledger, in one transaction.</summary>
/// <remarks>
/// What the ledger knows already is passed over: sellers, customers and orders by their ids, refunds by order and id, corrections by id. So a file
/// that holds all that ever was can be imported every month, and an import that was interrupted is simply made again.
/// </remarks>
public static class LedgerImport
{
    internal const string Storefront = "import";

    /// <summary>Imports a folder.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="plan">The plan, which says what columns there are; it is published if the programme does not have this text yet.</param>
    /// <param name="folder">The folder with <c>sellers.csv</c>, <c>orders.csv</c> and the optional files.</param>
    /// <param name="period">The period that <c>adjustments.csv</c> and <c>overrides.csv</c> are of.</param>
    /// <param name="who">Who imports.</param>
    /// <param name="cancellation">Gives up; nothing is imported then.</param>
    public static async Task<ImportOutcome> RunAsync(LedgerDatabase database, int programme, Plan plan, string folder, Period period, string who,
        CancellationToken cancellation = default)
    {
        var reading = SnapshotReader.ReadToKeep(plan, folder, period);
        if (reading.Snapshot is not { } snapshot)
        {
            return new ImportOutcome(null, reading.Findings);
        }

        var findings = new FindingList();
        await using var transaction = await database.BeginAsync(programme, cancellation);
        var version = await PlanVersions.PublishAsync(transaction, plan, who, cancellation: cancellation);
        var periods = await PeriodNumbers.ReadAsync(transaction, plan, version, who, cancellation);
        var sellers = await SellerImport.RunAsync(database, transaction, plan, snapshot, folder, who, findings, cancellation);
        if (findings.Errors > 0)
        {
            return new ImportOutcome(null, [.. reading.Findings, .. findings.ToFindings()]);
        }

        var orders = new OrderImport(database, transaction, plan, snapshot, folder, sellers, periods, findings);
        var added = await orders.RunAsync(cancellation);
        var corrections = await CorrectionImport.RunAsync(transaction, plan, snapshot, sellers, periods, who, folder, findings, cancellation);
        if (findings.Errors > 0)
        {
            return new ImportOutcome(null, [.. reading.Findings, .. findings.ToFindings()]);
        }

        await transaction.CommitAsync(cancellation);
        var report = new ImportReport(sellers.Added, added.Customers, sellers.Moves, added.Orders, added.Refunds, corrections.Added,
            sellers.Known + added.Known + corrections.Known, transaction.LastSequence);
        return new ImportOutcome(report, reading.Findings);
    }
}
