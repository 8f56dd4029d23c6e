namespace Compensation.Ledger.Store;

/// <summary>Represents a published version of the plan.</summary>
public sealed class PlanVersionRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The number of the publication, from 1 without gaps.</summary>
    public required int Version { get; init; }

    /// <summary>The plan file, word for word.</summary>
    public required string Text { get; init; }

    /// <summary>The SHA-256 of the plan file's bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>From when it applies.</summary>
    public required long Effective { get; init; }

    /// <summary>When it was published.</summary>
    public required long Published { get; init; }

    /// <summary>Who published it.</summary>
    public required string Who { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents a period.</summary>
public sealed class PeriodRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1 without gaps.</summary>
    public required int Period { get; init; }

    /// <summary>Its name, such as <c>2026-01</c>; unique in the programme.</summary>
    public required string Name { get; init; }

    /// <summary>The first day, counted from 1970-01-01.</summary>
    public required int FirstDay { get; init; }

    /// <summary>The last day, likewise.</summary>
    public required int LastDay { get; init; }

    /// <summary>The first instant.</summary>
    public required long Starts { get; init; }

    /// <summary>The first instant afterwards.</summary>
    public required long Ends { get; init; }

    /// <summary>Until when orders of the period must be known.</summary>
    public required long Cutoff { get; init; }

    /// <summary>The version of the plan it was opened with.</summary>
    public required int PlanVersion { get; init; }
}

/// <summary>Represents something that happened to a period.</summary>
public sealed class PeriodEventRow
{
    /// <summary>The state in which a period takes orders, adjustments and overrides.</summary>
    public const string Open = "open";

    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The period.</summary>
    public required int Period { get; init; }

    /// <summary>Which of the period's events it is, from 1 without gaps.</summary>
    public required int Event { get; init; }

    /// <summary>What happened, in one word.</summary>
    public required string Kind { get; init; }

    /// <summary>The state afterwards, in one word: <see cref="Open"/> or another, in which the period is closed.</summary>
    public required string State { get; init; }

    /// <summary>The sealed run that it is about, if any.</summary>
    public int? Run { get; init; }

    /// <summary>Who did it.</summary>
    public required string Who { get; init; }

    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>Why; empty where nobody has to say.</summary>
    public required string Reason { get; init; }

    /// <summary>What else there is to know, as JSON.</summary>
    public string? Body { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}
