using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>Checks the rows of runs as before, with less work: of numbers that count up without gaps only the least and the greatest are looked up.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("20261122130000_FasterRuns")]
internal sealed class FasterRuns : RunChecks;
