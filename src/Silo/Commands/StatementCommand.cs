using System.CommandLine;
using Compensation.Grains.Statements;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>statement</c>: what a seller is told about a period.</summary>
internal sealed class StatementCommand : LedgerCommand
{
    private readonly Option<string> period = new("--period") { Description = "The period, such as 2026-01.", HelpName = "PERIOD", Required = true };
    private readonly Option<string> seller = CorrectionOptions.Seller(required: true);

    private readonly Option<bool> explain = new("--explain")
    {
        Description = "Explain every line down to its orders, and what was not paid; calculates the period again.",
    };

    /// <summary>Makes the command.</summary>
    public StatementCommand()
        : base("statement", "Shows a seller's statement: lines, corrections, holds, balance and payouts of a period.")
    {
        Add(period);
        Add(seller);
        Add(explain);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, LedgerDatabase database, string programme, CancellationToken cancellation)
    {
        if (await database.FindProgrammeAsync(programme, cancellation) is not { } number)
        {
            terminal.Complain(UnknownProgramme(programme));
            return ExitCode.Usage;
        }

        var plans = new PublishedPlans(InstalledBonuses.All);
        var explainers = new RunExplainers(database, plans) { Threads = Environment.ProcessorCount };
        var (statement, refusal) = await new StatementReader(database, plans, explainers).ReadAsync(
            number, arguments.GetRequiredValue(period), arguments.GetRequiredValue(seller), arguments.GetValue(explain), cancellation);
        if (statement is null)
        {
            PeriodReport.PrintRefusal(terminal, refusal!);
            return ExitCode.Usage;
        }

        SellerStatementReport.Print(terminal, statement);
        return ExitCode.Ok;
    }
}
