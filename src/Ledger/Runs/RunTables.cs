using System.Text;
using Compensation.Ledger.Csv;
using Compensation.Rules.Closing;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Ledger.Runs;

/// <summary>Writes the tables of a result.</summary>
internal static class RunTables
{
    /// <summary>The words for kinds of line, by <see cref="LineKind"/>.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["pay", "cap", "clawback", "adjustment", "accrual"];

    /// <summary>Writes the commission lines.</summary>
    public static void WriteCommissions(CsvWriter csv, Result result, RunOrigin origin)
    {
        csv.Row("line", "bonus", "kind", "payee", "source", "order", "level", "base", "rate", "amount");
        var lines = result.Lines;
        byte[][] bonuses = [.. lines.BonusNames.Select(Encoding.UTF8.GetBytes)];
        byte[][] kinds = [.. Kinds.Select(Encoding.UTF8.GetBytes)];
        byte[][] rates = [.. lines.Rates.Select(rate => Encoding.UTF8.GetBytes(rate.ToString()))];
        for (var i = 0; i < lines.Count; i++)
        {
            csv.Number(i + 1);
            csv.Field(bonuses[lines.Bonus[i]]);
            csv.Field(kinds[(int)lines.Kind[i]]);
            csv.Field(result.Sellers.Bytes(lines.Payee[i]));
            OptionalId(csv, result.Sellers, lines.Source[i]);
            OptionalId(csv, origin.Snapshot.Orders.Ids, lines.OrderRow[i]);
            csv.Number(lines.Level[i]);
            csv.Number(lines.Base[i], lines.BaseDecimals[lines.Bonus[i]]);
            csv.Field(rates[lines.Rate[i]]);
            csv.Number(lines.Amount[i], origin.Plan.Decimals);
            csv.EndRow();
        }
    }

    /// <summary>Writes the measures.</summary>
    public static void WriteVolumes(CsvWriter csv, Result result, RunOrigin origin)
    {
        csv.Row(["seller", .. result.Measures.Select(measure => measure.Name)]);
        for (var seller = 0; seller < result.Sellers.Count; seller++)
        {
            csv.Field(result.Sellers.Bytes(seller));
            foreach (var measure in result.Measures)
            {
                csv.Number(measure.Values[seller], measure.Decimals);
            }

            csv.EndRow();
        }
    }

    /// <summary>Writes ranks and titles by name.</summary>
    public static void WriteRanks(CsvWriter csv, Result result, RunOrigin origin)
    {
        csv.Row("seller", "rank", "title");
        byte[][] names = [[], .. origin.Plan.Ranks.Select(Encoding.UTF8.GetBytes)];
        for (var seller = 0; seller < result.Sellers.Count; seller++)
        {
            csv.Field(result.Sellers.Bytes(seller));
            csv.Field(names[result.Rank[seller]]);
            csv.Field(names[result.Title[seller]]);
            csv.EndRow();
        }
    }

    /// <summary>Writes what is to be paid out.</summary>
    public static void WritePayments(CsvWriter csv, Result result, RunOrigin origin)
    {
        csv.Row("payee", "wallet", "currency", "amount", "due", "of");
        foreach (var payment in result.Payments)
        {
            csv.Field(result.Sellers.Bytes(payment.Payee));
            csv.Field(payment.Wallet);
            csv.Field(payment.Currency);
            csv.Number(payment.Amount, payment.Decimals);
            csv.Field(LocalDatePattern.Iso.Format(payment.Due));
            csv.Field(payment.Of);
            csv.EndRow();
        }
    }

    /// <summary>Writes what the next period takes over.</summary>
    public static void WriteCarry(CsvWriter csv, Result result, RunOrigin origin)
    {
        csv.Row("item", "seller", "value", "decimals");
        foreach (var item in result.Carry.Items)
        {
            var name = Encoding.UTF8.GetBytes(item.Name);
            for (var i = 0; i < item.Seller.Length; i++)
            {
                csv.Field(name);
                csv.Field(result.Carry.Sellers.Bytes(item.Seller[i]));
                csv.Number(item.Value[i]);
                csv.Number(item.Decimals);
                csv.EndRow();
            }
        }
    }

    /// <summary>Writes carried volume by order.</summary>
    public static void WriteLots(CsvWriter csv, Result result, RunOrigin origin)
    {
        csv.Row("bonus", "seller", "leg", "order", "placed", "period", "units", "amount", "total");
        foreach (var lot in result.Carry.Lots)
        {
            csv.Field(lot.Bonus);
            csv.Field(result.Carry.Sellers.Bytes(lot.Seller));
            csv.Number(lot.Leg);
            csv.Field(lot.Order);
            csv.Field(InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(lot.Placed)));
            csv.Field(lot.Period);
            csv.Number(lot.Units);
            csv.Number(lot.Amount);
            csv.Number(lot.Total);
            csv.EndRow();
        }
    }

    /// <summary>Writes the places given to newcomers.</summary>
    public static void WritePlaces(CsvWriter csv, Result result, RunOrigin origin)
    {
        csv.Row("tree", "seller", "parent", "leg");
        foreach (var place in result.Carry.Places)
        {
            csv.Field(place.Tree);
            csv.Field(result.Carry.Sellers.Bytes(place.Seller));
            csv.Field(result.Carry.Sellers.Bytes(place.Parent));
            csv.Number(place.Leg);
            csv.EndRow();
        }
    }

    private static void OptionalId(CsvWriter csv, Ids ids, int index)
    {
        if (index < 0)
        {
            csv.Empty();
        }
        else
        {
            csv.Field(ids.Bytes(index));
        }
    }
}
