using Orleans;
using Orleans.Concurrency;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents a seller's downline. Its key is <see cref="DownlineKey.Of"/>.</summary>
/// <remarks>Trees are looked at in the silo's index; no grain asks another one up or down a tree. When a call fails, or runs out of time, the
/// outcome is unknown: the same request again is answered with what it came to.</remarks>
[Alias("compensation.downline")]
public interface IDownlineGrain : IGrainWithStringKey
{
    /// <summary>Gives the seller, who waits in the holding tank, a place.</summary>
    [Alias("place")]
    Task<GenealogyAnswer> Place(PlaceSellerRequest request);

    /// <summary>Says what a move would bring and cost; nothing is written.</summary>
    [Alias("price")]
    [ReadOnly]
    Task<PriceAnswer> Price(MoveRequest request, CancellationToken cancellation = default);

    /// <summary>Moves the seller, alone or with the downline.</summary>
    [Alias("move")]
    Task<GenealogyAnswer> Move(MoveRequest request);

    /// <summary>Takes a change of the genealogy back.</summary>
    [Alias("undo")]
    Task<GenealogyAnswer> Undo(UndoRequest request);

    /// <summary>The ids of everybody above the seller at an instant, from the parent to the top; null where there is no such seller or tree.</summary>
    /// <param name="tree">The tree's name.</param>
    /// <param name="at">When, in milliseconds since 1970-01-01T00:00Z.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("upline")]
    [ReadOnly]
    Task<IReadOnlyList<string>?> Upline(string tree, long at, CancellationToken cancellation = default);

    /// <summary>A part of the downline at an instant, level by level; null where there is no such seller or tree.</summary>
    /// <param name="tree">The tree's name.</param>
    /// <param name="at">When, in milliseconds since 1970-01-01T00:00Z.</param>
    /// <param name="depth">The last level.</param>
    /// <param name="offset">How many members to pass over.</param>
    /// <param name="size">How many to give at most, up to 1,000.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("page")]
    [ReadOnly]
    Task<DownlinePage?> Page(string tree, long at, int depth, int offset, int size, CancellationToken cancellation = default);

    /// <summary>The whole downline at an instant, level by level; nobody where there is no such seller or tree.</summary>
    /// <param name="tree">The tree's name.</param>
    /// <param name="at">When, in milliseconds since 1970-01-01T00:00Z.</param>
    /// <param name="depth">The last level.</param>
    /// <param name="cancellation">Ends it.</param>
    [Alias("members")]
    IAsyncEnumerable<DownlineMember> Members(string tree, long at, int depth, CancellationToken cancellation = default);

    /// <summary>Those of some sellers who stand in the downline at an instant, in the order in which they were named; null where there is no such seller or
    /// tree.</summary>
    /// <param name="tree">The tree's name.</param>
    /// <param name="at">When, in milliseconds since 1970-01-01T00:00Z.</param>
    /// <param name="sellers">The ids of the sellers, up to 1,000.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("find")]
    [ReadOnly]
    Task<IReadOnlyList<DownlineMember>?> Find(string tree, long at, IReadOnlyList<string> sellers, CancellationToken cancellation = default);

    /// <summary>The seller's legs at an instant; null where there is no such seller or tree.</summary>
    /// <param name="tree">The tree's name.</param>
    /// <param name="at">When, in milliseconds since 1970-01-01T00:00Z.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("legs")]
    [ReadOnly]
    Task<IReadOnlyList<LegSummary>?> Legs(string tree, long at, CancellationToken cancellation = default);

    /// <summary>The seller's legs in the open period, each with the live figures of who stands at its head; null where the period knows no such seller or
    /// tree.</summary>
    /// <param name="tree">The tree's name.</param>
    /// <param name="offset">How many legs to pass over.</param>
    /// <param name="size">How many to give at most, up to 1,000.</param>
    /// <param name="atLeast">The sequence of the ledger up to which everything has to be in; 0 takes what is at most a second old.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("leg-figures")]
    [ReadOnly]
    Task<LegFiguresPage?> LegFigures(string tree, int offset, int size, long atLeast, CancellationToken cancellation = default);
}
