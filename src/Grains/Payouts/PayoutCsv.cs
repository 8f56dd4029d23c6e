using Compensation.Ledger.Csv;
using NodaTime.Text;

namespace Compensation.Grains.Payouts;

/// <summary>Writes payouts as comma-separated values, one a row.</summary>
public static class PayoutCsv
{
    /// <summary>Writes the names of the columns.</summary>
    public static void WriteHead(CsvWriter csv)
    {
        ArgumentNullException.ThrowIfNull(csv);
        csv.Row("payout", "seller", "wallet", "currency", "amount", "due");
    }

    /// <summary>Writes payouts.</summary>
    public static void Write(CsvWriter csv, IEnumerable<PayoutLine> payouts)
    {
        ArgumentNullException.ThrowIfNull(csv);
        ArgumentNullException.ThrowIfNull(payouts);
        foreach (var payout in payouts)
        {
            csv.Number(payout.Number);
            csv.Field(payout.Seller);
            csv.Field(payout.Wallet);
            csv.Field(payout.Currency);
            csv.Number(payout.Amount, payout.Decimals);
            csv.Field(LocalDatePattern.Iso.Format(payout.Due));
            csv.EndRow();
        }
    }
}
