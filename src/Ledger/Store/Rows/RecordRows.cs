namespace Compensation.Ledger.Store;

/// <summary>Represents a request other than an order's that was answered: the same again gets the same answer.</summary>
public sealed class RequestRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Whose ids they are, such as a client's name.</summary>
    public required string Scope { get; init; }

    /// <summary>The request's id; unique in its scope.</summary>
    public required string RequestId { get; init; }

    /// <summary>The SHA-256 of the request: the same id with another hash is a conflict.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The answer.</summary>
    public required byte[] Answer { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents who did what, chained by hashes so that no entry can be changed or left out unnoticed.</summary>
public sealed class AuditRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1 without gaps.</summary>
    public required long Entry { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }

    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>Who.</summary>
    public required string Who { get; init; }

    /// <summary>What was done, in one word or two.</summary>
    public required string What { get; init; }

    /// <summary>Why; empty where nobody has to say.</summary>
    public required string Why { get; init; }

    /// <summary>The details, as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>The hash of the entry before; null for the first.</summary>
    public byte[]? Previous { get; init; }

    /// <summary>The SHA-256 of all the above.</summary>
    public byte[] Hash { get; set; } = [];
}

/// <summary>Represents a message to the outside, committed together with what it tells of.</summary>
public sealed class OutboxRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }

    /// <summary>Which of the entry's messages it is: 1, for readers tell messages apart by their sequence.</summary>
    public required int Number { get; init; }

    /// <summary>What it is about.</summary>
    public required string Topic { get; init; }

    /// <summary>The message, as JSON.</summary>
    public required string Body { get; init; }
}

/// <summary>Represents how far a reader of the outbox has come.</summary>
public sealed class OutboxReaderRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The reader's name.</summary>
    public required string Reader { get; init; }

    /// <summary>Everything up to this sequence was read.</summary>
    public required long ReadTo { get; init; }
}

/// <summary>Represents what a grain keeps between activations: control state and caches, never money.</summary>
public sealed class GrainStateRow
{
    /// <summary>The state's name, unique to the grain type.</summary>
    public required string StateName { get; init; }

    /// <summary>The grain's key, which begins with its prefix and names its programme.</summary>
    public required string GrainKey { get; init; }

    /// <summary>The version: 1 for the first write, one more with each.</summary>
    public required long Version { get; init; }

    /// <summary>The state; null once cleared.</summary>
    public byte[]? Payload { get; init; }
}
