using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Compensation.Ledger.Store.Schema;

/// <summary>Checks the rows of runs as before, with less work: all rules go over the added rows once.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("20261122140000_RunsInOnePass")]
internal sealed class RunsInOnePass : RunChecks;
