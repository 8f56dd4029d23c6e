using Compensation.Rules.Closing;
using NodaTime;

namespace Compensation.Grains.Payouts;

/// <summary>Represents what is paid out of a run: its payments without those of sellers who are held.</summary>
/// <remarks>
/// Payments of one payee into one wallet, in one currency and due on one day are one payout, so fees come off what they are charged on. What is left
/// negative by that cannot be paid; it is owed. Minimum payout, rollover and what is withheld against a negative balance or against what was owed in the
/// same wallet before (<c>withheld at most</c>) are in the run's payments already.
/// </remarks>
/// <param name="Payouts">What is paid now.</param>
/// <param name="HeldBack">What waits for the release of its payee.</param>
/// <param name="Owed">Negative sums, which the payees owe.</param>
public sealed record PayoutList(IReadOnlyList<PayoutItem> Payouts, IReadOnlyList<PayoutItem> HeldBack, IReadOnlyList<PayoutItem> Owed)
{
    /// <summary>Makes the payouts of a run.</summary>
    /// <param name="payments">The run's payments.</param>
    /// <param name="held">The payees who are held, numbered as in the payments.</param>
    public static PayoutList Of(IEnumerable<Payment> payments, IReadOnlySet<int> held)
    {
        var items = payments
            .GroupBy(payment => (payment.Payee, payment.Wallet, payment.Currency, payment.Decimals, payment.Due))
            .Select(group => new PayoutItem(group.Key.Payee, group.Key.Wallet, group.Key.Currency, group.Key.Decimals, group.Key.Due,
                group.Aggregate(0L, (sum, payment) => sum + payment.Amount)))
            .Where(item => item.Amount != 0)
            .OrderBy(item => item.Payee).ThenBy(item => item.Due)
            .ThenBy(item => item.Wallet, StringComparer.Ordinal).ThenBy(item => item.Currency, StringComparer.Ordinal)
            .ToLookup(item => item.Amount < 0 ? Fate.Owed : held.Contains(item.Payee) ? Fate.HeldBack : Fate.PaidOut);
        return new PayoutList([.. items[Fate.PaidOut]], [.. items[Fate.HeldBack]], [.. items[Fate.Owed]]);
    }

    /// <summary>How many payouts there are and how much they come to.</summary>
    public static PayoutTotals TotalsOf(IEnumerable<PayoutItem> items) =>
        items.Aggregate(PayoutTotals.None, (sum, item) => sum.With(item.Currency, 1, item.Amount));

    private enum Fate
    {
        PaidOut,
        HeldBack,
        Owed,
    }
}

/// <summary>Represents one payout.</summary>
/// <param name="Payee">Who is paid, numbered as in the run's payments.</param>
/// <param name="Wallet">The wallet it goes into.</param>
/// <param name="Currency">The currency it is paid in.</param>
/// <param name="Decimals">How many decimals the currency has.</param>
/// <param name="Due">When it is due.</param>
/// <param name="Amount">Smallest units of the currency.</param>
public sealed record PayoutItem(int Payee, string Wallet, string Currency, int Decimals, LocalDate Due, long Amount);
