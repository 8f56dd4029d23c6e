using System.Collections.Concurrent;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents the desks of a silo, one for each programme whose sellers are asked about. One object serves the silo, on any number of threads.
/// </summary>
public sealed class GenealogyDirectory(
    LedgerDatabase database, LedgerWriter writer, ProgrammeDirectory programmes, PublishedPlans plans, LiveDirectory live) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(int Programme, int PlanVersion), Lazy<Task<GenealogyDesk>>> desks = new();

    /// <summary>The desk of a programme; a new version of the plan opens a new one, as it may record other trees.</summary>
    /// <exception cref="System.Data.Common.DbException">The ledger cannot be read.</exception>
    public async Task<GenealogyDesk> OfAsync(int programme)
    {
        var cache = programmes.Of(programme);
        var plan = (await cache.TermsAsync()).PlanAt(cache.Now);
        var key = (programme, plan.Version);
        var desk = desks.GetOrAdd(key, _ => new Lazy<Task<GenealogyDesk>>(
            () => GenealogyDesk.OpenAsync(database, writer, programme, plan.Plan, plans, live)));
        try
        {
            return await desk.Value;
        }
        catch
        {
            // Whoever asks next tries again.
            desks.TryRemove(KeyValuePair.Create(key, desk));
            throw;
        }
    }

    /// <summary>Closes the desks.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var desk in desks.Values.Where(desk => desk.IsValueCreated && desk.Value.IsCompletedSuccessfully))
        {
            (await desk.Value).Dispose();
        }
    }
}
