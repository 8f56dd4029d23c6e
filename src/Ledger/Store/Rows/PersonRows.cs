namespace Compensation.Ledger.Store;

/// <summary>Represents what is known of who a seller or customer is. Unlike all else it is changed and removed, because persons may ask for that.</summary>
public sealed class PersonRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Whether the person is a seller or a customer.</summary>
    public required PersonKind Kind { get; init; }

    /// <summary>The seller's or customer's number.</summary>
    public required int Number { get; init; }

    /// <summary>The person, encrypted.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The place in the programme's order of the last change.</summary>
    public required long Sequence { get; init; }
}

/// <summary>What a person is to the programme.</summary>
public enum PersonKind
{
    /// <summary>A seller.</summary>
    Seller = 1,

    /// <summary>A customer.</summary>
    Customer = 2,
}
