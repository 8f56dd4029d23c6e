using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using NodaTime.Text;

namespace Compensation.Silo.Output;

/// <summary>Prints the payouts of a period.</summary>
internal static class PayoutReport
{
    private const int MostRows = 50;

    /// <summary>Prints payouts: their sums by state and the first of them for people, all of them for programs.</summary>
    public static void Print(Terminal terminal, PeriodState state, IReadOnlyList<PayoutLine> payouts)
    {
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("period", state.Period!.Name);
                json.WriteBoolean("paid", state.Status == PeriodStatus.Paid);
                json.WriteStartArray("payouts");
                foreach (var payout in payouts)
                {
                    json.WriteStartObject();
                    json.WriteNumber("payout", payout.Number);
                    json.WriteString("seller", payout.Seller);
                    json.WriteString("wallet", payout.Wallet);
                    json.WriteString("currency", payout.Currency);
                    json.WriteAmount("amount", payout.Amount, payout.Decimals);
                    json.WriteString("due", LocalDatePattern.Iso.Format(payout.Due));
                    json.WriteString("status", Word(payout.Status));
                    json.WriteString("reference", payout.Reference);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }

        foreach (var group in payouts.GroupBy(payout => (payout.Status, payout.Currency, payout.Decimals)).OrderBy(group => group.Key))
        {
            terminal.WriteLine($"{Word(group.Key.Status)}: {group.Count():N0} payouts, "
                + $"{Amounts.Format(group.Sum(payout => payout.Amount), group.Key.Decimals)} {group.Key.Currency}");
        }

        var table = Tables.New($"Payouts of {state.Period!.Name}", ">Payout", "Seller", "Wallet", "Due", ">Amount", "", "Stands", "Reference");
        foreach (var payout in payouts.Take(MostRows))
        {
            table.Row(Amounts.Format(payout.Number), payout.Seller, payout.Wallet, LocalDatePattern.Iso.Format(payout.Due),
                Amounts.Format(payout.Amount, payout.Decimals), payout.Currency, Word(payout.Status), payout.Reference);
        }

        terminal.People.Write(table);
        if (payouts.Count > MostRows)
        {
            terminal.WriteLine($"These are the first {MostRows} of {payouts.Count:N0}; --json prints all.");
        }
    }

    private static string Word(PayoutStatus status) => status switch
    {
        PayoutStatus.Prepared => "prepared",
        PayoutStatus.Exported => "sent",
        PayoutStatus.Confirmed => "arrived",
        PayoutStatus.Failed => "failed",
        _ => "not prepared",
    };
}
