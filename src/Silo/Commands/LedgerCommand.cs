using System.CommandLine;
using Compensation.Ledger.Store;
using Compensation.Silo.Output;
using NodaTime;

namespace Compensation.Silo.Commands;

/// <summary>A command that works on a programme's ledger.</summary>
internal abstract class LedgerCommand : Command
{
    private readonly Option<string> address = new("--ledger")
    {
        Description = "The ledger: a SQLite file, or postgresql: and a connection string. A new one is created.",
        HelpName = "ADDRESS",
        Required = true,
    };

    private readonly Option<string> programme = new("--programme")
    {
        Description = "The programme's name in the ledger.",
        HelpName = "NAME",
        Required = true,
    };

    /// <summary>Names the command.</summary>
    protected LedgerCommand(string name, string description)
        : base(name, description)
    {
        Add(address);
        Add(programme);
        SetAction(async (arguments, cancellation) =>
        {
            var streams = arguments.InvocationConfiguration;
            var terminal = new Terminal(streams.Output, streams.Error, arguments.GetValue(TerminalCommand.Json));
            await using var database = await LedgerDatabase.OpenAsync(arguments.GetRequiredValue(address), SystemClock.Instance, cancellation: cancellation);
            return await RunAsync(arguments, terminal, database, arguments.GetRequiredValue(programme), cancellation);
        });
    }

    /// <summary>Who is asking, for the record.</summary>
    protected Option<string> By { get; } = new("--by")
    {
        Description = "Who does it; it stands in the record. [default: the system's name of the user]",
        HelpName = "WHO",
    };

    /// <summary>Who is asking.</summary>
    protected string WhoOf(ParseResult arguments) => arguments.GetValue(By) ?? Environment.UserName;

    /// <summary>What a command says that looks for a programme in vain.</summary>
    protected static string UnknownProgramme(string programme) =>
        $"The ledger has no programme '{programme}'. Import something into it first, or correct the name.";

    /// <summary>Does what the command is for.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, LedgerDatabase database, string programme, CancellationToken cancellation);
}
