using System.CommandLine;
using System.Globalization;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Comparing;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>plan diff</c>: what changes from one plan file to another, key by key.</summary>
internal sealed class PlanDiffCommand : TerminalCommand
{
    private readonly Argument<FileInfo> before =
        new Argument<FileInfo>("BEFORE") { Description = "The plan before." }.AcceptExistingOnly();

    private readonly Argument<FileInfo> after =
        new Argument<FileInfo>("AFTER") { Description = "The plan after." }.AcceptExistingOnly();

    /// <summary>Makes the command.</summary>
    public PlanDiffCommand()
        : base("diff", "Shows what changes from one plan file to another, key by key. Exit code 1 if anything does.")
    {
        Add(before);
        Add(after);
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        var old = PlanFile.Read(arguments.GetRequiredValue(before));
        var @new = PlanFile.Read(arguments.GetRequiredValue(after));
        var unreadable = old.Read().Findings.Concat(@new.Read().Findings)
            .Where(finding => finding.Severity == Severity.Error).ToList();
        if (unreadable.Count > 0)
        {
            foreach (var finding in unreadable)
            {
                terminal.Complain(finding.ToString());
            }

            return ExitCode.Usage;
        }

        var differences = PlanDifferences.Between(old.Text, @new.Text);
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => Write(json, differences));
        }
        else
        {
            Print(terminal, differences);
        }

        return differences.Count > 0 ? ExitCode.Findings : ExitCode.Ok;
    }

    private static void Print(Terminal terminal, IReadOnlyList<PlanDifference> differences)
    {
        if (differences.Count == 0)
        {
            terminal.WriteLine("The plans say the same.");
            return;
        }

        var table = Tables.New("Differences", "", "Key", "Before", "After");
        foreach (var difference in differences)
        {
            table.Row(Word(difference.Kind), difference.Path, difference.Before ?? "", difference.After ?? "");
        }

        terminal.People.Write(table);
        terminal.WriteLine(string.Join(", ", differences.GroupBy(difference => difference.Kind).OrderBy(group => group.Key)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {Word(group.Key)}"))) + ".");
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, IReadOnlyList<PlanDifference> differences)
    {
        json.WriteStartArray();
        foreach (var difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("kind", Word(difference.Kind));
            json.WriteString("path", difference.Path);
            json.WriteString("before", difference.Before);
            json.WriteNumber("beforeLine", difference.BeforeLine);
            json.WriteString("after", difference.After);
            json.WriteNumber("afterLine", difference.AfterLine);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Added => "added",
        DifferenceKind.Removed => "removed",
        DifferenceKind.Changed => "changed",
        DifferenceKind.Reordered => "reordered",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
