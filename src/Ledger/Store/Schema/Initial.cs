using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>The first schema of the ledger.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("20261122000000_Initial")]
internal sealed partial class Initial : Migration
{
    private static string PeriodIsOpen { get; } = PeriodIsNot("o.state = 'open'");

    private static string PeriodTakesOverrides { get; } = PeriodIsNot("o.state IN ('open', 'restating')");

    /// <summary>The payments that are one payout with the row's: of one payee into one wallet, in one currency, due on one day.</summary>
    private const string PaidTogether = """
        FROM run_payments f JOIN run_payments s ON s.programme = f.programme AND s.run = f.run AND s.payee = f.payee AND s.wallet = f.wallet
            AND s.currency = f.currency AND s.due_day = f.due_day
        WHERE f.programme = @.programme AND f.run = @.run AND f.payment = @.payment
        """;

    /// <summary>Creates all tables.</summary>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var dialect = LedgerDialect.Of(ActiveProvider);
        foreach (var sql in dialect.Prepare())
        {
            migrationBuilder.Sql(sql);
        }

        foreach (var table in Programmes().Concat(Sellers()).Concat(Periods()).Concat(Orders()).Concat(Runs()).Concat(Payouts()).Concat(Records()))
        {
            table.Create(migrationBuilder, dialect);
        }

