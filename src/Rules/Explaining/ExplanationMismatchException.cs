namespace Compensation.Rules.Explaining;

/// <summary>Thrown when a line, computed again for its explanation, comes to another amount: a bug in the engine, never a fault of the data.</summary>
public sealed class ExplanationMismatchException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    public ExplanationMismatchException(int line, long stored, long? again)
        : base($"Line {line} has the amount {stored} in smallest units, but computed again for its explanation it "
            + (again is { } other ? $"comes to {other}." : "is not there."))
    {
        Line = line;
        Stored = stored;
        Again = again;
    }

    /// <summary>The line's number, from 1.</summary>
    public int Line { get; }

    /// <summary>The line's amount in smallest units.</summary>
    public long Stored { get; }

    /// <summary>What it comes to again; null where the line does not come about.</summary>
    public long? Again { get; }
}
