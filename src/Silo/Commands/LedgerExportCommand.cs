using System.CommandLine;
using Compensation.Ledger.Books;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Silo.Closing;
using Compensation.Silo.Output;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Silo.Commands;

/// <summary><c>ledger export</c>: what a close of a period would read from the ledger, as files.</summary>
internal sealed class LedgerExportCommand : LedgerCommand
{
    private readonly Option<FileInfo> plan = CloseOptions.Plan("The plan file (YAML), which says what columns there are.");

    private readonly Option<string> period = new("--period")
    {
        Description = "The period to export, such as 2026-01.",
        HelpName = "PERIOD",
        Required = true,
    };

    private readonly Option<DirectoryInfo> target = new("--out")
    {
        Description = "The folder to write the files to; it must not have any of them.",
        HelpName = "DIR",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    public LedgerExportCommand()
        : base("export", "Writes the files from which 'close' comes to the same result as a close of the ledger.")
    {
        Add(plan);
        Add(period);
        Add(target);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, LedgerDatabase database, string programme, CancellationToken cancellation)
    {
        var file = PlanFile.Read(arguments.GetRequiredValue(plan));
        var (checkedPlan, findings) = file.Check();
        if (checkedPlan is null)
        {
            FindingsReport.Print(terminal, findings, name => FindingsReport.TextOf(name, file));
            return ExitCode.Findings;
        }

        var (found, why) = RunChain.Find(checkedPlan, arguments.GetRequiredValue(period));
        if (found is null || await database.FindProgrammeAsync(programme, cancellation) is not { } number)
        {
            terminal.Complain(found is null ? why : UnknownProgramme(programme));
            return ExitCode.Usage;
        }

        await using var context = database.CreateContext();
        var sequence = await context.Rows<ProgrammeRow>().Where(row => row.Programme == number).Select(row => row.LastSequence).SingleAsync(cancellation);
        var book = await BookReader.ReadAsync(database, context, number, checkedPlan, found, sequence, cancellation: cancellation);
        SnapshotWriter.Write(checkedPlan, book.ToSnapshot(Carry.None), arguments.GetRequiredValue(target).FullName);
        terminal.WriteLine($"Written to {arguments.GetRequiredValue(target)}: {book.Sellers:N0} sellers and {book.OrderLines:N0} order lines "
            + $"as of ledger sequence {sequence}.");
        return ExitCode.Ok;
    }
}
