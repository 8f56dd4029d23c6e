namespace Compensation.Ledger.Store;

/// <summary>Represents a seller's question about a line of a period, or about one that is missing.</summary>
public sealed class DisputeRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1 without gaps.</summary>
    public required int Dispute { get; init; }

    /// <summary>The seller who asks.</summary>
    public required int Seller { get; init; }

    /// <summary>The period that it is about.</summary>
    public required int Period { get; init; }

    /// <summary>The line's number in the run; 0 where a line is missing.</summary>
    public required int Line { get; init; }

    /// <summary>When it was opened.</summary>
    public required long Opened { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents something that was said in a dispute.</summary>
public sealed class DisputeMessageRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The dispute.</summary>
    public required int Dispute { get; init; }

    /// <summary>Which of its messages it is, from 1 without gaps.</summary>
    public required int Message { get; init; }

    /// <summary>Where the dispute stands afterwards.</summary>
    public required DisputeStatus Status { get; init; }

    /// <summary>Who said it.</summary>
    public required string Who { get; init; }

    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>What.</summary>
    public required string Text { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Where a dispute stands.</summary>
public enum DisputeStatus
{
    /// <summary>Nobody has answered yet, or the seller has asked again.</summary>
    Open = 1,

    /// <summary>Finance has answered and asks something back.</summary>
    Answered = 2,

    /// <summary>Finance has granted it.</summary>
    Granted = 3,

    /// <summary>Finance has declined it.</summary>
    Declined = 4,

    /// <summary>The seller has withdrawn it.</summary>
    Withdrawn = 5,
}
