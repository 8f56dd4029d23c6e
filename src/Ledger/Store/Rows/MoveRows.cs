namespace Compensation.Ledger.Store;

/// <summary>Represents a seller's move that somebody has proposed.</summary>
public sealed class MoveRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1 without gaps.</summary>
    public required int Move { get; init; }

    /// <summary>The id that the outside world knows it by; unique in the programme.</summary>
    public required string Id { get; init; }

    /// <summary>The seller who is to be moved.</summary>
    public required int Seller { get; init; }

    /// <summary>What is moved where, as JSON.</summary>
    public required string Draft { get; init; }

    /// <summary>Its price when it was proposed, as JSON.</summary>
    public required string Price { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents a step of a move; the first is its proposal.</summary>
public sealed class MoveEventRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The move.</summary>
    public required int Move { get; init; }

    /// <summary>Which of its steps it is, from 1 without gaps.</summary>
    public required int Event { get; init; }

    /// <summary>Where the move stands afterwards.</summary>
    public required MoveStatus Status { get; init; }

    /// <summary>Who did it.</summary>
    public required string Who { get; init; }

    /// <summary>Why; may be empty.</summary>
    public required string Why { get; init; }

    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>The entry's place in the programme's order; of a move that was carried out, that of the change of the tree.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Where a move stands.</summary>
public enum MoveStatus
{
    /// <summary>It waits for a second person.</summary>
    Proposed = 1,

    /// <summary>It was declined.</summary>
    Declined = 2,

    /// <summary>It was carried out.</summary>
    Done = 3,

    /// <summary>It was taken back.</summary>
    Undone = 4,
}
