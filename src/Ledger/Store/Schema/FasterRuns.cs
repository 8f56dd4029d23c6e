using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>Checks the rows of runs as before, with less work: of numbers that count up without gaps only the least and the greatest are looked up.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("20261122130000_FasterRuns")]
internal sealed class FasterRuns : Migration
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
