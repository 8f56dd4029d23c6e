namespace Compensation.Ledger.Store;

/// <summary>Represents the database's refusal of a row: nothing of the transaction was written.</summary>
/// <param name="Rule">The rule that the row breaks.</param>
/// <param name="Table">The table.</param>
/// <param name="Says">What is wrong, as a sentence.</param>
public record LedgerRefusal(LedgerRule Rule, string Table, string Says);

/// <summary>Represents a row whose key is taken: another writer was first. Read again, and decide again.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">The key's or index's name, such as <c>ux_order_events_order_id_event</c>.</param>
public sealed record LedgerConflict(string Table, string Key)
    : LedgerRefusal(LedgerRule.Duplicate, Table, $"a row with the same {Key} is there already");

/// <summary>The rules that the database itself keeps.</summary>
public enum LedgerRule
{
    /// <summary>A key or unique index is taken.</summary>
    Duplicate,

    /// <summary>A row is never changed or removed.</summary>
    AppendOnly,

    /// <summary>What a row refers to is not in its programme.</summary>
    UnknownReference,

    /// <summary>Numbers leave no gap.</summary>
    NumberGap,

    /// <summary>Nobody stands in their own downline, at any instant.</summary>
    Cycle,

    /// <summary>A period that is not open takes no row.</summary>
    ClosedPeriod,

    /// <summary>An order's event has an instant that counts, since when it is known, and a period; or none of them.</summary>
    HalfCounted,

    /// <summary>A sealed run takes no row.</summary>
    SealedRun,

    /// <summary>A run's seal says what its rows come to.</summary>
    SealMismatch,

    /// <summary>An entry of the audit log continues the chain of hashes.</summary>
    AuditChain,

    /// <summary>A balance is the one before plus the change.</summary>
    BalanceChain,

    /// <summary>A programme's sequence and clock never run backwards, and its name stays.</summary>
    HeadBackwards,
}
