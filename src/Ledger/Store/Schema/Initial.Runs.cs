namespace Compensation.Ledger.Store.Schema;

internal sealed partial class Initial
{
    internal static IEnumerable<TableDraft> Runs() =>
    [
        new TableDraft("runs").Ints("programme", "run", "period", "kind", "plan_version", "previous_run?").Longs("as_of")
            .Texts("engine").Bytes("root").Texts("currency").Ints("decimals").Longs("recorded", "sequence")
            .Key("programme", "run").Index(["programme", "period"])
            .Refers("periods", "period").Refers("plan_versions", "plan_version=version").Refers("run_seals", "previous_run=run").Counts("run"),
        OfARun("run_names").Ints("kind", "number").Texts("name").Ints("decimals")
            .Key("programme", "run", "kind", "number"),
        OfARun("run_lines").Ints("line", "bonus", "kind", "payee", "source?").Longs("order_sequence?").Ints("order_line?", "level")
            .Longs("base", "rate_numerator", "rate_denominator", "amount")
            .Key("programme", "run", "line").Index(["programme", "run", "payee"])
            .RefersToCounted("sellers", "payee=seller").RefersToCounted("sellers", "source=seller"),
        OfARun("run_sellers").Ints("seller", "place", "rank?", "title?").Values("measures")
            .Key("programme", "run", "seller").RefersToCounted("sellers", "seller")
            .RefersToCounted("words", "rank=word").RefersToCounted("words", "title=word"),
        OfARun("run_payments").Ints("payment", "payee").Texts("wallet", "currency").Ints("decimals").Longs("amount").Ints("due_day").Texts("of")
            .Key("programme", "run", "payment").Index(["programme", "run", "payee"]).RefersToCounted("sellers", "payee=seller"),
        OfARun("run_carry").Ints("item", "seller").Longs("value")
            .Key("programme", "run", "item", "seller").RefersToCounted("sellers", "seller"),
        OfARun("run_lots").Ints("lot").Texts("bonus").Ints("seller", "leg").Texts("order_id").Longs("placed").Texts("matched_in")
            .Longs("units", "amount", "total")
            .Key("programme", "run", "lot").RefersToCounted("sellers", "seller"),
        OfARun("run_places").Texts("tree").Ints("seller", "parent", "leg")
            .Key("programme", "run", "tree", "seller").RefersToCounted("sellers", "seller").RefersToCounted("sellers", "parent=seller"),
        OfARun("run_totals").Ints("number").Texts("group", "name").Longs("units").Ints("decimals").Key("programme", "run", "number"),
        OfARun("run_remarks").Ints("number").Texts("text").Key("programme", "run", "number"),
        Seals(Differs("run_lines", "line", "SUM(r.amount)", "lines", "@.lines_amount")),
    ];

    /// <summary>The seals of runs.</summary>
    /// <param name="linesDiffer">Whether a run's lines are not as many, or do not sum to what is said.</param>
    internal static TableDraft Seals(string linesDiffer) =>
        new TableDraft("run_seals").Ints("programme", "run", "lines").Longs("lines_amount").Ints("payments")
            .Key("programme", "run").Holds(HeldWhileAdding.RunAlone).Refers("runs", "run")
            .Rule(LedgerRule.SealMismatch, null, linesDiffer, "lines is not how many there are, or lines_amount is not their sum")
            .Rule(LedgerRule.SealMismatch, null, Differs("run_payments", "payment", "0", "payments", "0"),
                "payments is not how many there are");

    /// <summary>A table of runs' rows, which takes none once the run is sealed.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="except">The condition by which it takes rows of a sealed run all the same.</param>
    internal static TableDraft OfARun(string table, string? except = null) => new TableDraft(table).Ints("programme", "run")
        .Holds(HeldWhileAdding.Run).RefersToCounted("runs", "run")
        .Rule(LedgerRule.SealedRun, ["run"], "EXISTS (SELECT 1 FROM run_seals s WHERE s.programme = @.programme AND s.run = @.run)"
            + (except is null ? "" : $" AND NOT {except}"), "the run is sealed");

    /// <summary>Whether a run's rows are not as many as is said, numbered from 1 on, with the sum that is said. They are looked at once.</summary>
    private static string Differs(string table, string number, string sum, string count, string total) => $"""
        EXISTS (SELECT 1 FROM (SELECT COUNT(*) AS n, COALESCE(MAX(r.{number}), 0) AS last, COALESCE({sum}, 0) AS total FROM {table} r
            WHERE r.programme = @.programme AND r.run = @.run) t WHERE t.n <> @.{count} OR t.last <> @.{count} OR t.total <> {total})
        """;
}
