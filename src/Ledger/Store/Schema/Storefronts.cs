using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>Keys of storefronts, and how credit follows from touches.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("20261122110000_Storefronts")]
internal sealed class Storefronts : Migration
{
    private static readonly TableDraft[] Tables =
    [
        new TableDraft("storefront_keys").Ints("programme", "key", "storefront").Bytes("hash").Longs("expires?").Texts("note", "who")
            .Longs("recorded", "sequence")
            .Key("programme", "key").Refers("storefronts", "storefront").Counts("key"),
        new TableDraft("storefront_key_events").Ints("programme", "key", "event").Longs("ends").Texts("reason", "who").Longs("recorded", "sequence")
            .Key("programme", "key", "event").Refers("storefront_keys", "key").Counts("event"),
        new TableDraft("referral_codes").Ints("programme").Texts("code").Ints("means", "seller").Longs("valid_from", "valid_to?").Texts("who")
            .Longs("sequence")
            .Key("programme", "code").Refers("sellers", "seller"),
        new TableDraft("touches").Ints("programme", "touch").Texts("visitor?", "customer?").Ints("means").Texts("code").Ints("seller")
            .Longs("at", "recorded", "sequence")
            .Key("programme", "touch").Index(["programme", "visitor"], "visitor IS NOT NULL").Index(["programme", "customer"], "customer IS NOT NULL")
            .Refers("sellers", "seller").Counts("touch"),
        new TableDraft("visitors").Ints("programme").Texts("visitor", "customer").Longs("sequence")
            .Key("programme", "visitor").Index(["programme", "customer"]).Refers("programmes"),
        new TableDraft("credits").Ints("programme").Texts("order_id").Ints("part", "seller").Longs("numerator", "denominator")
            .Texts("visitor", "customer").Longs("at").Ints("settings").Longs("sequence")
            .Key("programme", "order_id", "part").Refers("sellers", "seller").Counts("part"),
    ];

    /// <summary>Creates the tables.</summary>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var dialect = LedgerDialect.Of(ActiveProvider);
        foreach (var table in Tables)
        {
            table.Create(migrationBuilder, dialect);
        }
    }

    /// <summary>A ledger is never taken back.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("A ledger is never taken back to an earlier schema; restore a backup.");
}
