using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>Adds what sellers earn by bonus, with the lines packed (ADR 0009). The table of lines stays as it is, and takes no more.</summary>
/// <remarks>A run that a program before has sealed takes its lines again, packed, when the ledger is opened.</remarks>
[DbContext(typeof(LedgerContext))]
[Migration("20261122150000_RunEarnings")]
internal sealed class RunEarnings : Migration
{
    private const string LinesDiffer = """
        EXISTS (SELECT 1 FROM (SELECT COALESCE(SUM(r.lines), 0) AS n, COALESCE(SUM(r.amount), 0) AS total FROM run_earnings r
            WHERE r.programme = @.programme AND r.run = @.run) t WHERE t.n <> @.lines OR t.total <> @.lines_amount)
        """;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var dialect = LedgerDialect.Of(ActiveProvider);
        Initial.OfARun("run_earnings", except: "EXISTS (SELECT 1 FROM run_lines o WHERE o.programme = @.programme AND o.run = @.run)")
            .Ints("payee", "bonus", "lines").Longs("amount").Bytes("packed")
            .Key("programme", "run", "payee", "bonus").RefersToCounted("sellers", "payee=seller")
            .Create(migrationBuilder, dialect);
        Initial.Seals(LinesDiffer).CheckOtherwise(migrationBuilder, dialect);
    }

    /// <summary>A ledger is never taken back.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("A ledger is never taken back to an earlier schema; restore a backup.");
}
