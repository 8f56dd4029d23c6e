using System.Collections.Immutable;

namespace Compensation.Ledger.Writing;

/// <summary>Represents what one transaction has added to a programme.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="After">The programme's sequence before: the entries are those after it.</param>
/// <param name="Last">The programme's sequence afterwards.</param>
/// <param name="Recorded">When the ledger learned of them.</param>
/// <param name="Rows">The rows in the order of their sequence, those without one first; null where rows were written past the context, so that who wants
/// them reads the ledger.</param>
public sealed record LedgerEntries(int Programme, long After, long Last, long Recorded, IReadOnlyList<object>? Rows);

/// <summary>Represents the stream of what a writer has committed, in the order of the ledger.</summary>
/// <remarks>It tells of this writer's entries only. Who follows it compares <see cref="LedgerEntries.After"/> with what came before, and reads what another
/// writer, or an import, has put in between from the ledger.</remarks>
public sealed class LedgerFeed
{
    private ImmutableArray<Action<LedgerEntries>> followers = [];

    /// <summary>Follows the feed from now on.</summary>
    /// <param name="take">Takes entries after their commit and before it is acknowledged. The writer waits for it, so it may neither wait nor throw.</param>
    /// <returns>Ends following.</returns>
    public IDisposable Follow(Action<LedgerEntries> take)
    {
        ImmutableInterlocked.Update(ref followers, known => known.Add(take));
        return new Following(this, take);
    }

    internal void Publish(LedgerEntries entries)
    {
        foreach (var take in followers)
        {
            take(entries);
        }
    }

    private sealed class Following(LedgerFeed feed, Action<LedgerEntries> take) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref feed.followers, known => known.Remove(take));
    }
}
