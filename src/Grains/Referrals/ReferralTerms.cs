using Compensation.Ledger.Store;
using Compensation.Rules.Numbers;
using NodaTime;

namespace Compensation.Grains.Referrals;

/// <summary>Which of several touches brings the credit.</summary>
public enum TouchRule
{
    /// <summary>The last one within the window.</summary>
    Last,

    /// <summary>The first one within the window.</summary>
    First,

    /// <summary>All sellers touched within the window share it.</summary>
    Split,
}

/// <summary>Represents how a programme's credit follows from touches.</summary>
public sealed record ReferralTerms
{
    /// <summary>How many sellers share a credit at most where no shares are given.</summary>
    public const int MostSharing = 5;

    /// <summary>How long a touch counts before an order.</summary>
    /// <value>30 days unless it is set.</value>
    public Duration Window { get; init; } = Duration.FromDays(30);

    /// <summary>Which touch brings the credit, among those of the strongest kind.</summary>
    public TouchRule Rule { get; init; }

    /// <summary>The kinds of touch from the strongest to the weakest; others do not count.</summary>
    public IReadOnlyList<TouchMeans> Precedence { get; init; } = [TouchMeans.Direct, TouchMeans.Coupon, TouchMeans.Code, TouchMeans.Link];

    /// <summary>With a split, the parts of the latest seller, the one before, and so on; none: equal parts.</summary>
    public IReadOnlyList<Rate> Shares { get; init; } = [];

    /// <summary>Whether the seller who brought a customer keeps the credit for good.</summary>
    public bool CustomerStays { get; init; }

    /// <summary>The version of the settings.</summary>
    public int Version { get; init; }
}
