using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>Adds the roles that persons are given, and moves that wait for a second person.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("20261122120000_RolesAndMoves")]
internal sealed class RolesAndMoves : Migration
{
    private static readonly TableDraft[] Tables =
    [
        new TableDraft("role_events").Ints("programme", "event").Texts("subject").Ints("role", "kind", "seller?").Texts("who", "why")
            .Longs("at", "sequence")
            .Key("programme", "event").Index(["programme", "subject"]).Refers("programmes").Refers("sellers", "seller").Counts("event"),
        new TableDraft("moves").Ints("programme", "move").Texts("id").Ints("seller").Texts("draft", "price").Longs("sequence")
            .Key("programme", "move").Unique(["programme", "id"]).Refers("sellers", "seller").Counts("move"),
        new TableDraft("move_events").Ints("programme", "move", "event", "status").Texts("who", "why").Longs("at", "sequence")
            .Key("programme", "move", "event").Index(["programme", "sequence"]).Refers("moves", "move").Counts("event"),
    ];

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
