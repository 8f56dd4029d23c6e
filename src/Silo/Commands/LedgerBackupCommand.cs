using System.CommandLine;
using Compensation.Ledger.Store;
using Compensation.Silo.Output;
using NodaTime;

namespace Compensation.Silo.Commands;

/// <summary><c>ledger backup</c>: a copy of a SQLite ledger while it is in use.</summary>
internal sealed class LedgerBackupCommand : Command
{
    private readonly Option<FileInfo> address = new Option<FileInfo>("--ledger")
    {
        Description = "The ledger's SQLite file. A ledger in PostgreSQL is copied by pg_dump.",
        HelpName = "FILE",
        Required = true,
    }.AcceptExistingOnly();

    private readonly Option<FileInfo> target = new("--out")
    {
        Description = "The file to write the copy to; it must not exist.",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    public LedgerBackupCommand()
        : base("backup", "Writes a copy of a ledger in a SQLite file as of one moment; it may be in use meanwhile.")
    {
        Add(address);
        Add(target);
        SetAction(async (arguments, cancellation) =>
        {
            var streams = arguments.InvocationConfiguration;
            var terminal = new Terminal(streams.Output, streams.Error, arguments.GetValue(TerminalCommand.Json));
            var copy = arguments.GetRequiredValue(target);
            if (copy.Exists)
            {
                terminal.Complain($"'{copy}' exists already; a backup is never overwritten. Choose another name.");
                return ExitCode.Usage;
            }

            await using var database = await LedgerDatabase.OpenAsync(
                arguments.GetRequiredValue(address).FullName, SystemClock.Instance, cancellation: cancellation);
            await database.BackupAsync(copy.FullName, cancellation);
            terminal.WriteLine($"Written to {copy}");
            return ExitCode.Ok;
        });
    }
}
