using System.CommandLine;
using Compensation.Rules.Plans;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>plan check</c>: everything that is wrong or dangerous in plan files, at once.</summary>
internal sealed class PlanCheckCommand : TerminalCommand
{
    private readonly Argument<FileInfo[]> files = new Argument<FileInfo[]>("FILE")
    {
        Description = "Plan files (YAML).",
        Arity = ArgumentArity.OneOrMore,
    }.AcceptExistingOnly();

    private readonly Option<bool> strict = new("--strict") { Description = "Let warnings fail the check too (exit code 1)." };

    /// <summary>Makes the command.</summary>
    public PlanCheckCommand()
        : base("check", "Checks plan files and names each error and danger with its place and remedy.")
    {
        Add(files);
        Add(strict);
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        var plans = arguments.GetRequiredValue(files).Select(PlanFile.Read).ToList();
        var findings = plans.SelectMany(plan => plan.Check().Findings).ToList();
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => FindingsReport.Write(json, findings));
        }
        else
        {
            FindingsReport.Print(terminal, findings, name => plans.Find(plan => plan.Name == name)?.Text);
            terminal.WriteLine($"{plans.Count} plan{(plans.Count == 1 ? "" : "s")} checked: {FindingsReport.Count(findings)}.");
        }

        var fails = findings.Any(finding => finding.Severity == Severity.Error || arguments.GetValue(strict));
        return fails ? ExitCode.Findings : ExitCode.Ok;
    }
}
