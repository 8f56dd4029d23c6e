namespace Compensation.Ledger.Store;

/// <summary>Represents that a person was given a role in the programme, or that one was taken from them.</summary>
public sealed class RoleEventRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1 without gaps.</summary>
    public required int Event { get; init; }

    /// <summary>The person, by the subject of their tokens.</summary>
    public required string Subject { get; init; }

    /// <summary>The role.</summary>
    public required PersonRole Role { get; init; }

    /// <summary>Whether it was given or taken.</summary>
    public required RoleEventKind Kind { get; init; }

    /// <summary>The seller that they are, for the role of a seller.</summary>
    public int? Seller { get; init; }

    /// <summary>Who gave or took it.</summary>
    public required string Who { get; init; }

    /// <summary>Why.</summary>
    public required string Why { get; init; }

    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>What a person may be given to be.</summary>
public enum PersonRole
{
    /// <summary>Closes, corrects and pays.</summary>
    Finance = 2,

    /// <summary>Approves what finance has done.</summary>
    FinanceApprover = 3,

    /// <summary>A seller.</summary>
    Seller = 4,

    /// <summary>Helps sellers.</summary>
    Support = 5,

    /// <summary>Runs the programme.</summary>
    Admin = 6,
}

/// <summary>Whether a role was given or taken.</summary>
public enum RoleEventKind
{
    /// <summary>It was given.</summary>
    Granted = 1,

    /// <summary>It was taken.</summary>
    Revoked = 2,
}
