using System.Data.Common;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Compensation.Ledger.Writing;

/// <summary>Commits, and finds out what became of a commit whose acknowledgement was lost.</summary>
internal sealed class LedgerCommit(LedgerDatabase database, int looks)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Commits a transaction. When this returns, it has happened.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="witness">One of its rows: it is in the ledger exactly if the commit has happened. Null where there is none.</param>
    /// <exception cref="LedgerOutcomeUnknownException">The acknowledgement was lost, and nobody can tell.</exception>
    /// <exception cref="DbException">It has not happened.</exception>
    public async Task RunAsync(LedgerTransaction transaction, object? witness)
    {
        try
        {
            await transaction.CommitAsync().ConfigureAwait(false);
        }
        catch (Exception lost) when (LedgerErrors.RefusalOf(lost) is null)
        {
            var programme = transaction.Programme;
            var row = witness is null ? throw new LedgerOutcomeUnknownException(lost) : transaction.Context.Entry(witness);
            await transaction.DisposeAsync().ConfigureAwait(false);
            if (!await HasHappenedAsync(programme, row.Metadata, row.Entity, lost).ConfigureAwait(false))
            {
                throw;
            }
        }
    }

    private async Task<bool> HasHappenedAsync(int programme, IEntityType type, object row, Exception lost)
    {
        for (var look = 1; ; look++)
        {
            try
            {
                // It waits for the programme's head: a commit that is still under way somewhere has ended then.
                await using var transaction = await database.BeginAsync(programme).ConfigureAwait(false);
                object?[] key = [.. type.FindPrimaryKey()!.Properties.Select(property => property.PropertyInfo!.GetValue(row))];
                var found = await transaction.Context.FindAsync(type.ClrType, key).ConfigureAwait(false);
                return found is not null && type.GetProperties().All(property => property.GetValueComparer()
                    .Equals(property.PropertyInfo!.GetValue(found), property.PropertyInfo!.GetValue(row)));
            }
            catch (Exception error) when (error is DbException or TimeoutException or InvalidOperationException)
            {
                if (look == looks)
                {
                    throw new LedgerOutcomeUnknownException(lost);
                }

                await Task.Delay(BetweenLooks).ConfigureAwait(false);
            }
        }
    }
}
