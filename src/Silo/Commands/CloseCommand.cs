using System.CommandLine;
using Compensation.Ledger.Runs;
using Compensation.Rules.Plans;
using Compensation.Silo.Closing;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>close</c>: a plan and a month of data in, a sealed commission run out.</summary>
internal sealed class CloseCommand : TerminalCommand
{
    private const int PhasesOfAClose = 3;

    private readonly Option<FileInfo> plan = CloseOptions.Plan("The plan file (YAML).");
    private readonly Option<DirectoryInfo> data = CloseOptions.Data(required: true);

    private readonly Option<string> period = new("--period")
    {
        Description = "The period's name in the plan's calendar, such as 2026-01.",
        HelpName = "PERIOD",
        Required = true,
    };

    private readonly Option<DirectoryInfo> previous = CloseOptions.Previous(
        "The run of the period before, whose carry is taken over; none for a first close. Keep all runs in one folder: "
        + "late refunds look for earlier ones beside it.");

    private readonly Option<DirectoryInfo> run = new("--out")
    {
        Description = "The folder to write the run package to; it must not exist.",
        HelpName = "RUN",
        Required = true,
    };

    private readonly Option<int> threads = CloseOptions.Threads();

    /// <summary>Makes the command.</summary>
    public CloseCommand()
        : base("close", "Closes a period: calculates who earns what and seals it as a run package.")
    {
        Add(plan);
        Add(data);
        Add(period);
        Add(previous);
        Add(run);
        Add(threads);
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        var target = arguments.GetRequiredValue(run);
        if (Path.Exists(target.FullName))
        {
            terminal.Complain($"'{target}' exists already; a run is never overwritten. Choose another name or remove it.");
            return ExitCode.Usage;
        }

        var file = PlanFile.Read(arguments.GetRequiredValue(plan));
        var (checkedPlan, findings) = file.Check();
        if (checkedPlan is null)
        {
            return Report(terminal, file, findings);
        }

        var (found, why) = RunChain.Find(checkedPlan, arguments.GetRequiredValue(period));
        var before = arguments.GetValue(previous) is { } folder ? RunPackage.Open(folder.ToString()) : null;
        why = found is null ? why : before is null ? "" : RunChain.WhyNotBefore(checkedPlan, found, before);
        if (found is null || why.Length > 0)
        {
            terminal.Complain(why);
            return ExitCode.Usage;
        }

        var close = new FileClose(
            checkedPlan, arguments.GetRequiredValue(data).ToString(), found, before, CloseOptions.ThreadsOf(arguments, threads));
        var (closed, root, read) = terminal.Phases(PhasesOfAClose, begin => Write(close, target.FullName, begin));
        findings = [.. findings, .. read];
        return closed is null ? Report(terminal, file, findings) : Report(terminal, file, findings, closed, target, root);
    }

    private static (ClosedRun? Run, string Root, IReadOnlyList<Finding> Findings) Write(
        FileClose close, string target, Action<string> begin)
    {
        var (closed, findings) = close.Close(begin);
        begin($"{close.Period.Name}: writing");
        return (closed, closed?.Write(target) ?? "", findings);
    }

    private static int Report(Terminal terminal, PlanFile file, IReadOnlyList<Finding> findings)
    {
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => FindingsReport.WriteFailure(json, findings));
        }
        else
        {
            FindingsReport.Print(terminal, findings, name => FindingsReport.TextOf(name, file));
            terminal.WriteLine($"Nothing was written: {FindingsReport.Count(findings)}.");
        }

        return ExitCode.Findings;
    }

    private static int Report(
        Terminal terminal, PlanFile file, IReadOnlyList<Finding> findings, ClosedRun closed, DirectoryInfo target, string root)
    {
        var figures = new RunFigures(closed);
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("run", target.ToString());
                json.WriteString("root", root);
                RunReport.Write(json, figures);
                json.WritePropertyName("findings");
                FindingsReport.Write(json, findings);
                json.WriteEndObject();
            });
        }
        else
        {
            FindingsReport.Print(terminal, findings, name => FindingsReport.TextOf(name, file));
            RunReport.Print(terminal, figures);
            terminal.WriteLine($"Written to {target}");
            terminal.WriteLine($"Root hash {root}");
        }

        return ExitCode.Ok;
    }
}
