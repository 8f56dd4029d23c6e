using Microsoft.EntityFrameworkCore.Migrations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>Puts the checks of the rows of runs in place as this program writes them: the rules stay, how they are looked at has become cheaper.</summary>
internal abstract class RunChecks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var dialect = LedgerDialect.Of(ActiveProvider);
        foreach (var table in Initial.Runs())
        {
            table.CheckFaster(migrationBuilder, dialect);
        }
    }

    /// <summary>A ledger is never taken back.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("A ledger is never taken back to an earlier schema; restore a backup.");
}
