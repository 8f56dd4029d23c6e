using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Closing;

/// <summary>Writes the rows of a run that is not sealed yet, some at a time, so that nobody waits for all of them.</summary>
/// <remarks>Rows come in one order, and each commit adds the next ones: how many are there says where to go
/// on, after a crash or where another program writes the same run at the same time.</remarks>
internal sealed class RunRows(LedgerDatabase database, int programme, int run, Pace pace, Action<string> atStep)
{
    /// <summary>The most rows of one transaction.</summary>
    private const int AtOnce = 100_000;

    /// <summary>The rows of a transaction while orders queue: more than what a table must have got before PostgreSQL counts it anew.</summary>
    private const int AtOnceBesideOrders = 12_000;

    /// <summary>How many rows are written before it is looked whether somebody waits: some hundredths of a second where one writes at a time.</summary>
    private const int BetweenLooks = 4_000;

    private readonly Lock telling = new();

    /// <summary>Writes the rows of a table.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="write">Writes one by its place, from 0.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task WriteAsync<TRow>(int count, Action<ICellWriter, int> write, CancellationToken cancellation) where TRow : class
    {
        while (count > 0)
        {
            try
            {
                var (began, next) = (pace.Now, await CountAsync<TRow>(cancellation));
                while (next < count)
                {
                    next = await AddAsync<TRow>(next, count, write, cancellation);
                    began = await pace.RestAsync(began, cancellation);
                }

                return;
            }
            catch (Exception error) when (IsByAnother(error))
            {
                if (await IsSealedAsync(cancellation))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Seals the run.</summary>
    public async Task SealAsync(RunSealRow seal, CancellationToken cancellation)
    {
        if (await IsSealedAsync(cancellation))
        {
            return;
        }

        try
        {
            await using var rows = await database.BeginRowsAsync(cancellation);
            rows.Context.Add(seal);
            await rows.Context.SaveChangesAsync(cancellation);
            await CommitAsync(rows, "seal", cancellation);
        }
        catch (Exception error) when (IsByAnother(error))
        {
            if (!await IsSealedAsync(cancellation))
            {
                throw;
            }
        }
    }

    private async Task<int> AddAsync<TRow>(int from, int end, Action<ICellWriter, int> write, CancellationToken cancellation) where TRow : class
    {
        await using var rows = await database.BeginRowsAsync(cancellation);
        var next = await OwnThread.RunAsync(() => Add<TRow>(rows, from, Math.Min(end, from + AtOnce), write), cancellation);
        await CommitAsync(rows, typeof(TRow).Name, cancellation);
        return next;
    }

    /// <summary>Adds rows until there are enough for one transaction, or fewer where others wait.</summary>
    /// <returns>The place of the row after them.</returns>
    private int Add<TRow>(LedgerRows rows, int from, int until, Action<ICellWriter, int> write) where TRow : class
    {
        var next = from;
        using var cells = rows.Cells<TRow>();
        do
        {
            for (var stop = Math.Min(until, next + BetweenLooks); next < stop; next++)
            {
                write(cells, next);
            }
        }
        while (next < until && !rows.IsAwaited && !(next - from >= AtOnceBesideOrders && pace.GivesWay));

        cells.Complete();
        return next;
    }

    private async Task CommitAsync(LedgerRows rows, string what, CancellationToken cancellation)
    {
        Step($"before commit: {what}");
        await rows.CommitAsync(cancellation);
        Step($"after commit: {what}");
    }

    /// <summary>Tables may be written at the same time; who is told of steps need not know that.</summary>
    private void Step(string step)
    {
        lock (telling)
        {
            atStep(step);
        }
    }

    private async Task<int> CountAsync<TRow>(CancellationToken cancellation) where TRow : class
    {
        await using var context = database.CreateContext();
        return await context.Rows<TRow>()
            .CountAsync(row => EF.Property<int>(row, "Programme") == programme && EF.Property<int>(row, "Run") == run, cancellation);
    }

    private async Task<bool> IsSealedAsync(CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        return await context.Rows<RunSealRow>().AnyAsync(row => row.Programme == programme && row.Run == run, cancellation);
    }

    private static bool IsByAnother(Exception error) => LedgerErrors.RefusalOf(error) is { Rule: LedgerRule.Duplicate or LedgerRule.SealedRun };
}
