using System.Text.Json;
using Compensation.Grains.Statements;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;

namespace Compensation.Silo.Output;

/// <summary>Prints a seller's statement from the ledger.</summary>
internal static class SellerStatementReport
{
    /// <summary>Prints a statement.</summary>
    public static void Print(Terminal terminal, SellerStatement statement)
    {
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => Write(json, statement));
            return;
        }

        PrintLines(terminal, statement);
        foreach (var row in statement.Adjustments)
        {
            terminal.WriteLine($"Adjusted by {Amounts.Format(row.Amount, statement.Decimals)} {statement.Currency}: {row.Reason} ({row.Who})");
        }

        foreach (var row in statement.Overrides)
        {
            terminal.WriteLine($"{Word(row)}: {row.Reason} ({row.Who})");
        }

        if (statement.IsHeld)
        {
            terminal.WriteLine($"What this period pays is held back: {statement.Holds[^1].Reason}");
        }

        foreach (var payout in statement.Payouts)
        {
            terminal.WriteLine($"Payout {payout.Number}: {Amounts.Format(payout.Amount, payout.Decimals)} {payout.Currency} into {payout.Wallet}, due "
                + $"{payout.Due:uuuu-MM-dd}, {payout.Status.ToString().ToLowerInvariant()}");
        }

        foreach (var balance in statement.Balances.GroupBy(row => row.Currency).Select(rows => rows.Last()))
        {
            terminal.WriteLine($"Balance: {Amounts.Format(balance.Balance, statement.Decimals)} {balance.Currency}"
                + (balance.Balance < 0 ? ", to be withheld from what is earned" : ""));
        }

        foreach (var (wallet, amount) in statement.Owed.OrderBy(owed => owed.Key, StringComparer.Ordinal))
        {
            terminal.WriteLine($"Owed in {wallet}: {Amounts.Format(amount, statement.Decimals)} {statement.Currency}, to be withheld from what comes into it");
        }

        if (statement.Explanation is { } whole)
        {
            statement.Lines.ToList().ForEach(line => terminal.Write(ExplanationText.Render(line.Because!)));
            terminal.Write(ExplanationText.Render(whole.ToReason()));
        }
    }

    private static void PrintLines(Terminal terminal, SellerStatement statement)
    {
        var version = statement.Version > 1 ? $", version {statement.Version}" : "";
        var table = Tables.New($"Statement of {statement.Seller} for {statement.Period}{version}",
            ">Line", "Bonus", "From", "Order", ">Level", ">Base", ">Rate", $">{statement.Currency}");
        foreach (var line in statement.Lines)
        {
            table.Row(Amounts.Format(line.Number), line.Kind == LineKind.Pay ? line.Bonus : $"{line.Bonus} ({Word(line.Kind)})",
                line.Source == statement.Seller ? "(self)" : line.Source ?? "", line.Order ?? "", line.Level == 0 ? "" : Amounts.Format(line.Level),
                line.Base == 0 ? "" : Amounts.Format(line.Base, line.BaseDecimals), line.Rate.IsZero ? "" : Amounts.Percent(line.Rate),
                Amounts.Format(line.Amount, statement.Decimals));
        }

        table.Row("", "Total", "", "", "", "", "", Amounts.Format(statement.Total, statement.Decimals));
        terminal.People.Write(table);
    }

    private static void Write(Utf8JsonWriter json, SellerStatement statement)
    {
        json.WriteStartObject();
        json.WriteString("seller", statement.Seller);
        json.WriteString("period", statement.Period);
        json.WriteString("status", statement.Status.ToString().ToLowerInvariant());
        json.WriteNumber("run", statement.Run);
        json.WriteNumber("version", statement.Version);
        json.WriteString("currency", statement.Currency);
        json.WriteAmount("total", statement.Total, statement.Decimals);
        json.WriteBoolean("held", statement.IsHeld);
        WriteAll(json, "lines", statement.Lines, line =>
        {
            json.WriteNumber("line", line.Number);
            json.WriteString("bonus", line.Bonus);
            json.WriteString("kind", Word(line.Kind));
            json.WriteString("source", line.Source);
            json.WriteString("order", line.Order);
            json.WriteNumber("level", line.Level);
            json.WriteAmount("base", line.Base, line.BaseDecimals);
            json.WriteString("rate", line.Rate.ToString());
            json.WriteAmount("amount", line.Amount, statement.Decimals);
            if (line.Because is { } because)
            {
                json.WritePropertyName("because");
                ReasonReport.Write(json, because);
            }
        });
        WriteAll(json, "adjustments", statement.Adjustments, row =>
        {
            json.WriteString("id", row.Adjustment);
            json.WriteAmount("amount", row.Amount, statement.Decimals);
            json.WriteString("bonus", row.Bonus);
            json.WriteString("reason", row.Reason);
        });
        WriteAll(json, "overrides", statement.Overrides, row =>
        {
            json.WriteString("id", row.Override);
            json.WriteString("what", Word(row));
            json.WriteString("withdraws", row.Withdraws);
            json.WriteString("reason", row.Reason);
        });
        WriteAll(json, "balances", statement.Balances, row =>
        {
            json.WriteString("currency", row.Currency);
            json.WriteAmount("change", row.Change, statement.Decimals);
            json.WriteAmount("balance", row.Balance, statement.Decimals);
            json.WriteString("reason", row.Reason);
        });
        WriteAll(json, "payouts", statement.Payouts, payout =>
        {
            json.WriteNumber("payout", payout.Number);
            json.WriteString("wallet", payout.Wallet);
            json.WriteString("currency", payout.Currency);
            json.WriteAmount("amount", payout.Amount, payout.Decimals);
            json.WriteString("status", payout.Status.ToString().ToLowerInvariant());
        });
        if (statement.Explanation is { } whole)
        {
            json.WritePropertyName("explanation");
            ReasonReport.Write(json, whole.ToReason());
        }

        json.WriteEndObject();
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string property, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(property);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(OverrideRow row) => row.Withdraws is not null ? "Override withdrawn"
        : row.Kind == OverrideKind.Rank ? "Rank set by hand"
        : $"'{row.Bonus}' set by hand";

    private static string Word(LineKind kind) => kind switch
    {
        LineKind.Pay => "pay",
        LineKind.Cap => "cap",
        LineKind.Clawback => "clawback",
        LineKind.Adjustment => "adjustment",
        _ => "accrual",
    };
}
