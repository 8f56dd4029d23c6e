using System.Text.Json;
using Compensation.Ledger.Periods;
using Compensation.Silo.Closing;

namespace Compensation.Silo.Output;

/// <summary>Prints what a run came to: tables and bars for people, everything for programs.</summary>
internal static class RunReport
{
    private const int BarWidth = 24;

    /// <summary>Prints a run for people.</summary>
    public static void Print(Terminal terminal, RunFigures run)
    {
        var (plan, decimals) = (run.Plan, run.Plan.Decimals);
        terminal.WriteLine($"{plan.Name}, version {plan.Document.Version}: {run.Period.Name} "
            + $"({run.Period.First:uuuu-MM-dd} to {run.Period.Last:uuuu-MM-dd}, {plan.Zone.Id})");
        terminal.WriteLine($"{Amounts.Format(run.Sellers)} sellers, {Amounts.Format(run.Orders)} order rows, "
            + $"{Amounts.Format(run.Lines)} commission lines.");
        PrintVolumes(terminal, run);
        PrintBonuses(terminal, run);
        PrintRanks(terminal, run);
        PrintTop(terminal, run, decimals);
        foreach (var remark in run.Remarks)
        {
            terminal.WriteLine($"Remark: {remark}");
        }
    }

    /// <summary>Prints the volumes, with pay as a share of those that bonuses pay on.</summary>
    public static void PrintVolumes(Terminal terminal, RunFigures run)
    {
        var table = Tables.New("Volumes", "Volume", ">Total", ">Payout ratio");
        foreach (var volume in run.Volumes)
        {
            table.Row(volume.Name, Amounts.Format(volume.Units, volume.Decimals), volume.Pays ? Ratio(run, volume) : "");
        }

        terminal.People.Write(table);
    }

    /// <summary>Prints what each bonus pays.</summary>
    public static void PrintBonuses(Terminal terminal, RunFigures run)
    {
        var decimals = run.Plan.Decimals;
        var largest = run.Bonuses.Select(bonus => bonus.Amount).DefaultIfEmpty().Max();
        var table = Tables.New("Pay by bonus", "Bonus", ">Lines", $">{run.Plan.Document.Currency}", ">Share", "");
        foreach (var bonus in run.Bonuses)
        {
            table.Row(bonus.Name, Amounts.Format(bonus.Lines), Amounts.Format(bonus.Amount, decimals),
                Amounts.Percent(bonus.Amount, run.Pay), Bar.Draw(bonus.Amount, largest, BarWidth));
        }

        table.Row("Total", Amounts.Format(run.Lines), Amounts.Format(run.Pay, decimals), "", "");
        terminal.People.Write(table);
    }

    /// <summary>Prints how many sellers reached each rank, the highest first.</summary>
    public static void PrintRanks(Terminal terminal, RunFigures run)
    {
        if (run.Plan.Ranks.Count == 0)
        {
            return;
        }

        var largest = run.Ranks.Max(rank => rank.Sellers);
        var table = Tables.New("Ranks", "Rank", ">Sellers", ">Share", $">{run.Plan.Document.Currency}", "");
        foreach (var rank in run.Ranks.Reverse())
        {
            table.Row(rank.Rank.Length > 0 ? rank.Rank : "(none)", Amounts.Format(rank.Sellers),
                Amounts.Percent(rank.Sellers, run.Sellers), Amounts.Format(rank.Amount, run.Plan.Decimals),
                Bar.Draw(rank.Sellers, largest, BarWidth));
        }

        terminal.People.Write(table);
    }

    /// <summary>Prints who earns most.</summary>
    public static void PrintTop(Terminal terminal, RunFigures run, int decimals)
    {
        if (run.Top.Count == 0)
        {
            return;
        }

        var title = $"Top earners ({Amounts.Format(run.Earning)} of {Amounts.Format(run.Sellers)} sellers earn)";
        var table = Tables.New(title, "Seller", "Rank", $">{run.Plan.Document.Currency}", ">Share", "");
        foreach (var earner in run.Top)
        {
            table.Row(earner.Seller, earner.Rank, Amounts.Format(earner.Amount, decimals),
                Amounts.Percent(earner.Amount, run.Pay), Bar.Draw(earner.Amount, run.Top[0].Amount, BarWidth));
        }

        terminal.People.Write(table);
    }

    /// <summary>Pay as a share of a volume.</summary>
    public static string Ratio(RunFigures run, VolumeTotal volume) => Amounts.Percent(run.Pay, run.Plan.Decimals, volume);

    /// <summary>Writes a run as properties of the current object.</summary>
    public static void Write(Utf8JsonWriter json, RunFigures run)
    {
        var decimals = run.Plan.Decimals;
        json.WriteString("plan", run.Plan.Name);
        json.WriteNumber("version", run.Plan.Document.Version);
        json.WriteString("period", run.Period.Name);
        json.WriteString("currency", run.Plan.Document.Currency);
        json.WriteNumber("sellers", run.Sellers);
        json.WriteNumber("earning", run.Earning);
        json.WriteNumber("orders", run.Orders);
        json.WriteNumber("lines", run.Lines);
        json.WriteAmount("pay", run.Pay, decimals);
        WriteAll(json, "volumes", run.Volumes, volume =>
        {
            json.WriteString("volume", volume.Name);
            json.WriteAmount("total", volume.Units, volume.Decimals);
            json.WriteBoolean("pays", volume.Pays);
        });
        WriteAll(json, "bonuses", run.Bonuses, bonus =>
        {
            json.WriteString("bonus", bonus.Name);
            json.WriteNumber("lines", bonus.Lines);
            json.WriteAmount("amount", bonus.Amount, decimals);
        });
        WriteAll(json, "ranks", run.Ranks, rank =>
        {
            json.WriteString("rank", rank.Rank);
            json.WriteNumber("sellers", rank.Sellers);
            json.WriteAmount("amount", rank.Amount, decimals);
        });
        WriteAll(json, "top", run.Top, earner =>
        {
            json.WriteString("seller", earner.Seller);
            json.WriteString("rank", earner.Rank);
            json.WriteAmount("amount", earner.Amount, decimals);
        });
        json.WriteStartArray("remarks");
        foreach (var remark in run.Remarks)
        {
            json.WriteStringValue(remark);
        }

        json.WriteEndArray();
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
}
