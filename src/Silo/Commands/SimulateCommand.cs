using System.CommandLine;
using Compensation.Ledger.Runs;
using Compensation.Rules.Plans;
using Compensation.Silo.Closing;
using Compensation.Silo.Output;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Silo.Commands;

/// <summary><c>simulate</c>: what a changed plan would have paid on the same data.</summary>
internal sealed class SimulateCommand : TerminalCommand
{
    private readonly Option<FileInfo> plan = CloseOptions.Plan("The changed plan file.");
    private readonly Option<DirectoryInfo> data = CloseOptions.Data(required: true);

    private readonly Option<string> periods = new("--period")
    {
        Description = "The periods, one after another, such as 2026-01,2026-02,2026-03. Each takes over the carry of the one before.",
        HelpName = "PERIODS",
        Required = true,
    };

    private readonly Option<FileSystemInfo[]> against = new Option<FileSystemInfo[]>("--against")
    {
        Description = "What to compare with: the current plan file, or the run packages of these periods.",
        HelpName = "PLAN|RUN...",
        AllowMultipleArgumentsPerToken = true,
        Required = true,
    }.AcceptExistingOnly();

    private readonly Option<DirectoryInfo> previous = CloseOptions.Previous(
        "The run of the period before the first; both plans take over its carry.");

    private readonly Option<int> threads = CloseOptions.Threads();

    /// <summary>Makes the command.</summary>
    public SimulateCommand()
        : base("simulate", "Closes periods with a changed plan and shows what changes: payout ratio, breakage, ranks, who gains, who loses.")
    {
        Add(plan);
        Add(data);
        Add(periods);
        Add(against);
        Add(previous);
        Add(threads);
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        var names = arguments.GetRequiredValue(periods).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var old = arguments.GetRequiredValue(against);
        var before = arguments.GetValue(previous) is { } folder ? RunPackage.Open(folder.ToString()) : null;
        var temporary = Directory.CreateTempSubdirectory("compensation-simulate-");
        try
        {
            Arm ArmOf(string name, FileInfo file) => new(
                file, arguments.GetRequiredValue(data).ToString(), Path.Combine(temporary.FullName, name),
                CloseOptions.ThreadsOf(arguments, threads));
            IReadOnlyList<SimulatedRun>? current;
            if (old is [FileInfo file])
            {
                current = ArmOf("current", file).Close(terminal, names, before, out var failed);
                if (current is null)
                {
                    return failed;
                }
            }
            else
            {
                current = [.. old.Select(run => new SimulatedRun(RunPackage.Open(run.ToString()), null))];
                before ??= current[0].Package.FindPrevious();
            }

            var changed = ArmOf("changed", arguments.GetRequiredValue(plan)).Close(terminal, names, before, out var exit);
            return changed is null ? exit : Report(terminal, current, changed);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static int Report(Terminal terminal, IReadOnlyList<SimulatedRun> current, IReadOnlyList<SimulatedRun> changed)
    {
        var (left, right) = (current.Select(run => run.Package.Summary.Period.Name), changed.Select(run => run.Package.Summary.Period.Name));
        var complaint = left.SequenceEqual(right)
            ? CompareCommand.Unlike(current[0].Package, changed[0].Package)
            : $"The runs to compare with are of {string.Join(", ", left)}, but the periods are {string.Join(", ", right)}. "
                + "Name one run for each period, in the same order.";
        if (complaint is not null)
        {
            terminal.Complain(complaint);
            return ExitCode.Usage;
        }

        var simulation = Simulation.Between(current, changed);
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => SimulationReport.Write(json, simulation));
        }
        else
        {
            SimulationReport.Print(terminal, simulation);
        }

        return ExitCode.Ok;
    }

    /// <summary>One of the two plans, to be closed for all periods.</summary>
    private sealed record Arm(FileInfo File, string Data, string Folder, int Threads)
    {
        /// <summary>Closes the periods; what is wrong is told to the terminal.</summary>
        public IReadOnlyList<SimulatedRun>? Close(Terminal terminal, string[] names, RunPackage? previous, out int exit)
        {
            var file = PlanFile.Read(File);
            var (plan, findings) = file.Check();
            if (plan is null)
            {
                exit = Fail(terminal, file, findings);
                return null;
            }

            if (Find(plan, names, previous, out var why) is not { } periods)
            {
                terminal.Complain(why);
                exit = ExitCode.Usage;
                return null;
            }

            var work = new PeriodRuns(plan, Data, Folder, Threads) { WithBreakage = true };
            var (runs, found) = terminal.Phases(
                names.Length * PeriodRuns.PhasesOfAPeriod, begin => work.Close(periods, previous, begin));
            exit = runs.Count == periods.Count ? ExitCode.Ok : Fail(terminal, file, found);
            return exit == ExitCode.Ok ? [.. runs.Select(run => new SimulatedRun(run.Package, run.Breakage))] : null;
        }

        private static List<Period>? Find(Plan plan, string[] names, RunPackage? previous, out string why)
        {
            var periods = new List<Period>();
            why = names.Length == 0 ? "--period names no period." : "";
            foreach (var name in names)
            {
                var (period, whyNot) = RunChain.Find(plan, name);
                why = period is null ? whyNot
                    : periods.Count == 0 ? previous is null ? "" : RunChain.WhyNotBefore(plan, period, previous)
                    : plan.Calendar.Next(periods[^1])?.Name == name ? ""
                    : $"After '{periods[^1].Name}' comes '{plan.Calendar.Next(periods[^1])?.Name}', not '{name}': "
                        + "periods must follow one another, for each takes over the carry of the one before.";
                if (period is null || why.Length > 0)
                {
                    return null;
                }

                periods.Add(period);
            }

            return periods.Count > 0 ? periods : null;
        }

        private static int Fail(Terminal terminal, PlanFile file, IReadOnlyList<Finding> findings)
        {
            if (terminal.IsForPrograms)
            {
                terminal.WriteJson(json => FindingsReport.WriteFailure(json, findings));
            }
            else
            {
                FindingsReport.Print(terminal, findings, name => FindingsReport.TextOf(name, file));
            }

            return ExitCode.Findings;
        }
    }
}
