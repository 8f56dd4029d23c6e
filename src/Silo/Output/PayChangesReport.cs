using System.Text.Json;
using Compensation.Silo.Comparing;

namespace Compensation.Silo.Output;

/// <summary>Prints who gains and who loses: tables and bars for people, everything for programs.</summary>
internal static class PayChangesReport
{
    private const int BarWidth = 24;
    private const int MostSellers = 10;

    /// <summary>Prints changes for people: totals, bonuses, ranks, and the sellers who gain and lose most.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="decimals">The decimals of the amounts.</param>
    public static void Print(Terminal terminal, PayChanges changes, int decimals)
    {
        terminal.People.Write(Amount("By bonus", "Bonus", [.. changes.Bonuses, changes.Total with { Name = "Total" }], decimals));
        var ranks = Tables.New("By rank", "Rank", ">Sellers", ">Gain", ">Lose", ">Before", ">After", ">Change");
        foreach (var rank in changes.Ranks)
        {
            ranks.Row(
                rank.Rank.Length > 0 ? rank.Rank : "(none)",
                Amounts.Format(rank.Sellers),
                Amounts.Format(rank.Gain),
                Amounts.Format(rank.Lose),
                Amounts.Format(rank.Before, decimals),
                Amounts.Format(rank.After, decimals),
                Amounts.Format(rank.After - rank.Before, decimals));
        }

        terminal.People.Write(ranks);
        var losers = changes.Sellers.Where(seller => seller.Difference < 0).Take(MostSellers).ToList();
        var winners = changes.Sellers.Reverse().Where(seller => seller.Difference > 0).Take(MostSellers).ToList();
        if (winners.Count > 0)
        {
            terminal.People.Write(Amount("Largest gains", "Seller", winners, decimals));
        }

        if (losers.Count > 0)
        {
            terminal.People.Write(Amount("Largest losses", "Seller", losers, decimals));
        }

        terminal.WriteLine($"Sellers who gain: {Amounts.Format(changes.Sellers.Count(seller => seller.Difference > 0))}; "
            + $"who lose: {Amounts.Format(changes.Sellers.Count(seller => seller.Difference < 0))}.");
    }

    /// <summary>Writes all changes as properties of the current object.</summary>
    public static void Write(Utf8JsonWriter json, PayChanges changes, int decimals)
    {
        json.WriteAmount("before", changes.Total.Before, decimals);
        json.WriteAmount("after", changes.Total.After, decimals);
        WriteAll(json, "bonuses", "bonus", changes.Bonuses, decimals);
        json.WriteStartArray("ranks");
        foreach (var rank in changes.Ranks)
        {
            json.WriteStartObject();
            json.WriteString("rank", rank.Rank);
            json.WriteNumber("sellers", rank.Sellers);
            json.WriteNumber("gain", rank.Gain);
            json.WriteNumber("lose", rank.Lose);
            json.WriteAmount("before", rank.Before, decimals);
            json.WriteAmount("after", rank.After, decimals);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteAll(json, "sellers", "seller", changes.Sellers, decimals);
    }

    private static Spectre.Console.Table Amount(string title, string of, IReadOnlyList<PayChange> changes, int decimals)
    {
        var largest = changes.Max(change => Math.Abs(change.Difference));
        var table = Tables.New(title, of, ">Before", ">After", ">Change", "");
        foreach (var change in changes)
        {
            table.Row(
                change.Name,
                Amounts.Format(change.Before, decimals),
                Amounts.Format(change.After, decimals),
                Amounts.Format(change.Difference, decimals),
                Bar.Draw(Math.Abs(change.Difference), largest, BarWidth));
        }

        return table;
    }

    private static void WriteAll(
        Utf8JsonWriter json, string property, string of, IReadOnlyList<PayChange> changes, int decimals)
    {
        json.WriteStartArray(property);
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString(of, change.Name);
            json.WriteAmount("before", change.Before, decimals);
            json.WriteAmount("after", change.After, decimals);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