        foreach (var sql in dialect.GuardHead(
            "NEW.last_sequence < OLD.last_sequence OR NEW.last_recorded < OLD.last_recorded OR NEW.name <> OLD.name OR NEW.created <> OLD.created",
            "sequence and clock never run backwards, and the name stays"))
        {
            migrationBuilder.Sql(sql);
        }
    }

    /// <summary>A ledger is never taken back.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("A ledger is never taken back to an earlier schema; restore a backup.");

    private static IEnumerable<TableDraft> Programmes() =>
    [
        new TableDraft("programmes").Ints("programme").Texts("name").Longs("created", "last_sequence", "last_recorded")
            .Key("programme").Unique(["name"]).Changeable(),
        new TableDraft("storefronts").Ints("programme", "storefront").Texts("name")
            .Key("programme", "storefront").Unique(["programme", "name"]).Refers("programmes").Counts("storefront"),
        new TableDraft("words").Ints("programme", "word").Texts("name")
            .Key("programme", "word").Unique(["programme", "name"]).Refers("programmes").Counts("word"),
        new TableDraft("fields").Ints("programme", "scope", "field").Texts("name").Ints("type", "decimals")
            .Key("programme", "scope", "field").Unique(["programme", "scope", "name", "type", "decimals"])
            .Refers("programmes").Counts("field", from: 0),
    ];

    private static IEnumerable<TableDraft> Sellers() =>
    [
        new TableDraft("sellers").Ints("programme", "seller").Texts("id").Longs("enrolled", "recorded", "sequence").Values("values")
            .Key("programme", "seller").Unique(["programme", "id"]).Index(["programme", "sequence"]).Refers("programmes").Counts("seller", from: 0),
        new TableDraft("seller_events").Ints("programme", "seller", "event", "kind").Longs("at", "recorded", "sequence")
            .Values("values?").Ints("other_seller?").Texts("who", "reason")
            .Key("programme", "seller", "event").Index(["programme", "sequence"])
            .Refers("sellers", "seller").Refers("sellers", "other_seller=seller").Counts("event"),
        new TableDraft("customers").Ints("programme", "customer").Texts("id").Ints("seller?").Longs("enrolled", "sequence")
            .Key("programme", "customer").Unique(["programme", "id"])
            .Refers("programmes").Refers("sellers", "seller").Counts("customer", from: 0),
        new TableDraft("edges").Ints("programme", "tree", "seller", "change", "parent?", "leg?").Longs("effective", "recorded", "sequence")
            .Texts("who", "approved_by?", "reason?")
            .Key("programme", "tree", "seller", "change")
            .Index(["programme", "tree", "parent"]).Index(["programme", "tree", "seller"], "parent > seller")
            .Index(["programme", "sequence"])
            .Refers("words", "tree=word").Refers("words", "leg=word").Refers("sellers", "seller").Refers("sellers", "parent=seller").Counts("change")
            .Rule(LedgerRule.Cycle, null, ClosesACircle, "the seller would stand in their own downline"),
        new TableDraft("holds").Ints("programme", "seller", "event", "kind").Longs("at", "sequence").Texts("who", "reason")
            .Key("programme", "seller", "event").Refers("sellers", "seller").Counts("event"),
    ];

    private static IEnumerable<TableDraft> Periods() =>
    [
        new TableDraft("plan_versions").Ints("programme", "version").Texts("text").Bytes("hash").Longs("effective", "published")
            .Texts("who").Longs("sequence")
            .Key("programme", "version").Refers("programmes").Counts("version"),
        new TableDraft("periods").Ints("programme", "period").Texts("name").Ints("first_day", "last_day")
            .Longs("starts", "ends", "cutoff").Ints("plan_version")
            .Key("programme", "period").Unique(["programme", "name"]).Refers("plan_versions", "plan_version=version").Counts("period"),
        new TableDraft("period_events").Ints("programme", "period", "event").Texts("kind", "state").Ints("run?").Texts("who").Longs("at")
            .Texts("reason", "body?").Longs("sequence")
            .Key("programme", "period", "event").Refers("periods", "period").Refers("run_seals", "run").Counts("event"),
        new TableDraft("adjustments").Ints("programme").Texts("adjustment").Ints("period", "seller").Longs("amount")
            .Texts("bonus", "reason", "corrects?", "who").Longs("recorded", "sequence")
            .Key("programme", "adjustment").Index(["programme", "period"])
            .Refers("sellers", "seller").Refers("adjustments", "corrects=adjustment").Refers("periods", "period")
            .Rule(LedgerRule.ClosedPeriod, ["period"], PeriodIsOpen, "the period is not open"),
        new TableDraft("overrides").Ints("programme").Texts("override").Ints("period", "seller", "kind")
            .Texts("bonus?").Ints("source?").Texts("order_id?").Longs("value")
            .Texts("withdraws?", "reason", "who").Longs("recorded", "sequence")
            .Key("programme", "override").Index(["programme", "period"])
            .Refers("sellers", "seller").Refers("sellers", "source=seller")
            .Refers("overrides", "withdraws=override").Refers("periods", "period")
            .Rule(LedgerRule.ClosedPeriod, ["period"], PeriodTakesOverrides, "the period is neither open nor being restated"),
    ];

    private static IEnumerable<TableDraft> Orders() =>
    [
        new TableDraft("order_events").Ints("programme").Longs("sequence").Texts("order_id").Ints("event", "kind", "storefront")
            .Texts("request_id?").Bytes("request_hash?").Ints("seller", "customer?").Longs("at", "recorded", "counts?", "known?")
            .Ints("period?", "lines").Values("values").Texts("reason?")
            .Key("programme", "sequence").Unique(["programme", "order_id", "event"])
            .Unique(["programme", "storefront", "request_id"], "request_id IS NOT NULL")
            .Index(["programme", "period"], "period IS NOT NULL")
            .Refers("storefronts", "storefront").Refers("sellers", "seller").Refers("customers", "customer").Refers("periods", "period")
            .Rule(LedgerRule.NumberGap, null, """
                @.event <> 1 AND NOT EXISTS (SELECT 1 FROM order_events p
                    WHERE p.programme = @.programme AND p.order_id = @.order_id AND p.event = @.event - 1)
                """, "event does not follow the one before")
            .Rule(LedgerRule.HalfCounted, null,
                "COALESCE(@.counts, @.known, @.period) IS NOT NULL AND (@.counts IS NULL OR @.known IS NULL OR @.period IS NULL)",
                "counts, known and period stand together or not at all")
            .Rule(LedgerRule.ClosedPeriod, ["period"], $"@.period IS NOT NULL AND {PeriodIsOpen}", "the period is not open"),
    ];

    private static IEnumerable<TableDraft> Payouts() =>
    [
        new TableDraft("payouts").Ints("programme", "payout", "run", "payment", "payee").Longs("amount")
            .Texts("currency", "wallet", "method").Longs("sequence")
            .Key("programme", "payout").Unique(["programme", "run", "payment"])
            .Refers("run_seals", "run").Refers("run_payments", "run", "payment", "payee", "currency", "wallet").Counts("payout")
            .Rule(LedgerRule.UnknownReference, null, $"@.amount <> (SELECT COALESCE(SUM(s.amount), 0) {PaidTogether})",
                "amount is not what the payments of the payee, wallet and day come to")
            // The difference, and not the number itself, so that no database reads a whole run in the order of its payments.
            .Rule(LedgerRule.UnknownReference, null, $"EXISTS (SELECT 1 {PaidTogether} AND s.payment - @.payment < 0)",
                "payment is not the first of those that are paid together"),
        new TableDraft("payout_events").Ints("programme", "payout", "event", "kind").Texts("who").Longs("at").Texts("reference?").Longs("sequence")
            .Key("programme", "payout", "event").Refers("payouts", "payout").Counts("event"),
        new TableDraft("balances").Ints("programme", "seller").Texts("currency").Ints("event").Longs("change", "balance").Ints("run?")
            .Texts("reason").Longs("recorded", "sequence")
            .Key("programme", "seller", "currency", "event")
            .Refers("sellers", "seller").Refers("run_seals", "run").Counts("event")
            .Rule(LedgerRule.BalanceChain, null, """
                @.balance - @.change <> COALESCE((SELECT p.balance FROM balances p WHERE p.programme = @.programme
                    AND p.seller = @.seller AND p.currency = @.currency AND p.event = @.event - 1), 0)
                """, "the balance is not the one before plus the change"),
    ];

    private static IEnumerable<TableDraft> Records() =>
    [
        new TableDraft("requests").Ints("programme").Texts("scope", "request_id").Bytes("hash", "answer").Longs("sequence")
            .Key("programme", "scope", "request_id").Refers("programmes"),
        new TableDraft("audit").Ints("programme").Longs("entry", "sequence", "at").Texts("who", "what", "why", "body")
            .Bytes("previous?", "hash")
            .Key("programme", "entry").Refers("programmes").Counts("entry")
            .Rule(LedgerRule.AuditChain, null, """
                (@.entry = 1 AND @.previous IS NOT NULL) OR (@.entry > 1 AND NOT EXISTS (SELECT 1 FROM audit p
                    WHERE p.programme = @.programme AND p.entry = @.entry - 1 AND p.hash = @.previous))
                """, "previous is not the hash of the entry before"),
        new TableDraft("outbox").Ints("programme").Longs("sequence").Ints("number").Texts("topic", "body")
            .Key("programme", "sequence", "number").Refers("programmes"),
        new TableDraft("outbox_readers").Ints("programme").Texts("reader").Longs("read_to")
            .Key("programme", "reader").Refers("programmes").Changeable(),
        new TableDraft("grain_states").Texts("state_name", "grain_key").Longs("version").Bytes("payload?")
            .Key("state_name", "grain_key").Changeable(),
    ];

    private static string PeriodIsNot(string state) => $"""
        NOT EXISTS (SELECT 1 FROM period_events o WHERE o.programme = @.programme AND o.period = @.period AND {state}
            AND o.event = (SELECT MAX(l.event) FROM period_events l WHERE l.programme = @.programme AND l.period = @.period))
        """;
}
