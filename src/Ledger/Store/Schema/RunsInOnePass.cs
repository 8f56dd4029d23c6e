using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>Checks the rows of runs as before, with less work: all rules go over the added rows once.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("20261122140000_RunsInOnePass")]
internal sealed class RunsInOnePass : Migration
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
