using System.Text.Json;
using Compensation.Rules.Closing;
using Compensation.Silo.Closing;

namespace Compensation.Silo.Output;

/// <summary>Prints a seller's statement.</summary>
internal static class StatementReport
{
    /// <summary>Prints a statement for people.</summary>
    public static void Print(Terminal terminal, Statement statement)
    {
        var table = Tables.New(
            $"Statement of {statement.Seller} for {statement.Period}",
            ">Line", "Bonus", "From", ">Level", ">Base", ">Rate", $">{statement.Currency}");
        foreach (var line in statement.Lines)
        {
            table.Row(
                Amounts.Format(line.Number),
                line.Kind == LineKind.Pay ? line.Bonus : $"{line.Bonus} ({Word(line.Kind)})",
                line.Source == statement.Seller ? "(self)" : line.Source.Length == 0 ? "fund" : line.Source,
                line.Level == 0 ? "" : Amounts.Format(line.Level),
                line.Base == 0 ? "" : Amounts.Format(line.Base, line.BaseDecimals),
                line.Rate.IsZero ? "" : Amounts.Percent(line.Rate),
                Amounts.Format(line.Amount, statement.Decimals));
        }

        table.Row("", "Total", "", "", "", "", Amounts.Format(statement.Total, statement.Decimals));
        terminal.People.Write(table);
    }

    /// <summary>Writes a statement as an object.</summary>
    public static void Write(Utf8JsonWriter json, Statement statement)
    {
        json.WriteStartObject();
        json.WriteString("seller", statement.Seller);
        json.WriteString("period", statement.Period);
        json.WriteAmount("total", statement.Total, statement.Decimals);
        json.WriteStartArray("lines");
        foreach (var line in statement.Lines)
        {
            json.WriteStartObject();
            json.WriteNumber("line", line.Number);
            json.WriteString("bonus", line.Bonus);
            json.WriteString("kind", Word(line.Kind));
            json.WriteString("source", line.Source);
            json.WriteNumber("level", line.Level);
            json.WriteAmount("base", line.Base, line.BaseDecimals);
            json.WriteString("rate", line.Rate.ToString());
            json.WriteAmount("amount", line.Amount, statement.Decimals);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Word(LineKind kind) => kind switch
    {
        LineKind.Pay => "pay",
        LineKind.Cap => "cap",
        LineKind.Clawback => "clawback",
        LineKind.Adjustment => "adjustment",
        LineKind.Accrual => "accrual",
        _ => throw new InvalidOperationException($"Unknown kind of line {kind}."),
    };
}
