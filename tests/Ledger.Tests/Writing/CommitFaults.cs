using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Compensation.Ledger.Tests.Writing;

/// <summary>Loses commits, or their acknowledgements, as a broken connection does.</summary>
internal sealed class CommitFaults : DbTransactionInterceptor
{
    private bool isLost;

    /// <summary>The next commit is lost before it reaches the database.</summary>
    public bool LoseCommit { get; set; }

    /// <summary>How many commits are made before the one that is lost.</summary>
    public int CommitsBefore { get; set; }

    /// <summary>The next commit happens, but nobody hears of it.</summary>
    public bool LoseAcknowledgement { get; set; }

    /// <summary>Runs once after the next lost commit, as soon as its transaction is gone.</summary>
    public Func<Task>? AfterLoss { get; set; }

    /// <summary>Add these to the database.</summary>
    public IReadOnlyList<IInterceptor> Interceptors => [this, new Closing(this)];

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (LoseCommit && CommitsBefore-- <= 0)
        {
            LoseCommit = false;
            isLost = true;
            throw new ConnectionLostException();
        }

        return new(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (LoseAcknowledgement)
        {
            LoseAcknowledgement = false;
            throw new ConnectionLostException();
        }

        return Task.CompletedTask;
    }

    private sealed class Closing(CommitFaults faults) : DbConnectionInterceptor
    {
        public override async Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
        {
            if (faults is { isLost: true, AfterLoss: { } run })
            {
                (faults.isLost, faults.AfterLoss) = (false, null);
                await run();
            }
        }
    }
}

internal sealed class ConnectionLostException() : DbException("The connection was lost.");
