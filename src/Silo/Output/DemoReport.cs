using System.Text.Json;
using Compensation.Rules.Explaining;
using Compensation.Silo.Closing;

namespace Compensation.Silo.Output;

/// <summary>Prints a demonstration: the months beside each other, the last one in full, one statement.</summary>
internal static class DemoReport
{
    private const int BarWidth = 24;

    /// <summary>Prints a demonstration for people.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="runs">The months.</param>
    /// <param name="statement">Somebody's statement for the last month, or null where nobody earns.</param>
    /// <param name="why">Why one of its lines is what it is.</param>
    public static void Print(Terminal terminal, IReadOnlyList<PeriodRun> runs, Statement? statement, Reason? why)
    {
        var last = runs[^1].Figures;
        terminal.WriteLine($"A company of {Amounts.Format(last.Sellers)} sellers that does not exist, with the plan "
            + $"'{last.Plan.Name}': {string.Join(", ", last.Bonuses.Select(bonus => bonus.Name))}.");
        terminal.WriteLine();
        PrintMonths(terminal, runs);
        RunReport.PrintBonuses(terminal, last);
        RunReport.PrintRanks(terminal, last);
        RunReport.PrintTop(terminal, last, last.Plan.Decimals);
        if (statement is not null)
        {
            StatementReport.Print(terminal, statement);
        }

        if (why is not null)
        {
            terminal.WriteLine();
            terminal.Write(ExplanationText.Render(why));
            terminal.WriteLine();
        }

        terminal.WriteLine($"Each month is sealed. The root hash of {last.Period.Name}:");
        terminal.WriteLine(runs[^1].Package.Root);
    }

    /// <summary>Writes a demonstration as an object.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<PeriodRun> runs, Statement? statement, Reason? why)
    {
        json.WriteStartObject();
        json.WriteStartArray("runs");
        foreach (var run in runs)
        {
            json.WriteStartObject();
            json.WriteString("root", run.Package.Root);
            RunReport.Write(json, run.Figures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (statement is not null)
        {
            json.WritePropertyName("statement");
            StatementReport.Write(json, statement);
        }

        if (why is not null)
        {
            json.WritePropertyName("why");
            ReasonReport.Write(json, why);
        }

        json.WriteEndObject();
    }

    private static void PrintMonths(Terminal terminal, IReadOnlyList<PeriodRun> runs)
    {
        var last = runs[^1].Figures;
        var volume = last.PayVolume!.Name;
        var largest = runs.Max(run => run.Figures.Pay);
        var table = Tables.New(
            "Three months", "Month", ">Order rows", $">{volume}", $">Pay, {last.Plan.Document.Currency}", $">Of {volume}", "");
        foreach (var run in runs.Select(run => run.Figures))
        {
            var total = run.PayVolume!;
            table.Row(run.Period.Name, Amounts.Format(run.Orders), Amounts.Format(total.Units, total.Decimals),
                Amounts.Format(run.Pay, run.Plan.Decimals), RunReport.Ratio(run, total), Bar.Draw(run.Pay, largest, BarWidth));
        }

        terminal.People.Write(table);
    }
}
