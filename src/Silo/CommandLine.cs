using System.CommandLine;
using System.CommandLine.Help;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Store;
using Compensation.Silo.Commands;

namespace Compensation.Silo;

/// <summary>The program's command line.</summary>
public static class CommandLine
{
    private const int HelpWidth = 110;

    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where complaints and progress go.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var parsed = Build().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var complaint in parsed.Errors)
            {
                error.WriteLine(complaint.Message);
            }

            error.WriteLine($"Try 'compensation {Path(parsed.CommandResult)}--help'.");
            return ExitCode.Usage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                // A server ends its calls first, for which it has a limit of its own.
                ProcessTerminationTimeout = parsed.CommandResult.Command is ServeCommand ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(2),
            });
        }
        catch (RunPackageException broken) when (broken.InnerException is not (IOException or UnauthorizedAccessException))
        {
            // The package itself is not as it should be; the machine works.
            error.WriteLine(broken.Message);
            return ExitCode.Findings;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(failure.Message);
            return ExitCode.Environment;
        }
        catch (FieldValueException value)
        {
            error.WriteLine(value.Message);
            return ExitCode.Findings;
        }
        catch (Exception failure) when (LedgerErrors.MessageOf(failure) is not null)
        {
            error.WriteLine($"The ledger's database failed, and nothing was written: {LedgerErrors.MessageOf(failure)}");
            return ExitCode.Environment;
        }
    }

    /// <summary>Builds the tree of commands.</summary>
    internal static Command Build()
    {
        // A plain command rather than a RootCommand, whose name would be that of whatever process runs it.
        var help = new HelpOption { Action = new HelpAction { MaxWidth = HelpWidth } };
        return new Command("compensation", "Calculates, explains and seals the commissions of a direct selling company.")
        {
            new Command("plan", "Checks, shows and compares plan files.")
            {
                new PlanCheckCommand(),
                new PlanSchemaCommand(),
                new PlanShowCommand(),
                new PlanDiffCommand(),
            },
            new CloseCommand(),
            new ExplainCommand(),
            new VerifyCommand(),
            new CompareCommand(),
            new SimulateCommand(),
            new Command("ledger", "Loads files into a ledger, and writes them back.")
            {
                new LedgerImportCommand(),
                new LedgerExportCommand(),
                new LedgerBackupCommand(),
            },
            new Command("period", "Takes the periods of a ledger through their lives: close, approve, pay, restate.")
            {
                new PeriodListCommand(),
                new PeriodStatusCommand(),
                new PeriodOpenCommand(),
                new PeriodCloseCommand(),
                new PeriodApproveCommand(),
                new PeriodRejectCommand(),
                new PeriodPayCommand(),
                new PeriodRestateCommand(),
            },
            new Command("seller", "Enrols, moves and terminates the sellers of a ledger, and prices moves before they are made.")
            {
                new SellerEnrolCommand(),
                new SellerShowCommand(),
                new SellerPlaceCommand(),
                new SellerMoveCommand(onlyPrice: true),
                new SellerMoveCommand(onlyPrice: false),
                new SellerStandingCommand(comesBack: false),
                new SellerStandingCommand(comesBack: true),
                new SellerMergeCommand(),
                new SellerUndoCommand(),
            },
            new OverrideCommand(),
            new AdjustCommand(),
            new HoldCommand(),
            new StatementCommand(),
            new GenerateCommand(),
            new DemoCommand(),
            new ServeCommand(),
            new HealthCommand(),
            help,
            new VersionOption(),
            TerminalCommand.Json,
        };
    }

    private static string Path(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult parent ? $"{Path(parent)}{command.Command.Name} " : "";
}
