using System.Text.Json;
using Compensation.Grains.Genealogy;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Silo.Output;

/// <summary>Prints sellers, where they stand, and what moving them costs.</summary>
internal static class SellerReport
{
    /// <summary>Prints what was written.</summary>
    public static void Print(Terminal terminal, GenealogyOutcome.Done done)
    {
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("sequence", done.Receipt.Sequence);
                json.WriteBoolean("repeated", done.IsRepeated);
                Write(json, done.Receipt.Places);
                json.WriteEndObject();
            });
            return;
        }

        terminal.WriteLine($"Recorded with ledger sequence {done.Receipt.Sequence}{(done.IsRepeated ? ", before" : "")}.");
        Print(terminal, done.Receipt.Places);
    }

    /// <summary>Prints a seller.</summary>
    public static void Print(Terminal terminal, SellerProfile profile)
    {
        var standing = profile.Standing switch
        {
            SellerStanding.Active => "active",
            SellerStanding.Terminated => "terminated",
            _ => $"merged into {profile.MergedInto}",
        };
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("seller", profile.Seller);
                json.WriteString("enrolled", Show(profile.Enrolled));
                json.WriteString("standing", standing);
                Write(json, profile.Places);
                json.WriteEndObject();
            });
            return;
        }

        terminal.WriteLine($"{profile.Seller}, joined {Show(profile.Enrolled)}: {standing}.");
        Print(terminal, profile.Places);
    }

    /// <summary>Prints the price of a move.</summary>
    public static void Print(Terminal terminal, MovePrice price)
    {
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => Write(json, price));
            return;
        }

        foreach (var period in price.Periods)
        {
            var title = $"{period.Period}{(period.IsClosed ? ", closed: a restatement would post the difference" : ", open")}";
            Print(terminal, title, period.Pay, price);
            foreach (var rank in period.Ranks)
            {
                terminal.WriteLine($"{rank.Seller}: {RankOf(rank.Before)} → {RankOf(rank.After)}");
            }
        }

        Print(terminal, "In total", price.Total, price);
        terminal.WriteLine(price.ChangesClosedPay
            ? "It changes the pay of a closed period: a second person has to approve it."
            : "It leaves the pay of closed periods as it is.");
    }

    private static string RankOf(string rank) => rank.Length == 0 ? "no rank" : rank;

    private static void Print(Terminal terminal, string title, IReadOnlyList<PayChange> changes, MovePrice price)
    {
        if (changes.Count == 0)
        {
            terminal.WriteLine($"{title}: nobody gains or loses.");
            return;
        }

        var table = Tables.New($"{title} ({price.Currency})", "seller", ">without", ">with", ">difference");
        foreach (var change in changes)
        {
            table.Row(change.Seller, Amounts.Format(change.Before, price.Decimals), Amounts.Format(change.After, price.Decimals),
                Amounts.Format(change.Change, price.Decimals));
        }

        terminal.People.Write(table);
    }

    private static void Print(Terminal terminal, IReadOnlyList<SellerPlace> places)
    {
        foreach (var place in places)
        {
            var below = place.Parent is null ? "below nobody" : $"below {place.Parent}{(place.Leg is null ? "" : $", {place.Leg}")}";
            terminal.WriteLine($"{place.Tree}: {place.Seller} {below}, from {Show(place.From)} on");
        }
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<SellerPlace> places)
    {
        json.WriteStartArray("places");
        foreach (var place in places)
        {
            json.WriteStartObject();
            json.WriteString("seller", place.Seller);
            json.WriteString("tree", place.Tree);
            json.WriteString("parent", place.Parent);
            json.WriteString("leg", place.Leg);
            json.WriteString("from", Show(place.From));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, MovePrice price)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", price.Sequence);
        json.WriteString("currency", price.Currency);
        json.WriteStartArray("periods");
        foreach (var period in price.Periods)
        {
            json.WriteStartObject();
            json.WriteString("period", period.Period);
            json.WriteBoolean("closed", period.IsClosed);
            Write(json, "pay", period.Pay, price.Decimals);
            json.WriteStartArray("ranks");
            foreach (var rank in period.Ranks)
            {
                json.WriteStartObject();
                json.WriteString("seller", rank.Seller);
                json.WriteString("without", rank.Before);
                json.WriteString("with", rank.After);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "total", price.Total, price.Decimals);
        Write(json, "posted forward", price.PostedForward, price.Decimals);
        json.WriteBoolean("needs approval", price.ChangesClosedPay);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<PayChange> changes, int decimals)
    {
        json.WriteStartArray(name);
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("seller", change.Seller);
            json.WriteAmount("without", change.Before, decimals);
            json.WriteAmount("with", change.After, decimals);
            json.WriteAmount("difference", change.Change, decimals);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Show(long milliseconds) => InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(milliseconds));
}
