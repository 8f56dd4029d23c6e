using Orleans;

namespace Compensation.Grains.Genealogy;

/// <summary>What became of a request about a seller or a downline.</summary>
[GenerateSerializer]
[Alias("compensation.genealogy-answer-kind")]
public enum GenealogyAnswerKind
{
    /// <summary>It was carried out, durably.</summary>
    Done,

    /// <summary>It was carried out before; the answer is that of the first time.</summary>
    Repeated,

    /// <summary>It was refused and changed nothing.</summary>
    Refused,

    /// <summary>There was no room for it, and it changed nothing: ask again.</summary>
    Busy,
}

/// <summary>Represents the answer to a request about a seller or a downline.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.genealogy-answer")]
public sealed record GenealogyAnswer
{
    /// <summary>What became of it.</summary>
    [Id(0)]
    public required GenealogyAnswerKind Kind { get; init; }

    /// <summary>What was written; null where nothing was.</summary>
    [Id(1)]
    public GenealogyReceipt? Receipt { get; init; }

    /// <summary>Why it was refused.</summary>
    [Id(2)]
    public Refusal? Refusal { get; init; }

    /// <summary>After how many milliseconds to ask again, where there was no room.</summary>
    [Id(3)]
    public long RetryAfter { get; init; }
}

/// <summary>Represents the price of a move, or why it would be refused.</summary>
/// <param name="Price">The price.</param>
/// <param name="Refusal">Why it would be refused.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.price-answer")]
public sealed record PriceAnswer(MovePrice? Price, Refusal? Refusal);

/// <summary>Represents a seller as known at an instant.</summary>
/// <param name="Seller">The seller's id.</param>
/// <param name="Enrolled">When they joined, in milliseconds since 1970-01-01T00:00Z.</param>
/// <param name="Standing">Whether they are a seller.</param>
/// <param name="MergedInto">The id of the entry that goes on, for a merged one.</param>
/// <param name="Places">Where they stand, tree by tree.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.seller-profile")]
public sealed record SellerProfile(string Seller, long Enrolled, SellerStanding Standing, string? MergedInto, IReadOnlyList<SellerPlace> Places);

/// <summary>Represents a seller's figures of the open period, by the same calculation that closes it.</summary>
/// <param name="Sequence">The ledger's sequence that they stand for.</param>
/// <param name="Period">The period's name.</param>
/// <param name="Rank">The rank reached so far; empty in a plan without ranks.</param>
/// <param name="NextRank">The next higher rank; empty at the top and in a plan without ranks.</param>
/// <param name="Missing">What is missing for it, one requirement each, in words.</param>
/// <param name="Volumes">The plan's volumes and named measures.</param>
/// <param name="Projected">What the period would pay if it ended now, before payout rules, in smallest units of the plan's currency.</param>
/// <param name="Currency">The plan's currency.</param>
/// <param name="Decimals">How many decimals its amounts have.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.seller-figures")]
public sealed record SellerFigures(long Sequence, string Period, string Rank, string NextRank, IReadOnlyList<string> Missing,
    IReadOnlyList<SellerFigure> Volumes, long Projected, string Currency, int Decimals)
{
    /// <summary>What is missing for the next rank, as numbers.</summary>
    [Id(0)]
    public IReadOnlyList<RankGap> Gaps { get; init; } = [];

    /// <summary>What <see cref="Projected"/> is made of: by bonus, cap or correction.</summary>
    [Id(1)]
    public IReadOnlyList<SellerFigure> Earnings { get; init; } = [];
}

/// <summary>Represents one requirement of the next rank that is not met.</summary>
/// <param name="Requirement">The requirement in words.</param>
/// <param name="Actual">What the seller has, in smallest units; null where it is no comparison.</param>
/// <param name="Required">What is asked for, likewise.</param>
/// <param name="Gap">What is missing (or, for an upper limit, too much), likewise.</param>
/// <param name="Decimals">How many decimals the units have.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.rank-gap")]
public sealed record RankGap(string Requirement, long? Actual, long? Required, long? Gap, int Decimals);

/// <summary>Represents a seller's legs with their live figures, a part of them.</summary>
/// <param name="Legs">The legs.</param>
/// <param name="Count">How many there are in all.</param>
/// <param name="Sequence">The ledger's sequence that they stand for.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.leg-figures-page")]
public sealed record LegFiguresPage(IReadOnlyList<LegFigures> Legs, int Count, long Sequence);

/// <summary>Represents a leg by the figures of who stands at its head: a measure of the organisation is what the whole leg has.</summary>
/// <param name="Seller">The id of who stands at its head.</param>
/// <param name="Rank">Their rank; empty in a plan without ranks.</param>
/// <param name="Measures">Their volumes and named measures.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.leg-figures")]
public sealed record LegFigures(string Seller, string Rank, IReadOnlyList<SellerFigure> Measures);

/// <summary>Represents one figure of a seller.</summary>
/// <param name="Name">The volume's or measure's name in the plan.</param>
/// <param name="Text">The value in words.</param>
/// <param name="Units">The value in smallest units; null for one that is no number.</param>
/// <param name="Decimals">How many decimals the units have.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.seller-figure")]
public sealed record SellerFigure(string Name, string Text, long? Units, int Decimals);

/// <summary>Represents a part of a downline, level by level.</summary>
/// <param name="Members">The members.</param>
/// <param name="Next">The offset of the next part; null where this is the last.</param>
/// <param name="Sequence">The ledger's sequence that it stands for.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.downline-page")]
public sealed record DownlinePage(IReadOnlyList<DownlineMember> Members, int? Next, long Sequence);

/// <summary>Represents a member of a downline.</summary>
/// <param name="Seller">The seller's id.</param>
/// <param name="Level">How far below: 1 stands directly below.</param>
/// <param name="Parent">The id of the seller directly above.</param>
/// <param name="Leg">The leg's name; null where there is none.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.downline-member")]
public sealed record DownlineMember(string Seller, int Level, string Parent, string? Leg);

/// <summary>Represents a leg: a seller of the front line with everybody below.</summary>
/// <param name="Seller">The id of who stands at its head.</param>
/// <param name="Leg">The leg's name; null where there is none.</param>
/// <param name="People">How many stand in it, its head included.</param>
/// <param name="Levels">How deep it goes; 1 for its head alone.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.leg-summary")]
public sealed record LegSummary(string Seller, string? Leg, int People, int Levels);
