using System.CommandLine;
using Compensation.Ledger.Runs;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans;
using Compensation.Silo.Closing;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>explain</c>: why a seller gets what they get, and why not what they do not.</summary>
internal sealed class ExplainCommand : TerminalCommand
{
    private const int PhasesOfAnExplanation = 3;

    private readonly Option<DirectoryInfo> run = new Option<DirectoryInfo>("--run")
    {
        Description = "The run package.",
        HelpName = "RUN",
        Required = true,
    }.AcceptExistingOnly();

    private readonly Option<DirectoryInfo> data = CloseOptions.Data(required: true);

    private readonly Option<DirectoryInfo> previous = CloseOptions.Previous(
        "The run of the period before, where it does not lie beside this one.");

    private readonly Option<string> seller = new("--seller")
    {
        Description = "The seller: rank card, measures, lines, payments, and what was not paid and why.",
        HelpName = "ID",
    };

    private readonly Option<int?> line = new("--line")
    {
        Description = "The number of a line in commissions.csv: its derivation down to the orders.",
        HelpName = "N",
    };

    private readonly Option<int> threads = CloseOptions.Threads();

    /// <summary>Makes the command.</summary>
    public ExplainCommand()
        : base("explain", "Explains a seller's period or one commission line, by calculating it again with the code that pays.")
    {
        Add(run);
        Add(data);
        Add(previous);
        Add(seller);
        Add(line);
        Add(threads);
        Validators.Add(result =>
        {
            if (result.GetResult(seller) is null && result.GetResult(line) is null)
            {
                result.AddError("Name a seller with --seller or a line with --line.");
            }
        });
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        var package = RunPackage.Open(arguments.GetRequiredValue(run).ToString());
        var (before, why) = RunChain.FindPrevious(package, arguments.GetValue(previous)?.ToString());
        if (why.Length > 0)
        {
            terminal.Complain(why);
            return ExitCode.Usage;
        }

        var recalculation = new Recalculation(
            package, before, arguments.GetRequiredValue(data).ToString(), CloseOptions.ThreadsOf(arguments, threads));
        var (explainer, findings) = terminal.Phases(PhasesOfAnExplanation, recalculation.Explain);
        if (explainer is null)
        {
            return Report(terminal, findings);
        }

        var (reason, unknown) = Find(explainer, arguments.GetValue(seller), arguments.GetValue(line));
        if (reason is null)
        {
            terminal.Complain(unknown);
            return ExitCode.Usage;
        }

        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => ReasonReport.Write(json, reason));
        }
        else
        {
            terminal.Write(ExplanationText.Render(reason));
        }

        return ExitCode.Ok;
    }

    private static (Reason? Reason, string Why) Find(Explainer explainer, string? id, int? number)
    {
        var result = explainer.Result;
        if (id is not null && result.Sellers.Find(id) < 0)
        {
            return (null, $"The run knows no seller '{id}'.");
        }

        if (number is not { } line)
        {
            return (explainer.Seller(id!).ToReason(), "");
        }

        if (line < 1 || line > result.Lines.Count)
        {
            return (null, $"The run has the lines 1 to {result.Lines.Count}, and no line {line}.");
        }

        var payee = result.Sellers[result.Lines.Payee[line - 1]];
        return id is null || id == payee ? (explainer.Line(line), "") : (null, $"Line {line} is of '{payee}', not of '{id}'.");
    }

    private static int Report(Terminal terminal, IReadOnlyList<Finding> findings)
    {
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => FindingsReport.WriteFailure(json, findings));
        }
        else
        {
            FindingsReport.Print(terminal, findings, _ => null);
        }

        return ExitCode.Findings;
    }
}
