using Compensation.Ledger.Csv;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Closing;

/// <summary>Represents what runs of earlier periods have paid on orders that are refunded late: each run is read once, when the first such refund comes.
/// </summary>
/// <remarks>A close asks once. Live figures ask again and again, and with the same refunds get the same answer at once. Not safe for several threads.</remarks>
internal sealed class LatePay(LedgerDatabase database, int programme, Plan plan, int? previousRun)
{
    private readonly Dictionary<int, PastRunLines> runs = [];
    private IReadOnlyList<PriorLine> lines = [];
    private int refundsKnown;

    /// <summary>What was there to know when the lines were last collected: refunds whose run is not known.</summary>
    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    /// <summary>A snapshot with the lines that its late refunds take back.</summary>
    /// <param name="snapshot">The snapshot; its refunds are those of the one before and those that have come since.</param>
    /// <exception cref="System.Data.Common.DbException">The ledger cannot be read.</exception>
    public Snapshot AddTo(Snapshot snapshot)
    {
        if (snapshot.Refunds.Count != refundsKnown)
        {
            lines = Collect(snapshot);
            refundsKnown = snapshot.Refunds.Count;
        }

        return snapshot with { PriorLines = lines };
    }

    private IReadOnlyList<PriorLine> Collect(Snapshot snapshot)
    {
        using var context = database.CreateContext();
        var findings = new FindingList();
        var sellers = new Lazy<SellerTable>(() => new SellerTable(new IdTable(snapshot.Sellers.Ids), Complete: true));
        var previous = previousRun is { } run ? LedgerRun.Open(database, context, programme, run, snapshot.Sellers.Ids) : null;
        var places = snapshot.Refunds.Select(_ => new Place("ledger", 0, 0)).ToList();
        var found = PriorLines.Collect(
            new LateRefunds(plan.Calendar, snapshot.Period, snapshot.Orders, snapshot.Refunds, places), Read, plan.BonusesOnEarnings, previous, findings);
        Findings = findings.ToFindings();
        return found;

        PastRunLines Read(IPastRun past)
        {
            var number = ((LedgerRun)past).Number;
            return runs.TryGetValue(number, out var known) ? known : runs[number] = new PastRunLines(past, sellers.Value);
        }
    }
}
