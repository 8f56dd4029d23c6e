using System.CommandLine;
using Compensation.Grains.Periods;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Silo.Closing;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>period list</c>: a programme's periods and where they stand.</summary>
internal sealed class PeriodListCommand() : LedgerCommand("list", "Lists the programme's periods and where they stand.")
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, LedgerDatabase database, string programme, CancellationToken cancellation)
    {
        if (await database.FindProgrammeAsync(programme, cancellation) is not { } number)
        {
            terminal.Complain(UnknownProgramme(programme));
            return ExitCode.Usage;
        }

        var work = new PeriodWork(database, number, new PublishedPlans(InstalledBonuses.All), ClosedRun.Engine);
        var states = await work.ListAsync(cancellation);
        var plan = states.Count == 0 ? null : await work.FindPlanAsync(states[^1].Period!.Name, cancellation);
        PeriodReport.PrintList(terminal, states, plan);
        return ExitCode.Ok;
    }
}
