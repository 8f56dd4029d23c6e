using System.CommandLine;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Compensation.Silo.Closing;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>ledger import</c>: a folder of files into a programme's ledger.</summary>
internal sealed class LedgerImportCommand : LedgerCommand
{
    private readonly Option<FileInfo> plan = CloseOptions.Plan("The plan file (YAML), which says what columns there are.");
    private readonly Option<DirectoryInfo> data = CloseOptions.Data(required: true);

    private readonly Option<string> period = new("--period")
    {
        Description = "The period that adjustments.csv and overrides.csv are of, such as 2026-01.",
        HelpName = "PERIOD",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    public LedgerImportCommand()
        : base("import", "Adds sellers, orders, moves, refunds and corrections from CSV files; what is known already is passed over.")
    {
        Add(plan);
        Add(data);
        Add(period);
        Add(By);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, LedgerDatabase database, string programme, CancellationToken cancellation)
    {
        var file = PlanFile.Read(arguments.GetRequiredValue(plan));
        var (checkedPlan, findings) = file.Check();
        if (checkedPlan is null)
        {
            return Report(terminal, file, findings, null);
        }

        var (found, why) = RunChain.Find(checkedPlan, arguments.GetRequiredValue(period));
        if (found is null)
        {
            terminal.Complain(why);
            return ExitCode.Usage;
        }

        var number = await database.FindProgrammeAsync(programme, cancellation) ?? await database.AddProgrammeAsync(programme, cancellation);
        var outcome = await LedgerImport.RunAsync(
            database, number, checkedPlan, arguments.GetRequiredValue(data).ToString(), found, WhoOf(arguments), cancellation);
        return Report(terminal, file, [.. findings, .. outcome.Findings], outcome.Report);
    }

    private static int Report(Terminal terminal, PlanFile file, IReadOnlyList<Finding> findings, ImportReport? report)
    {
        if (terminal.IsForPrograms && report is null)
        {
            terminal.WriteJson(json => FindingsReport.WriteFailure(json, findings));
        }
        else if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                foreach (var (name, count) in Counts(report!))
                {
                    json.WriteNumber(name, count);
                }

                json.WriteNumber("sequence", report!.Sequence);
                json.WritePropertyName("findings");
                FindingsReport.Write(json, findings);
                json.WriteEndObject();
            });
        }
        else
        {
            FindingsReport.Print(terminal, findings, name => FindingsReport.TextOf(name, file));
            terminal.WriteLine(report is null ? $"Nothing was imported: {FindingsReport.Count(findings)}."
                : "Imported " + string.Join(", ", Counts(report).Select(count => $"{count.Count:N0} {count.Name}")) + $"; ledger sequence {report.Sequence}.");
        }

        return report is null ? ExitCode.Findings : ExitCode.Ok;
    }

    private static IEnumerable<(string Name, int Count)> Counts(ImportReport report) =>
    [
        ("sellers", report.Sellers), ("customers", report.Customers), ("moves", report.Moves), ("orders", report.Orders), ("refunds", report.Refunds),
        ("corrections", report.Corrections), ("known", report.Known),
    ];
}
