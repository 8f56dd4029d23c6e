using System.CommandLine;
using Compensation.Grains;
using Compensation.Grains.Periods;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Numbers;
using Compensation.Silo.Closing;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary>A command that takes a step in the life of a period.</summary>
internal abstract class PeriodStepCommand : LedgerCommand
{
    private readonly Option<string> period = new("--period")
    {
        Description = "The period, such as 2026-01.",
        HelpName = "PERIOD",
        Required = true,
    };

    private readonly Option<string> request = new("--request")
    {
        Description = "An id of this request; the same again does nothing and is answered as before. [default: period, command and next event]",
        HelpName = "ID",
    };

    /// <summary>Names the command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="onlyLooks">Whether it changes nothing, so that nobody has to answer for it.</param>
    protected PeriodStepCommand(string name, string description, bool onlyLooks = false)
        : base(name, description)
    {
        Add(period);
        if (!onlyLooks)
        {
            Add(By);
            Add(request);
        }
    }

    /// <summary>Why it is done.</summary>
    protected static Option<string> Reason(bool required) => new("--reason")
    {
        Description = "Why; it stands in the record.",
        HelpName = "TEXT",
        Required = required,
        DefaultValueFactory = required ? null : _ => "",
    };

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, LedgerDatabase database, string programme, CancellationToken cancellation)
    {
        if (await database.FindProgrammeAsync(programme, cancellation) is not { } number)
        {
            terminal.Complain(UnknownProgramme(programme));
            return ExitCode.Usage;
        }

        var work = new PeriodWork(database, number, new PublishedPlans(InstalledBonuses.All), ClosedRun.Engine) { Threads = Environment.ProcessorCount };
        var name = arguments.GetRequiredValue(period);
        // Steps of payouts are no events of the period, so the next place in the ledger tells a new request.
        await using var context = database.CreateContext();
        var next = await context.LastSequenceAsync(number, cancellation) + 1;
        var asked = new PeriodRequest(arguments.GetValue(request) ?? $"{name} {Name} {next}", WhoOf(arguments));
        return await RunAsync(arguments, terminal, work, name, asked, cancellation);
    }

    /// <summary>Takes the step.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation);

    /// <summary>Reads an amount of the plan's currency; complains where it is none.</summary>
    protected static async Task<long?> AmountAsync(
        Terminal terminal, PeriodWork work, string period, string text, CancellationToken cancellation)
    {
        var decimals = (await work.FindPlanAsync(period, cancellation))?.Decimals ?? 0;
        if (Fixed.TryParse(text, decimals, out var units))
        {
            return units;
        }

        terminal.Complain($"--amount is '{text}'; it must be a number with at most {decimals} decimals, such as {Fixed.Format(1250, decimals)}.");
        return null;
    }

    /// <summary>Prints what became of a request.</summary>
    protected static async Task<int> ReportAsync(
        Terminal terminal, PeriodWork work, string period, PeriodAnswer answer, CancellationToken cancellation)
    {
        if (answer.Refusal is { } refusal)
        {
            return Refuse(terminal, refusal);
        }

        var plan = await work.FindPlanAsync(period, cancellation);
        PeriodReport.Print(terminal, answer.State, plan!, answer.IsRepeated);
        return answer.State.Stopped is null ? ExitCode.Ok : ExitCode.Findings;
    }

    /// <summary>Prints why a request was refused.</summary>
    protected static int Refuse(Terminal terminal, Refusal refusal)
    {
        PeriodReport.PrintRefusal(terminal, refusal);
        return ExitCode.Findings;
    }
}
