namespace Compensation.Ledger.Store;

/// <summary>Represents a version of a programme's settings; the last one holds.</summary>
public sealed class SettingsRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The version, from 1 without gaps.</summary>
    public required int Version { get; init; }

    /// <summary>All settings, as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>Who set them.</summary>
    public required string Who { get; init; }

    /// <summary>Why.</summary>
    public required string Why { get; init; }

    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}
