using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>Adds disputes, persons and the programmes' settings.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("20261122100000_DisputesAndPersons")]
internal sealed class DisputesAndPersons : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var dialect = LedgerDialect.Of(ActiveProvider);
        foreach (var table in Tables())
        {
            table.Create(migrationBuilder, dialect);
        }
    }

    /// <summary>A ledger is never taken back.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("A ledger is never taken back to an earlier schema; restore a backup.");

    private static IEnumerable<TableDraft> Tables() =>
    [
        new TableDraft("disputes").Ints("programme", "dispute", "seller", "period", "line").Longs("opened", "sequence")
            .Key("programme", "dispute").Index(["programme", "seller"]).Refers("sellers", "seller").Refers("periods", "period").Counts("dispute"),
        new TableDraft("dispute_messages").Ints("programme", "dispute", "message", "status").Texts("who").Longs("at").Texts("text").Longs("sequence")
            .Key("programme", "dispute", "message").Index(["programme", "sequence"]).Refers("disputes", "dispute").Counts("message"),
        new TableDraft("persons").Ints("programme", "kind", "number").Bytes("content").Longs("sequence")
            .Key("programme", "kind", "number").Refers("programmes").Changeable(),
        new TableDraft("settings").Ints("programme", "version").Texts("body", "who", "why").Longs("at", "sequence")
            .Key("programme", "version").Refers("programmes").Counts("version"),
    ];
}
