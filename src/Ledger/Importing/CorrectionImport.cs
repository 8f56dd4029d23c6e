using Compensation.Ledger.Csv;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Importing;

/// <summary>Adds a file's adjustments and overrides to its period.</summary>
internal sealed class CorrectionImport
{
    private readonly LedgerTransaction transaction;
    private readonly Snapshot snapshot;
    private readonly ImportedSellers sellers;
    private readonly string who;
    private readonly int period;
    private long sequence;

    private CorrectionImport(LedgerTransaction transaction, Snapshot snapshot, ImportedSellers sellers, string who, int period)
    {
        this.transaction = transaction;
        this.snapshot = snapshot;
        this.sellers = sellers;
        this.who = who;
        this.period = period;
    }

    public static async Task<(int Added, int Known)> RunAsync(LedgerTransaction transaction, Plan plan, Snapshot snapshot, ImportedSellers sellers,
        PeriodNumbers periods, string who, string folder, FindingList findings, CancellationToken cancellation)
    {
        var count = snapshot.Adjustments.Count + snapshot.RankOverrides.Count + snapshot.LineOverrides.Count;
        if (count == 0 || findings.Errors > 0)
        {
            return (0, 0);
        }

        var period = await periods.NumberAsync(snapshot.Period, cancellation);
        if (periods.IsClosed(period))
        {
            findings.Error("closed-period", new Place(Path.Combine(folder, "adjustments.csv"), 1, 1),
                $"The corrections are of {snapshot.Period.Name}, which is closed.", "Correct the open period, or restate the closed one.");
            return (0, 0);
        }

        var added = await new CorrectionImport(transaction, snapshot, sellers, who, period).AddAsync(plan, cancellation);
        return (added, count - added);
    }

    private async Task<int> AddAsync(Plan plan, CancellationToken cancellation)
    {
        var (context, programme) = (transaction.Context, transaction.Programme);
        var adjusted = await context.Rows<AdjustmentRow>().Where(row => row.Programme == programme).Select(row => row.Adjustment).ToHashSetAsync(cancellation);
        var overridden = await context.Rows<OverrideRow>().Where(row => row.Programme == programme).Select(row => row.Override).ToHashSetAsync(cancellation);
        var adjustments = snapshot.Adjustments.Where(entry => !adjusted.Contains(entry.Id)).ToList();
        var ranks = snapshot.RankOverrides.Where(entry => !overridden.Contains(entry.Id)).ToList();
        var lines = snapshot.LineOverrides.Where(entry => !overridden.Contains(entry.Id)).ToList();
        var added = adjustments.Count + ranks.Count + lines.Count;
        if (added == 0)
        {
            return 0;
        }

        sequence = transaction.Take(added);
        context.AddRange(adjustments.Select(Row));
        foreach (var entry in ranks)
        {
            var word = entry.Rank == 0 ? 0 : await transaction.WordAsync(plan.Ranks[entry.Rank - 1], cancellation);
            context.Add(Row(entry.Id, entry.Seller, entry.Reason, OverrideKind.Rank, null, word));
        }

        context.AddRange(lines.Select(entry => Row(entry.Id, entry.Seller, entry.Reason, OverrideKind.Line, entry, entry.Amount)));
        await context.SaveChangesAsync(cancellation);
        return added;
    }

    private AdjustmentRow Row(Adjustment entry) => new()
    {
        Programme = transaction.Programme,
        Adjustment = entry.Id,
        Period = period,
        Seller = sellers.NumberOf[entry.Seller],
        Amount = entry.Amount,
        Bonus = entry.Bonus,
        Reason = entry.Reason,
        Who = who,
        Recorded = transaction.Recorded,
        Sequence = sequence++,
    };

    private OverrideRow Row(string id, int seller, string reason, OverrideKind kind, LineOverride? line, long value) => new()
    {
        Programme = transaction.Programme,
        Override = id,
        Period = period,
        Seller = sellers.NumberOf[seller],
        Kind = kind,
        Bonus = line?.Bonus,
        Source = line is null || line.Source < 0 ? null : sellers.NumberOf[line.Source],
        OrderId = line is null || line.Order.Length == 0 ? null : line.Order,
        Value = value,
        Reason = reason,
        Who = who,
        Recorded = transaction.Recorded,
        Sequence = sequence++,
    };
}
