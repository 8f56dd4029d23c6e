using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Store;

/// <summary>Keeps what grains remember between activations. A state's version is its ETag: of two writers that read the same version one is told that
/// it is stale.</summary>
public sealed class GrainStates(LedgerDatabase database)
{
    /// <summary>Reads a state.</summary>
    /// <param name="stateName">The state's name, unique to the grain type.</param>
    /// <param name="grainKey">The grain's key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The row, or null before the first write.</returns>
    public async Task<GrainStateRow?> ReadAsync(string stateName, string grainKey, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        return await context.Rows<GrainStateRow>()
            .SingleOrDefaultAsync(row => row.StateName == stateName && row.GrainKey == grainKey, cancellation);
    }

    /// <summary>Writes a state, in a transaction of its own.</summary>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainKey">The grain's key.</param>
    /// <param name="payload">The state; null to clear it, which keeps the version.</param>
    /// <param name="version">The version that was read; 0 before the first write.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The new version, or null if another writer was first: read again.</returns>
    public async Task<long?> WriteAsync(
        string stateName, string grainKey, byte[]? payload, long version, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        if (version > 0)
        {
            var written = await context.Set<GrainStateRow>()
                .Where(row => row.StateName == stateName && row.GrainKey == grainKey && row.Version == version)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, version + 1).SetProperty(row => row.Payload, payload), cancellation);
            return written == 1 ? version + 1 : null;
        }

        context.Add(new GrainStateRow { StateName = stateName, GrainKey = grainKey, Version = 1, Payload = payload });
        try
        {
            await context.SaveChangesAsync(cancellation);
            return 1;
        }
        catch (DbUpdateException error) when (LedgerErrors.RefusalOf(error) is LedgerConflict)
        {
            return null;
        }
    }
}
