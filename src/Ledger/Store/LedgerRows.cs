using System.Diagnostics;
using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore.Storage;

namespace Compensation.Ledger.Store;

/// <summary>Represents a transaction that adds rows without holding a programme's head: rows that take no sequence numbers and that nobody looks at
/// yet.</summary>
internal sealed class LedgerRows : IAsyncDisposable
{
    /// <summary>How many times as long as the transaction has kept others waiting they are then left alone.</summary>
    private const int TurnsOfOthers = 4;

    private readonly LedgerDatabase database;
    private readonly IDbContextTransaction transaction;
    private readonly WriterTurns.Turn turn;
    private readonly long began = Stopwatch.GetTimestamp();

    private LedgerRows(LedgerDatabase database, LedgerContext context, IDbContextTransaction transaction, WriterTurns.Turn turn)
    {
        this.database = database;
        this.transaction = transaction;
        this.turn = turn;
        Context = context;
    }

    /// <summary>The context to add single rows to.</summary>
    public LedgerContext Context { get; }

    /// <summary>Whether somebody waits for the end of the transaction.</summary>
    public bool IsAwaited => turn.IsAwaited;

    /// <summary>Adds many rows fast.</summary>
    public ICellWriter Cells<TRow>() where TRow : class => database.WriteCells<TRow>(Context);

    /// <summary>Makes the rows durable, and leaves time to those who wait for the database.</summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        await transaction.CommitAsync(cancellation);
        var (isAwaited, took) = (turn.IsAwaited, Stopwatch.GetElapsedTime(began));
        turn.Dispose();
        if (database.Turns.TakesOne)
        {
            await Task.Delay(isAwaited ? took * TurnsOfOthers : took / (2 * TurnsOfOthers), cancellation);
        }
    }

    /// <summary>Ends the transaction; what was not committed is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await Context.DisposeAsync();
        turn.Dispose();
    }

    internal static async Task<LedgerRows> BeginAsync(LedgerDatabase database, CancellationToken cancellation)
    {
        var turn = await database.Turns.WaitAsync(cancellation);
        var context = database.CreateContext();
        try
        {
            return new LedgerRows(database, context, await context.Database.BeginTransactionAsync(cancellation), turn);
        }
        catch
        {
            await context.DisposeAsync();
            turn.Dispose();
            throw;
        }
    }
}
