using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Closing;

/// <summary>Packs the commission lines that programs before have written as a row each, so that all runs read alike. Their rows stay.</summary>
internal static class EarlierLines
{
    /// <summary>Packs the lines of all sealed runs that have none packed, each run in a transaction of its own.</summary>
    public static async Task PackAsync(LedgerDatabase database, CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        var runs = await context.Rows<RunSealRow>().Where(seal => seal.Lines > 0
            && !context.Rows<RunEarningRow>().Any(row => row.Programme == seal.Programme && row.Run == seal.Run)).ToListAsync(cancellation);
        foreach (var seal in runs)
        {
            try
            {
                await PackAsync(database, context, seal, cancellation);
            }
            catch (Exception error) when (LedgerErrors.RefusalOf(error) is { Rule: LedgerRule.Duplicate })
            {
                // Another program that has started at the same time was faster.
            }
        }
    }

    private static async Task PackAsync(LedgerDatabase database, LedgerContext context, RunSealRow seal, CancellationToken cancellation)
    {
        var lines = database.Read<RunLineRow>(context, new RowFilter(seal.Programme) { Run = seal.Run })
            .GroupBy(line => (line.Payee, line.Bonus)).OrderBy(earning => earning.Key);
        await using var rows = await database.BeginRowsAsync(cancellation);
        var packed = new PackedLines();
        using (var cells = rows.Cells<RunEarningRow>())
        {
            foreach (var earning in lines)
            {
                packed.Clear();
                foreach (var line in earning)
                {
                    packed.Add(line.Line, line.Kind, line.Source, line.OrderSequence, line.OrderLine ?? 0, line.Level, line.Base, line.RateNumerator,
                        line.RateDenominator, line.Amount);
                }

                cells.Int(seal.Programme);
                cells.Int(seal.Run);
                cells.Int(earning.Key.Payee);
                cells.Int(earning.Key.Bonus);
                cells.Int(packed.Count);
                cells.Long(packed.Amount);
                cells.Bytes(packed.Bytes);
                cells.EndRow();
            }

            cells.Complete();
        }

        await rows.CommitAsync(cancellation);
    }
}
