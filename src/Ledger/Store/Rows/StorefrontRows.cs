namespace Compensation.Ledger.Store;

/// <summary>Represents a storefront's key, of which only the hash is kept.</summary>
public sealed class StorefrontKeyRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1 without gaps.</summary>
    public required int Key { get; init; }

    /// <summary>The storefront.</summary>
    public required int Storefront { get; init; }

    /// <summary>The SHA-256 of the secret.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Until when it is good; null without end.</summary>
    public long? Expires { get; init; }

    /// <summary>What it is for; may be empty.</summary>
    public required string Note { get; init; }

    /// <summary>Who made it.</summary>
    public required string Who { get; init; }

    /// <summary>When it was made.</summary>
    public required long Recorded { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents the end of a storefront's key; of several the earliest holds.</summary>
public sealed class StorefrontKeyEventRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The key.</summary>
    public required int Key { get; init; }

    /// <summary>Which of the key's events it is, from 1 without gaps.</summary>
    public required int Event { get; init; }

    /// <summary>From when the key is not good any more.</summary>
    public required long Ends { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who ended it.</summary>
    public required string Who { get; init; }

    /// <summary>When that was recorded.</summary>
    public required long Recorded { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}
