using System.Collections.Concurrent;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;

namespace Compensation.Grains.Programmes;

/// <summary>Represents what a silo knows of its programmes. One object serves the silo, on any number of threads.</summary>
public sealed class ProgrammeDirectory : IDisposable
{
    private readonly LedgerDatabase database;
    private readonly LedgerWriter writer;
    private readonly PublishedPlans plans;
    private readonly ConcurrentDictionary<int, ProgrammeCache> programmes = new();
    private readonly IDisposable following;

    /// <summary>Follows a writer's feed, so that what it changes is known at once.</summary>
    public ProgrammeDirectory(LedgerDatabase database, LedgerWriter writer, PublishedPlans plans)
    {
        ArgumentNullException.ThrowIfNull(writer);
        this.database = database;
        this.writer = writer;
        this.plans = plans;
        following = writer.Feed.Follow(entries =>
        {
            if (programmes.TryGetValue(entries.Programme, out var programme))
            {
                programme.Take(entries);
            }
        });
    }

    /// <summary>What is known of a programme.</summary>
    public ProgrammeCache Of(int programme) => programmes.GetOrAdd(programme,
        static (number, own) => new ProgrammeCache(own.database, own.writer, own.plans, number), this);

    /// <summary>Stops following.</summary>
    public void Dispose() => following.Dispose();
}
