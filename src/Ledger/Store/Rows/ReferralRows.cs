namespace Compensation.Ledger.Store;

/// <summary>Represents a link, code or coupon that brings credit to a seller.</summary>
public sealed class ReferralCodeRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The code in small letters; unique in the programme.</summary>
    public required string Code { get; init; }

    /// <summary>What it is.</summary>
    public required TouchMeans Means { get; init; }

    /// <summary>Whom it credits.</summary>
    public required int Seller { get; init; }

    /// <summary>From when it is good.</summary>
    public required long ValidFrom { get; init; }

    /// <summary>Until when; null without end.</summary>
    public long? ValidTo { get; init; }

    /// <summary>Who added it.</summary>
    public required string Who { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents that somebody came through a seller.</summary>
public sealed class TouchRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1 without gaps.</summary>
    public required int Touch { get; init; }

    /// <summary>The shop's id of the visitor; null where the shop knew the customer only.</summary>
    public string? Visitor { get; init; }

    /// <summary>The customer's id; null where nobody knew them.</summary>
    public string? Customer { get; init; }

    /// <summary>How they came.</summary>
    public required TouchMeans Means { get; init; }

    /// <summary>The link, code or coupon, in small letters; or the seller's id.</summary>
    public required string Code { get; init; }

    /// <summary>The seller whom it leads to.</summary>
    public required int Seller { get; init; }

    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>When the ledger learned of it.</summary>
    public required long Recorded { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents that a visitor turned out to be a customer.</summary>
public sealed class VisitorRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The shop's id of the visitor.</summary>
    public required string Visitor { get; init; }

    /// <summary>The customer's id.</summary>
    public required string Customer { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents a seller's part of the credit for an order whose seller followed from touches.</summary>
public sealed class CreditRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The order's id, as the shop knows it.</summary>
    public required string OrderId { get; init; }

    /// <summary>Which part it is, from 1 without gaps.</summary>
    public required int Part { get; init; }

    /// <summary>The seller.</summary>
    public required int Seller { get; init; }

    /// <summary>How many parts of <see cref="Denominator"/>.</summary>
    public required long Numerator { get; init; }

    /// <summary>The same for all parts of an order, whose numerators sum to it.</summary>
    public required long Denominator { get; init; }

    /// <summary>The visitor that was asked about; may be empty.</summary>
    public required string Visitor { get; init; }

    /// <summary>The customer that was asked about; may be empty.</summary>
    public required string Customer { get; init; }

    /// <summary>When they bought.</summary>
    public required long At { get; init; }

    /// <summary>The version of the referral settings by which it was decided.</summary>
    public required int Settings { get; init; }

    /// <summary>The entry's place in the programme's order; touches up to it were known.</summary>
    public required long Sequence { get; init; }
}

/// <summary>How somebody came through a seller.</summary>
public enum TouchMeans
{
    /// <summary>They followed a link.</summary>
    Link = 1,

    /// <summary>They gave a seller's code.</summary>
    Code = 2,

    /// <summary>They used a coupon.</summary>
    Coupon = 3,

    /// <summary>Somebody named the seller by hand.</summary>
    Direct = 4,
}
