namespace Compensation.Ledger.Store.Schema;

/// <summary>SQLite: row triggers. Messages are plain literals, so that older programs can open the file too.</summary>
internal sealed class SqliteDialect : LedgerDialect
{
    public override string TypeOf(ColumnKind kind, bool isKey) => kind switch
    {
        ColumnKind.Int or ColumnKind.Long => "INTEGER",
        ColumnKind.Bytes => "BLOB",
        _ => "TEXT",
    };

    public override IEnumerable<string> Prepare() => [];

    public override IEnumerable<string> RefuseChanges(string table) => [Refuse("UPDATE", table), Refuse("DELETE", table)];

    /// <remarks>Whoever writes holds the whole file.</remarks>
    public override IEnumerable<string> CheckAdded(string table, IReadOnlyList<RowRule> rules, HeldWhileAdding held)
    {
        var cases = rules.Select(rule =>
            $"WHEN {rule.Broken.Replace("@.", "NEW.", StringComparison.Ordinal)}\n    THEN RAISE(ABORT, '{Refusal(rule.Rule, table, rule.Says)}')");
        yield return $"""
            CREATE TRIGGER check_{table} AFTER INSERT ON {table}
            BEGIN SELECT CASE
              {string.Join("\n  ", cases)}
            END; END;
            """;
    }

    public override IEnumerable<string> GuardHead(string broken, string says) =>
    [
        $"""
        CREATE TRIGGER guard_programmes BEFORE UPDATE ON programmes WHEN {broken}
        BEGIN SELECT RAISE(ABORT, '{Refusal(LedgerRule.HeadBackwards, "programmes", says)}'); END;
        """,
        Refuse("DELETE", "programmes"),
    ];

    private static string Refuse(string change, string table) => $"""
        CREATE TRIGGER refuse_{change}_{table} BEFORE {change} ON {table}
        BEGIN SELECT RAISE(ABORT, '{Refusal(LedgerRule.AppendOnly, table, NeverChanged)}'); END;
        """;
}
