namespace Compensation.Ledger.Store;

/// <summary>Represents a manual correction of a seller's earnings in an open period.</summary>
public sealed class AdjustmentRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its id.</summary>
    public required string Adjustment { get; init; }

    /// <summary>The period.</summary>
    public required int Period { get; init; }

    /// <summary>Whose earnings it changes.</summary>
    public required int Seller { get; init; }

    /// <summary>In the plan's currency, smallest units; negative to take away.</summary>
    public required long Amount { get; init; }

    /// <summary>The bonus that it corrects, or empty.</summary>
    public required string Bonus { get; init; }

    /// <summary>Why; shown on the statement.</summary>
    public required string Reason { get; init; }

    /// <summary>The adjustment that this one corrects, if any.</summary>
    public string? Corrects { get; init; }

    /// <summary>Who made it.</summary>
    public required string Who { get; init; }

    /// <summary>When it was made.</summary>
    public required long Recorded { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents a decision against the calculation: a rank or a line that is set by hand and kept in every later run of the period.</summary>
public sealed class OverrideRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its id.</summary>
    public required string Override { get; init; }

    /// <summary>The period.</summary>
    public required int Period { get; init; }

    /// <summary>The seller concerned.</summary>
    public required int Seller { get; init; }

    /// <summary>What is set.</summary>
    public required OverrideKind Kind { get; init; }

    /// <summary>The bonus of the line; null for a rank.</summary>
    public string? Bonus { get; init; }

    /// <summary>The seller who brought the line's base; null for a rank and for a line of a fund.</summary>
    public int? Source { get; init; }

    /// <summary>The order of a line per order; null for all others.</summary>
    public string? OrderId { get; init; }

    /// <summary>The rank's word (0 for none), or the line's amount in smallest units. Ignored where this entry only withdraws another.</summary>
    public required long Value { get; init; }

    /// <summary>The override that this one withdraws, if any.</summary>
    public string? Withdraws { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who decided.</summary>
    public required string Who { get; init; }

    /// <summary>When it was made.</summary>
    public required long Recorded { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>What an override sets.</summary>
public enum OverrideKind
{
    /// <summary>A seller's rank.</summary>
    Rank = 1,

    /// <summary>A commission line's amount.</summary>
    Line = 2,
}
