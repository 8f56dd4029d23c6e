using System.Text.Json;
using Compensation.Silo.Closing;

namespace Compensation.Silo.Output;

/// <summary>Prints a simulation: payout and breakage, ranks, who gains and who loses.</summary>
internal static class SimulationReport
{
    /// <summary>Prints a simulation for people.</summary>
    public static void Print(Terminal terminal, Simulation simulation)
    {
        var decimals = simulation.Decimals;
        var volume = simulation.Current[0].Volume?.Name ?? "volume";
        var table = Tables.New(
            $"Pay in {simulation.Currency} and as a share of {volume}",
            "Period", ">Current", ">Share", ">Changed", ">Share", ">Difference");
        foreach (var (before, after) in simulation.Current.Zip(simulation.Changed))
        {
            table.Row(before.Period, Amounts.Format(before.Pay, decimals), Share(before, decimals),
                Amounts.Format(after.Pay, decimals), Share(after, decimals), Amounts.Format(after.Pay - before.Pay, decimals));
        }

        terminal.People.Write(table);
        BreakageReport.Print(terminal, simulation);
        var ranks = Tables.New($"Ranks in {simulation.Changed[^1].Period}", "Rank", ">Current", ">Changed", ">Difference");
        foreach (var rank in simulation.Ranks.Reverse())
        {
            ranks.Row(rank.Rank.Length > 0 ? rank.Rank : "(none)", Amounts.Format(rank.Current), Amounts.Format(rank.Changed),
                Amounts.Format(rank.Changed - rank.Current));
        }

        terminal.People.Write(ranks);
        PayChangesReport.Print(terminal, simulation.Changes, decimals);
    }

    /// <summary>Writes a simulation as an object.</summary>
    public static void Write(Utf8JsonWriter json, Simulation simulation)
    {
        json.WriteStartObject();
        json.WriteString("currency", simulation.Currency);
        json.WriteStartArray("periods");
        foreach (var (before, after) in simulation.Current.Zip(simulation.Changed))
        {
            json.WriteStartObject();
            json.WriteString("period", before.Period);
            WritePay(json, "current", before, simulation.Decimals);
            WritePay(json, "changed", after, simulation.Decimals);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("ladder");
        foreach (var rank in simulation.Ranks)
        {
            json.WriteStartObject();
            json.WriteString("rank", rank.Rank);
            json.WriteNumber("current", rank.Current);
            json.WriteNumber("changed", rank.Changed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        PayChangesReport.Write(json, simulation.Changes, simulation.Decimals);
        json.WriteEndObject();
    }

    private static string Share(PlanPay pay, int decimals) =>
        pay.Volume is { } volume ? Amounts.Percent(pay.Pay, decimals, volume) : "–";

    private static void WritePay(Utf8JsonWriter json, string property, PlanPay pay, int decimals)
    {
        json.WriteStartObject(property);
        json.WriteAmount("pay", pay.Pay, decimals);
        if (pay.Volume is { } volume)
        {
            json.WriteString("volume", volume.Name);
            json.WriteAmount("total", volume.Units, volume.Decimals);
        }

        BreakageReport.Write(json, pay.Breakage, decimals);
        json.WriteEndObject();
    }
}
