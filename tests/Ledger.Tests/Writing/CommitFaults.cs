using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Compensation.Ledger.Tests.Writing;

/// <summary>Loses commits, or their acknowledgements, as a broken connection does.</summary>
internal sealed class CommitFaults : DbTransactionInterceptor
{
    /// <summary>The next commit is lost before it reaches the database.</summary>
    public bool LoseCommit { get; set; }

    /// <summary>The next commit happens, but nobody hears of it.</summary>
    public bool LoseAcknowledgement { get; set; }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (LoseCommit)
        {
            LoseCommit = false;
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
}

internal sealed class ConnectionLostException() : DbException("The connection was lost.");
