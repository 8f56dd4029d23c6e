namespace Compensation.Ledger.Store.Schema;

/// <summary>PostgreSQL: triggers by statement, which see all added rows at once, so that a COPY of millions is checked in a few queries.</summary>
internal sealed class PostgreSqlDialect : LedgerDialect
{
    /// <summary>The SQLSTATE with which triggers refuse.</summary>
    public const string RefusedState = "LG001";

    public override string TypeOf(ColumnKind kind, bool isKey) => kind switch
    {
        ColumnKind.Int => "integer",
        ColumnKind.Long => "bigint",
        ColumnKind.Bytes => "bytea",
        ColumnKind.Values => "bigint[]",
        _ => "text",
    };

    public override IEnumerable<string> Prepare() =>
    [
        $"""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION USING ERRCODE = '{RefusedState}', TABLE = TG_TABLE_NAME,
            MESSAGE = '[{Word(LedgerRule.AppendOnly)}] ' || TG_TABLE_NAME || ': {NeverChanged}';
        END $$;
        """,
    ];

    public override IEnumerable<string> RefuseChanges(string table) =>
    [
        $"""
        CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        """,
    ];

    /// <remarks>
    /// The programme's head, or the run, is held first, so that no other transaction can change what the checks look at (the checks see what was
    /// committed before). Plans go by index only: one that suits a single row then suits a million too, whichever came first.
    /// </remarks>
    public override IEnumerable<string> CheckAdded(string table, IReadOnlyList<RowRule> rules, HeldWhileAdding held) =>
    [
        Checks(table, rules, held),
        $"""
        CREATE TRIGGER check_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION check_{table}();
        """,
    ];

    public override string? CheckFaster(string table, IReadOnlyList<RowRule> rules, HeldWhileAdding held) => Checks(table, rules, held);

    public override IEnumerable<string> GuardHead(string broken, string says) =>
    [
        $"""
        CREATE FUNCTION guard_programmes() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION USING ERRCODE = '{RefusedState}', TABLE = 'programmes',
            MESSAGE = '{Refusal(LedgerRule.HeadBackwards, "programmes", says)}';
        END $$;
        """,
        $"CREATE TRIGGER guard_head BEFORE UPDATE ON programmes FOR EACH ROW WHEN ({broken}) EXECUTE FUNCTION guard_programmes();",
        "CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON programmes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
    ];

    private static string Checks(string table, IReadOnlyList<RowRule> rules, HeldWhileAdding held) => $"""
        CREATE OR REPLACE FUNCTION check_{table}() RETURNS trigger LANGUAGE plpgsql
        SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
        DECLARE
          extreme record;
        BEGIN
          {(held == HeldWhileAdding.Run ? CheckByRun(table, rules) : CheckAll(table, rules, held))}
          RETURN NULL;
        END $$;
        """;

    private static string CheckAll(string table, IReadOnlyList<RowRule> rules, HeldWhileAdding held) => $"""
        PERFORM 1 FROM {Hold(held)};
          {string.Join("\n  ", rules.Select(rule => Check(table, rule)))}
        """;

    /// <summary>Goes over the added rows once, for all rules that the run decides, or the least and the greatest of numbers without gaps.</summary>
    private static string CheckByRun(string table, IReadOnlyList<RowRule> rules)
    {
        var atOnce = rules.Where(rule => rule.ByExtremes || rule.Reads is ["run"]).ToList();
        var numbers = atOnce.SelectMany(rule => rule.Reads!).Distinct().Where(column => column != "run")
            .Select(column => $", unnest(ARRAY[min({column}), max({column})]) AS {column}");
        return $"""
            FOR extreme IN SELECT programme, run{string.Concat(numbers)} FROM added GROUP BY programme, run ORDER BY programme, run LOOP
                PERFORM 1 FROM runs h WHERE h.programme = extreme.programme AND h.run = extreme.run FOR SHARE;
                {string.Join("\n    ", atOnce.Select(rule => Refuse(table, rule, rule.Broken.Replace("@.", "extreme.", StringComparison.Ordinal))))}
              END LOOP;
              {string.Join("\n  ", rules.Except(atOnce).Select(rule => Check(table, rule)))}
            """;
    }

    private static string Hold(HeldWhileAdding held) => held == HeldWhileAdding.RunAlone
        ? "runs h WHERE (h.programme, h.run) IN (SELECT DISTINCT programme, run FROM added) ORDER BY h.programme, h.run FOR UPDATE"
        : "programmes h WHERE h.programme IN (SELECT DISTINCT programme FROM added) ORDER BY h.programme FOR UPDATE";

    private static string Check(string table, RowRule rule)
    {
        var rows = rule.Reads is null ? "added" : $"(SELECT DISTINCT {string.Join(", ", rule.Reads.Prepend("programme").Distinct())} FROM added)";
        return Refuse(table, rule, $"EXISTS (SELECT 1 FROM {rows} a WHERE {rule.Broken.Replace("@.", "a.", StringComparison.Ordinal)})");
    }

    private static string Refuse(string table, RowRule rule, string condition) => $"""
        IF {condition} THEN
            RAISE EXCEPTION USING ERRCODE = '{RefusedState}', TABLE = '{table}', MESSAGE = '{Refusal(rule.Rule, table, rule.Says)}';
          END IF;
        """;
}
