namespace Compensation.Ledger.Store;

/// <summary>Represents a seller as enrolled.</summary>
public sealed class SellerRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The seller's number, from 0 without gaps.</summary>
    public required int Seller { get; init; }

    /// <summary>The id that the outside world knows the seller by; unique in the programme.</summary>
    public required string Id { get; init; }

    /// <summary>When the seller joined.</summary>
    public required long Enrolled { get; init; }

    /// <summary>When the ledger learned of it.</summary>
    public required long Recorded { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }

    /// <summary>The attributes by field number; null where there is none.</summary>
    public required long?[] Values { get; init; }
}

/// <summary>Represents something that happened to a seller.</summary>
public sealed class SellerEventRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The seller.</summary>
    public required int Seller { get; init; }

    /// <summary>Which of the seller's events it is, from 1 without gaps.</summary>
    public required int Event { get; init; }

    /// <summary>What happened.</summary>
    public required SellerEventKind Kind { get; init; }

    /// <summary>From when it counts.</summary>
    public required long At { get; init; }

    /// <summary>When the ledger learned of it.</summary>
    public required long Recorded { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }

    /// <summary>All attributes afterwards, for a change.</summary>
    public long?[]? Values { get; init; }

    /// <summary>The seller merged into.</summary>
    public int? OtherSeller { get; init; }

    /// <summary>Who did it.</summary>
    public required string Who { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>What can happen to a seller.</summary>
public enum SellerEventKind
{
    /// <summary>Attributes changed.</summary>
    Changed = 1,

    /// <summary>The seller left.</summary>
    Terminated = 2,

    /// <summary>The seller came back.</summary>
    Reinstated = 3,

    /// <summary>Two entries were one person; the other one goes on.</summary>
    Merged = 4,
}

/// <summary>Represents a customer: somebody who buys and earns nothing.</summary>
public sealed class CustomerRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The customer's number, from 0 without gaps.</summary>
    public required int Customer { get; init; }

    /// <summary>The id that the outside world knows the customer by; unique in the programme.</summary>
    public required string Id { get; init; }

    /// <summary>The seller who referred the customer.</summary>
    public int? Seller { get; init; }

    /// <summary>When the customer came.</summary>
    public required long Enrolled { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents where a seller stands in a tree from an instant on.</summary>
/// <remarks>Of the changes that are effective at an instant the latest effective one holds, and of several with the same effective instant
/// the one with the greatest <see cref="Change"/>.</remarks>
public sealed class EdgeRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The word of the tree's name.</summary>
    public required int Tree { get; init; }

    /// <summary>Who stands there.</summary>
    public required int Seller { get; init; }

    /// <summary>Which of the seller's changes in this tree it is, from 1 without gaps.</summary>
    public required int Change { get; init; }

    /// <summary>Below whom; null for a root.</summary>
    public int? Parent { get; init; }

    /// <summary>The word of the leg; null where there is none.</summary>
    public int? Leg { get; init; }

    /// <summary>From when on.</summary>
    public required long Effective { get; init; }

    /// <summary>When the ledger learned of it.</summary>
    public required long Recorded { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Who { get; init; }

    /// <summary>Who approved it, where that was needed.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>Why; null for an enrolment.</summary>
    public string? Reason { get; init; }
}

/// <summary>Represents that a seller's pay is held back, or released.</summary>
public sealed class HoldRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The seller.</summary>
    public required int Seller { get; init; }

    /// <summary>Which of the seller's holds and releases it is, from 1 without gaps.</summary>
    public required int Event { get; init; }

    /// <summary>Which of the two.</summary>
    public required HoldKind Kind { get; init; }

    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }

    /// <summary>Who did it.</summary>
    public required string Who { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>Whether pay is held or released.</summary>
public enum HoldKind
{
    /// <summary>Held.</summary>
    Held = 1,

    /// <summary>Released.</summary>
    Released = 2,
}
