using System.Collections;
using NodaTime;

namespace Compensation.Rules.Closing;

/// <summary>Keeps payments in columns: who gets how much, and on which terms, of which there are few. A payment by itself is made for whoever asks for it.
/// </summary>
internal sealed class PaymentColumns : IReadOnlyList<Payment>
{
    private readonly List<int> payees = [];
    private readonly List<int> terms = [];
    private readonly List<long> amounts = [];
    private readonly List<long> ofPlan = [];
    private readonly List<Terms> known = [];
    private readonly Dictionary<Terms, int> numbers = [];
    private bool isInOrder = true;

    /// <inheritdoc/>
    public int Count => payees.Count;

    /// <inheritdoc/>
    public Payment this[int index]
    {
        get
        {
            var on = known[terms[index]];
            return new Payment(payees[index], on.Wallet, on.Currency, amounts[index], on.Decimals, on.Due, on.Of);
        }
    }

    /// <summary>Whether something is taken by one of them.</summary>
    public bool HasNegative { get; private set; }

    /// <summary>What a payment comes to in the plan's currency, in its smallest units.</summary>
    public long OfPlan(int index) => ofPlan[index];

    /// <summary>Adds a payment.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="inPlan">What it comes to in the plan's currency.</param>
    public void Add(in Payment payment, long inPlan)
    {
        HasNegative |= inPlan < 0;
        isInOrder = isInOrder && IsBehind(payment);
        terms.Add(NumberOf(new Terms(payment.Wallet, payment.Currency, payment.Decimals, payment.Due, payment.Of)));
        payees.Add(payment.Payee);
        amounts.Add(payment.Amount);
        ofPlan.Add(inPlan);
    }

    /// <summary>Adds other payments behind these.</summary>
    public void AddAll(PaymentColumns others)
    {
        HasNegative |= others.HasNegative;
        isInOrder = isInOrder && others.isInOrder && (others.Count == 0 || IsBehind(others[0]));
        var renumbered = others.known.ConvertAll(NumberOf);
        terms.AddRange(others.terms.Select(number => renumbered[number]));
        payees.AddRange(others.payees);
        amounts.AddRange(others.amounts);
        ofPlan.AddRange(others.ofPlan);
    }

    /// <summary>The payments by payee, then day, wallet and what they are of: most plans make them in this order.</summary>
    public PaymentColumns InOrder() => isInOrder ? this : Sorted();

    /// <inheritdoc/>
    public IEnumerator<Payment> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether a payment may stand behind the last one.</summary>
    private bool IsBehind(in Payment next) => Count == 0 || payees[^1] < next.Payee || Compare(this[Count - 1], next) <= 0;

    private static int Compare(in Payment left, in Payment right)
    {
        var byPayee = left.Payee.CompareTo(right.Payee);
        var byDay = byPayee != 0 ? byPayee : left.Due.CompareTo(right.Due);
        var byWallet = byDay != 0 ? byDay : string.CompareOrdinal(left.Wallet, right.Wallet);
        return byWallet != 0 ? byWallet : string.CompareOrdinal(left.Of, right.Of);
    }

    private PaymentColumns Sorted()
    {
        var order = Enumerable.Range(0, Count).ToArray();
        Array.Sort(order, (left, right) => Compare(this[left], this[right]) is var by && by != 0 ? by : left.CompareTo(right));
        var sorted = new PaymentColumns();
        foreach (var index in order)
        {
            sorted.Add(this[index], ofPlan[index]);
        }

        return sorted;
    }

    /// <summary>The number of terms; mostly they are those of the payment before.</summary>
    private int NumberOf(Terms on)
    {
        if (terms.Count > 0 && known[terms[^1]] == on)
        {
            return terms[^1];
        }

        if (!numbers.TryGetValue(on, out var number))
        {
            numbers[on] = number = known.Count;
            known.Add(on);
        }

        return number;
    }

    /// <summary>What payments have in common.</summary>
    private readonly record struct Terms(string Wallet, string Currency, int Decimals, LocalDate Due, string Of);
}
