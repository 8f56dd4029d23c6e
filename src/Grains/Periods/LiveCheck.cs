using Compensation.Rules.Closing;

namespace Compensation.Grains.Periods;

/// <summary>Holds the result of a close against the live one at the same sequence of the ledger.</summary>
public static class LiveCheck
{
    /// <summary>The comparison where nobody had live figures: no amount was compared.</summary>
    public static LiveComparison None { get; } = new(0, 0, null);

    /// <summary>Compares what each payee gets by each bonus, and then what is paid out, to the cent.</summary>
    /// <param name="live">The live result.</param>
    /// <param name="close">The result of the close.</param>
    /// <param name="decimals">The decimals of commission lines.</param>
    public static LiveComparison Compare(Result live, Result close, int decimals)
    {
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(close);
        var (left, right) = (AmountsOf(live, decimals), AmountsOf(close, decimals));
        var keys = left.Keys.Union(right.Keys).ToList();
        var different = keys.Where(key => left.GetValueOrDefault(key) != right.GetValueOrDefault(key))
            .OrderBy(key => key.IsPayment).ThenBy(key => key.Payee, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal).ToList();
        var first = different.Count == 0 ? null : new LiveDifference(different[0].Payee, different[0].Name, left.GetValueOrDefault(different[0]),
            right.GetValueOrDefault(different[0]), different[0].Decimals);
        return new LiveComparison(keys.Count, different.Count, first);
    }

    private static Dictionary<Amount, long> AmountsOf(Result result, int decimals)
    {
        var amounts = new Dictionary<Amount, long>();
        var lines = result.Lines;
        for (var line = 0; line < lines.Count; line++)
        {
            Add(new Amount(false, result.Sellers[lines.Payee[line]], lines.BonusNames[lines.Bonus[line]], decimals), lines.Amount[line]);
        }

        foreach (var payment in result.Payments)
        {
            Add(new Amount(true, result.Sellers[payment.Payee], $"paid into {payment.Wallet} in {payment.Currency}", payment.Decimals), payment.Amount);
        }

        return amounts;

        void Add(Amount key, long amount) => amounts[key] = amounts.GetValueOrDefault(key) + amount;
    }

    private readonly record struct Amount(bool IsPayment, string Payee, string Name, int Decimals);
}
