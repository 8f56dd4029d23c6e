using Compensation.Grains.Statements;
using Orleans;
using Orleans.Concurrency;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents a seller. Its key is <see cref="SellerKey.Of"/>.</summary>
/// <remarks>When a call fails, or runs out of time, the outcome is unknown: the same request again is answered with what it came to.</remarks>
[Alias("compensation.seller")]
public interface ISellerGrain : IGrainWithStringKey
{
    /// <summary>Enrols the seller. <see cref="GenealogyRequest.Effective"/> is when they joined.</summary>
    [Alias("enrol")]
    Task<GenealogyAnswer> Enrol(EnrolRequest request);

    /// <summary>Changes the seller's attributes.</summary>
    [Alias("change")]
    Task<GenealogyAnswer> Change(ChangeSellerRequest request);

    /// <summary>Says that the seller has left.</summary>
    [Alias("terminate")]
    Task<GenealogyAnswer> Terminate(StandingRequest request);

    /// <summary>Says that the seller has come back.</summary>
    [Alias("reinstate")]
    Task<GenealogyAnswer> Reinstate(StandingRequest request);

    /// <summary>Merges this entry into another one of the same person.</summary>
    [Alias("merge")]
    Task<GenealogyAnswer> Merge(MergeRequest request);

    /// <summary>The seller as known at an instant; null where there is none of this id.</summary>
    /// <param name="at">When, in milliseconds since 1970-01-01T00:00Z.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("profile")]
    [ReadOnly]
    Task<SellerProfile?> Profile(long at, CancellationToken cancellation = default);

    /// <summary>The seller's figures of the open period; null where the period does not know them.</summary>
    /// <param name="atLeast">The sequence of the ledger up to which everything has to be in; 0 takes what is at most a second old.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("figures")]
    [ReadOnly]
    Task<SellerFigures?> Figures(long atLeast, CancellationToken cancellation = default);

    /// <summary>The seller's statement of a period.</summary>
    [Alias("statement")]
    [ReadOnly]
    Task<StatementAnswer> Statement(string period, CancellationToken cancellation = default);

    /// <summary>The seller's period explained: rank, measures, what is paid, and what is not and why. The first question about a run calculates it again.
    /// </summary>
    [Alias("explain")]
    [ReadOnly]
    Task<ExplanationAnswer> Explain(string period, CancellationToken cancellation = default);

    /// <summary>One of the seller's lines explained down to its orders.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="line">The line's number on the statement.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("explain-line")]
    [ReadOnly]
    Task<ExplanationAnswer> ExplainLine(string period, int line, CancellationToken cancellation = default);
}
