using System.CommandLine;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans;
using Compensation.Silo.Closing;
using Compensation.Silo.Generating;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>demo</c>: everything at a glance on a company that does not exist.</summary>
internal sealed class DemoCommand : TerminalCommand
{
    private const int Months = 3;
    private const int MostSellers = 1_000_000;
    private const int UsualSellers = 20_000;

    private readonly Option<int> sellers = NumberOption.Between(
        "--sellers", "How many sellers the company has.", 1, MostSellers, UsualSellers);

    private readonly Option<ulong> seed = new("--seed")
    {
        Description = "The seed; the same seed gives the same company.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<DirectoryInfo> kept = new("--out")
    {
        Description = "Keep the company, the plan and the runs in this folder, which must not exist. They are removed otherwise.",
        HelpName = "DIR",
    };

    /// <summary>Makes the command.</summary>
    public DemoCommand()
        : base("demo", "Makes up a company, closes three months and shows payout ratio, ranks, top earners and a statement.")
    {
        Add(sellers);
        Add(seed);
        Add(kept);
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        if (arguments.GetValue(kept) is { } folder)
        {
            if (Path.Exists(folder.FullName))
            {
                terminal.Complain($"'{folder}' exists already. Name a new folder, or remove it.");
                return ExitCode.Usage;
            }

            return Run(arguments, terminal, folder.FullName);
        }

        var temporary = Directory.CreateTempSubdirectory("compensation-demo-");
        try
        {
            return Run(arguments, terminal, temporary.FullName);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private int Run(ParseResult arguments, Terminal terminal, string folder)
    {
        var file = PlanFile.Read(new FileInfo(Path.Combine(AppContext.BaseDirectory, "plans", "aurora-demo.yaml")));
        var plan = file.Check() is (Plan good, _) ? good
            : throw new InvalidOperationException($"The plan of the demonstration does not pass the check: {file.Name}");
        var options = new CompanyOptions { Sellers = arguments.GetValue(sellers), Seed = arguments.GetValue(seed), Months = Months };
        var periods = Enumerable.Range(0, Months)
            .Select(month => plan.Calendar.Containing(options.First.PlusMonths(month).OnDayOfMonth(1))!).ToList();
        var data = Path.Combine(folder, "company");
        var work = new PeriodRuns(plan, data, Path.Combine(folder, "runs"), Environment.ProcessorCount);
        var (runs, findings) = terminal.Phases(1 + (Months * PeriodRuns.PhasesOfAPeriod), begin =>
        {
            begin("making up a company");
            Directory.CreateDirectory(folder);
            CompanyFiles.Write(SyntheticCompany.Generate(options), data);
            File.WriteAllText(Path.Combine(folder, "plan.yaml"), file.Text);
            return work.Close(periods, null, begin);
        });
        if (runs.Count < Months)
        {
            throw new InvalidOperationException($"The made-up company cannot be closed: {string.Join(' ', findings)}");
        }

        var statement = Statement.OfSomebodyTypical(runs[^1].Package);
        var why = statement is null ? null : terminal.Phases(Recalculation.Phases, begin =>
            Explain(new Recalculation(runs[^1].Package, runs[^2].Package, data, Environment.ProcessorCount), statement, begin));
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => DemoReport.Write(json, runs, statement, why));
        }
        else
        {
            DemoReport.Print(terminal, runs, statement, why);
        }

        return ExitCode.Ok;
    }

    private static Reason Explain(Recalculation last, Statement statement, Action<string> begin)
    {
        var (explainer, findings) = last.Explain(begin);
        return explainer?.Line(statement.Farthest.Number)
            ?? throw new InvalidOperationException($"The made-up company cannot be explained: {string.Join(' ', findings)}");
    }
}
