using System.CommandLine;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Reading;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>plan show</c>: a plan with everything that its presets and short forms stand for.</summary>
internal sealed class PlanShowCommand : TerminalCommand
{
    private readonly Argument<FileInfo> file =
        new Argument<FileInfo>("FILE") { Description = "The plan file (YAML)." }.AcceptExistingOnly();

    /// <summary>Makes the command.</summary>
    public PlanShowCommand()
        : base("show", "Shows a plan with everything that its presets fill in, as YAML that is a plan itself.") => Add(file);

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        var plan = PlanFile.Read(arguments.GetRequiredValue(file));
        var (document, findings) = plan.Read();
        var broken = document is null || findings.Any(finding => finding.Severity == Severity.Error);
        var shown = broken ? null : PlanWriter.Write(document!);
        var order = broken ? [] : plan.Check().Plan?.BonusOrder ?? [];
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("plan", shown);
                json.WriteStartArray("bonusOrder");
                foreach (var bonus in order)
                {
                    json.WriteStringValue(bonus);
                }

                json.WriteEndArray();
                json.WritePropertyName("findings");
                FindingsReport.Write(json, findings);
                json.WriteEndObject();
            });
        }
        else if (shown is null)
        {
            FindingsReport.Print(terminal, findings, _ => plan.Text);
        }
        else
        {
            if (order.Count > 0)
            {
                terminal.WriteLine($"# Bonuses are computed in this order: {string.Join(", ", order)}");
            }

            terminal.WriteLine(shown.TrimEnd());
        }

        return shown is null ? ExitCode.Findings : ExitCode.Ok;
    }
}
