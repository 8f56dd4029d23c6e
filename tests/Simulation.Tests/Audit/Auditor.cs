using Compensation.Ledger.Store;
using NodaTime;

namespace Compensation.Simulation.Tests;

/// <summary>Reads a ledger by itself and compares it with what it must hold.</summary>
internal sealed class Auditor(LedgerDatabase database, int programme)
{
    private readonly HistoryAudit history = new(programme);

    /// <summary>Checks everything that must hold of any ledger of the company, by its rows alone.</summary>
    public async Task<LedgerRows> CheckAsync()
    {
        await using var context = database.CreateContext();
        var ledger = await LedgerRows.ReadAsync(context, programme);
        RulesAudit.Check(ledger);
        var runs = new RunAudit(ledger);
        runs.Check();
        new PayoutAudit(ledger, runs).Check();
        await history.CheckAsync(context, ledger);
        return ledger;
    }

    /// <summary>Checks that too, and that everything that was acknowledged is there, and nothing else.</summary>
    /// <param name="storefront">What was ordered.</param>
    /// <param name="backOffice">Who was enrolled and moved.</param>
    /// <param name="finance">What was closed, corrected and paid.</param>
    /// <param name="latest">The latest instant that any clock has shown.</param>
    public async Task CheckAsync(Storefront storefront, BackOffice backOffice, Finance finance, Instant latest)
    {
        var ledger = await CheckAsync();
        OrderAudit.Check(ledger, storefront.Orders, latest);
        GenealogyAudit.Check(ledger, backOffice.Genealogy);
        new PeriodAudit(ledger, finance.Periods).Check();
    }
}
