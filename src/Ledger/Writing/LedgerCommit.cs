using System.Data.Common;
using Compensation.Ledger.Store;

namespace Compensation.Ledger.Writing;

/// <summary>Commits, and finds out what became of a commit whose acknowledgement was lost.</summary>
internal sealed class LedgerCommit(LedgerDatabase database, int looks)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Commits a transaction. When this returns, it has happened.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="rows">What it has added. It has happened if all of it is in the ledger: another writer may have added some of the same rows, under the
    /// same numbers.</param>
    /// <exception cref="LedgerOutcomeUnknownException">The acknowledgement was lost, and nobody can tell.</exception>
    /// <exception cref="DbException">It has not happened.</exception>
    public async Task RunAsync(LedgerTransaction transaction, IReadOnlyList<object> rows)
    {
        try
        {
            await transaction.CommitAsync().ConfigureAwait(false);
        }
        catch (Exception lost) when (LedgerErrors.RefusalOf(lost) is null)
        {
            var programme = transaction.Programme;
            await transaction.DisposeAsync().ConfigureAwait(false);
            if (rows.Count == 0)
            {
                throw new LedgerOutcomeUnknownException(lost);
            }

            if (!await HasHappenedAsync(programme, rows, lost).ConfigureAwait(false))
            {
                throw;
            }
        }
    }

    private async Task<bool> HasHappenedAsync(int programme, IReadOnlyList<object> rows, Exception lost)
    {
        for (var look = 1; ; look++)
        {
            try
            {
                // It waits for the programme's head: a commit that is still under way somewhere has ended then.
                await using var transaction = await database.BeginAsync(programme).ConfigureAwait(false);
                foreach (var row in rows)
                {
                    if (!await IsThereAsync(transaction.Context, row).ConfigureAwait(false))
                    {
                        return false;
                    }
                }

                return true;
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

    private static async Task<bool> IsThereAsync(LedgerContext context, object row)
    {
        var type = context.Model.FindEntityType(row.GetType())!;
        object?[] key = [.. type.FindPrimaryKey()!.Properties.Select(property => property.PropertyInfo!.GetValue(row))];
        var found = await context.FindAsync(row.GetType(), key).ConfigureAwait(false);
        return found is not null && type.GetProperties().All(property => property.GetValueComparer()
            .Equals(property.PropertyInfo!.GetValue(found), property.PropertyInfo!.GetValue(row)));
    }
}
