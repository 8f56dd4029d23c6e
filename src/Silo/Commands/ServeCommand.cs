using System.CommandLine;
using Compensation.Silo.Output;
using Compensation.Silo.Serving;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Compensation.Silo.Commands;

/// <summary><c>serve</c>: the program as a server, which storefronts, finance and sellers call by gRPC.</summary>
internal sealed class ServeCommand : Command
{
    private static readonly string[] Variables = ["DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT"];

    private readonly Option<string> ledger = new("--ledger")
    {
        Description = "The ledger: a SQLite file, or postgresql: and a connection string. A new one is created. [default: data/ledger.db]",
        HelpName = "ADDRESS",
    };

    private readonly Option<string> listen = new("--listen")
    {
        Description = "Where to listen; port 0 takes a free one. [default: 127.0.0.1:5151]",
        HelpName = "ADDRESS:PORT",
    };

    private readonly Option<string> console = new("--console")
    {
        Description = "Where browsers find the pages of finance and sellers; none for no pages. [default: the port before that of --listen]",
        HelpName = "ADDRESS:PORT",
    };

    private readonly Option<FileInfo> settings = new Option<FileInfo>("--settings")
    {
        Description = "A JSON file with settings; variables of the environment such as COMPENSATION__Api__Issuer come before it.",
        HelpName = "FILE",
    }.AcceptExistingOnly();

    private readonly Option<string[]> set = new("--set")
    {
        Description = "A setting, such as Api:CallsPerSecond=100. May be given several times; comes before the file and the environment.",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<bool> example = new("--example")
    {
        Description = "Add a company that does not exist, and print a token for each role. In development only.",
    };

    /// <summary>Makes the command.</summary>
    public ServeCommand()
        : base("serve", "Serves storefronts, finance and sellers by gRPC and with web pages, until it is told to stop.")
    {
        Add(ledger);
        Add(listen);
        Add(console);
        Add(settings);
        Add(set);
        set.Validators.Add(given => (given.GetValueOrDefault<string[]>() ?? []).Where(pair => !pair.Contains('=', StringComparison.Ordinal)).ToList()
            .ForEach(pair => given.AddError($"--set {pair}: write NAME=VALUE, such as Api:CallsPerSecond=100.")));
        Add(example);
        SetAction(async (arguments, cancellation) =>
        {
            var streams = arguments.InvocationConfiguration;
            var terminal = new Terminal(streams.Output, streams.Error, arguments.GetValue(TerminalCommand.Json));
            var given = (arguments.GetValue(set) ?? []).Select(pair => pair.Split('=', 2)).Append([nameof(ServerOptions.Ledger), arguments.GetValue(ledger)!])
                .Append([nameof(ServerOptions.Listen), arguments.GetValue(listen)!])
                .Append([nameof(ServerOptions.Console), arguments.GetValue(console)!]).Where(pair => pair[1] is not null)
                .GroupBy(pair => pair[0], StringComparer.OrdinalIgnoreCase).ToDictionary(same => same.Key, same => (string?)same.Last()[1]);
            var (options, findings) = ServerSettings.Read(arguments.GetValue(settings)?.FullName, given);
            if (options is not null)
            {
                return await RunAsync(terminal, options, arguments.GetValue(example), cancellation);
            }

            findings.ToList().ForEach(terminal.Complain);
            return ExitCode.Usage;
        });
    }

    /// <summary>The environment that the system names; with the example, development where it names none.</summary>
    private static string EnvironmentOf(bool withExample) =>
        Variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(name => !string.IsNullOrEmpty(name))
            ?? (withExample ? Environments.Development : Environments.Production);

    private static async Task<int> RunAsync(Terminal terminal, ServerOptions options, bool withExample, CancellationToken cancellation)
    {
        Server server;
        try
        {
            server = await Server.OpenAsync(options, EnvironmentOf(withExample), SystemClock.Instance, cancellation);
        }
        catch (InvalidOperationException misfit)
        {
            terminal.Complain(misfit.Message);
            return ExitCode.Usage;
        }

        await using (server)
        {
            if (withExample && server.Issuer is null)
            {
                terminal.Complain("--example prints tokens that the program issues itself, and Api:Issuer is set. Leave one of them out.");
                return ExitCode.Usage;
            }

            var seller = withExample ? await ExampleCompany.AddAsync(server.Database, cancellation) : null;
            await server.StartAsync(cancellation);
            ServingReport.Print(terminal, server, options.Ledger, seller);
            await server.WaitAsync(cancellation);
            if (!terminal.IsForPrograms)
            {
                terminal.WriteLine("Stopped.");
            }

            return ExitCode.Ok;
        }
    }
}
