using System.CommandLine;
using Compensation.Ledger.Runs;
using Compensation.Silo.Comparing;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>compare</c>: who gains and who loses from one run to another.</summary>
internal sealed class CompareCommand : TerminalCommand
{
    private readonly Argument<DirectoryInfo> before =
        new Argument<DirectoryInfo>("BEFORE") { Description = "The run package before." }.AcceptExistingOnly();

    private readonly Argument<DirectoryInfo> after =
        new Argument<DirectoryInfo>("AFTER") { Description = "The run package after." }.AcceptExistingOnly();

    /// <summary>Makes the command.</summary>
    public CompareCommand()
        : base("compare", "Compares what two runs pay: who gains and who loses, by bonus, by rank and by seller.")
    {
        Add(before);
        Add(after);
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        var old = RunPackage.Open(arguments.GetRequiredValue(before).ToString());
        var @new = RunPackage.Open(arguments.GetRequiredValue(after).ToString());
        if (Unlike(old, @new) is { } complaint)
        {
            terminal.Complain(complaint);
            return ExitCode.Usage;
        }

        var changes = PayChanges.Between(StoredPay.Of(old), StoredPay.Of(@new));
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("currency", old.Summary.Currency);
                PayChangesReport.Write(json, changes, old.Summary.Decimals);
                json.WriteEndObject();
            });
        }
        else
        {
            terminal.WriteLine($"Before: {Describe(old)}");
            terminal.WriteLine($"After:  {Describe(@new)}");
            PayChangesReport.Print(terminal, changes, old.Summary.Decimals);
        }

        return ExitCode.Ok;
    }

    /// <summary>Why the amounts of two runs cannot be compared, or null.</summary>
    public static string? Unlike(RunPackage left, RunPackage right) =>
        left.Summary.Currency == right.Summary.Currency && left.Summary.Decimals == right.Summary.Decimals
            ? null
            : $"'{left.Folder}' is in {left.Summary.Currency} with {left.Summary.Decimals} decimals, '{right.Folder}' in "
                + $"{right.Summary.Currency} with {right.Summary.Decimals}: their amounts cannot be compared.";

    private static string Describe(RunPackage run) =>
        $"{run.Summary.Plan}, version {run.Summary.PlanVersion}: {run.Summary.Period.Name} in {run.Summary.Currency} ({run.Folder})";
}
