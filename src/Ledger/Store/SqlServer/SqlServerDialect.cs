using Compensation.Ledger.Store.Schema;

namespace Compensation.Ledger.Store.SqlServer;

/// <summary>SQL Server: triggers by statement, which see all added rows at once.</summary>
/// <remarks>
/// Text is compared by its code points; trailing spaces don't count there, unlike in the other databases. Keys are at most 200 characters long.
/// TRUNCATE TABLE fires no trigger: it needs the right to alter the table, which the program's user does not get.
/// </remarks>
internal sealed class SqlServerDialect : LedgerDialect
{
    /// <summary>The error number with which triggers refuse.</summary>
    public const int RefusedNumber = 51000;

    /// <summary>How text is compared.</summary>
    public const string Ordinal = "COLLATE Latin1_General_100_BIN2";

    public override string TypeOf(ColumnKind kind, bool isKey) => kind switch
    {
        ColumnKind.Int => "int",
        ColumnKind.Long => "bigint",
        ColumnKind.Bytes => "varbinary(max)",
        ColumnKind.Text when isKey => $"nvarchar(200) {Ordinal}",
        _ => $"nvarchar(max) {Ordinal}",
    };

    /// <summary>A filter may compare a column with a constant, not with another column.</summary>
    public override string? FilterOf(string? filter) => filter?.EndsWith(" IS NOT NULL", StringComparison.Ordinal) == true ? filter : null;

    public override IEnumerable<string> Prepare() => [];

    public override IEnumerable<string> RefuseChanges(string table) => [Refuse("UPDATE, DELETE", table)];

    /// <remarks>The programme's head, or the run, is held first, so that no other transaction can change what the checks look at.</remarks>
    public override IEnumerable<string> CheckAdded(string table, IReadOnlyList<RowRule> rules, HeldWhileAdding held) =>
    [
        $"""
        CREATE TRIGGER check_{table} ON {table} AFTER INSERT AS
        BEGIN
          SET NOCOUNT ON;
          DECLARE @held int;
          SELECT @held = COUNT(*) FROM {Hold(held)};
          {string.Join("\n  ", rules.Select(rule => rule.Rule == LedgerRule.Cycle ? CheckCycle(table, rule) : Check(table, rule)))}
        END
        """,
    ];

    public override IEnumerable<string> GuardHead(string broken, string says) =>
    [
        $"""
        CREATE TRIGGER guard_programmes ON programmes AFTER UPDATE AS
        BEGIN
          SET NOCOUNT ON;
          IF EXISTS (SELECT 1 FROM inserted n JOIN deleted o ON o.programme = n.programme
              WHERE {broken.Replace("NEW.", "n.", StringComparison.Ordinal).Replace("OLD.", "o.", StringComparison.Ordinal)})
            THROW {RefusedNumber}, '{Refusal(LedgerRule.HeadBackwards, "programmes", says)}', 1;
        END
        """,
        Refuse("DELETE", "programmes"),
    ];

    private static string Hold(HeldWhileAdding held)
    {
        const string OfRuns = "WHERE EXISTS (SELECT 1 FROM inserted i WHERE i.programme = h.programme AND i.run = h.run)";
        return held switch
        {
            HeldWhileAdding.Run => $"runs h WITH (REPEATABLEREAD, ROWLOCK) {OfRuns}",
            HeldWhileAdding.RunAlone => $"runs h WITH (XLOCK, ROWLOCK) {OfRuns}",
            _ => "programmes h WITH (UPDLOCK, ROWLOCK) WHERE h.programme IN (SELECT programme FROM inserted)",
        };
    }

    private static string Refuse(string changes, string table) => $"""
        CREATE TRIGGER refuse_change_{table} ON {table} INSTEAD OF {changes} AS
        BEGIN
          THROW {RefusedNumber}, '{Refusal(LedgerRule.AppendOnly, table, NeverChanged)}', 1;
        END
        """;

    private static string Check(string table, RowRule rule)
    {
        var rows = rule.Reads is null ? "inserted" : $"(SELECT DISTINCT {string.Join(", ", rule.Reads.Prepend("programme").Distinct())} FROM inserted)";
        return $"""
            IF EXISTS (SELECT 1 FROM {rows} a WHERE {rule.Broken.Replace("@.", "a.", StringComparison.Ordinal)})
                THROW {RefusedNumber}, '{Refusal(rule.Rule, table, rule.Says)}', 1;
            """;
    }

    /// <summary>Walks up from each added edge's parent as the other databases do (<see cref="Initial"/>), all at once and step by step: a recursive query
    /// can neither leave out here what was walked already nor stand in a condition.</summary>
    private static string CheckCycle(string table, RowRule rule) => $"""
        DECLARE @walk TABLE (programme int, tree int, start int, node int, since bigint, until bigint, step int,
            PRIMARY KEY (programme, tree, start, node, since, until));
          DECLARE @step int = 0;
          IF EXISTS (SELECT 1 FROM inserted a WHERE a.parent = a.seller)
            THROW {RefusedNumber}, '{Refusal(rule.Rule, table, rule.Says)}', 1;
          INSERT INTO @walk
          SELECT DISTINCT a.programme, a.tree, a.seller, a.parent, a.effective, {Initial.EndOf("a")}, 0
          FROM inserted a
          WHERE a.parent IS NOT NULL AND NOT {Initial.ReplacedOf("a")}
            AND EXISTS (SELECT 1 FROM edges u WHERE u.programme = a.programme AND u.tree = a.tree AND u.parent > u.seller)
            AND EXISTS (SELECT 1 FROM edges c WHERE c.programme = a.programme AND c.tree = a.tree AND c.parent = a.seller);
          WHILE @@ROWCOUNT > 0
          BEGIN
            IF EXISTS (SELECT 1 FROM @walk WHERE node = start)
              THROW {RefusedNumber}, '{Refusal(rule.Rule, table, rule.Says)}', 1;
            SET @step = @step + 1;
            INSERT INTO @walk
            SELECT DISTINCT w.programme, w.tree, w.start, s.node, s.since, s.until, @step
            FROM @walk w
            JOIN edges e ON e.programme = w.programme AND e.tree = w.tree AND e.seller = w.node
            CROSS APPLY (SELECT {Initial.EndOf("e")} AS until) n
            CROSS APPLY (SELECT e.parent AS node, CASE WHEN e.effective > w.since THEN e.effective ELSE w.since END AS since,
                CASE WHEN n.until < w.until THEN n.until ELSE w.until END AS until) s
            WHERE w.step = @step - 1 AND e.parent IS NOT NULL AND e.effective < w.until AND n.until > w.since AND NOT {Initial.ReplacedOf("e")}
              AND NOT EXISTS (SELECT 1 FROM @walk o WHERE o.programme = w.programme AND o.tree = w.tree AND o.start = w.start
                AND o.node = s.node AND o.since = s.since AND o.until = s.until);
          END
        """;
}
