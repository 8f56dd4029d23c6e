using System.Collections.Immutable;

namespace Compensation.Grains.Payouts;

/// <summary>Represents how many payouts there are and how much they come to, currency by currency.</summary>
/// <remarks>Two totals are equal if they have the same in every currency. A currency without payouts and amount is as one that is not named.</remarks>
public sealed class PayoutTotals : IEquatable<PayoutTotals>
{
    private readonly ImmutableSortedDictionary<string, (int Count, long Amount)> byCurrency;

    private PayoutTotals(ImmutableSortedDictionary<string, (int Count, long Amount)> byCurrency) => this.byCurrency = byCurrency;

    /// <summary>Nothing.</summary>
    public static PayoutTotals None { get; } =
        new(ImmutableSortedDictionary.Create<string, (int Count, long Amount)>(StringComparer.Ordinal));

    /// <summary>What there is of each currency, by its code.</summary>
    public IReadOnlyDictionary<string, (int Count, long Amount)> ByCurrency => byCurrency;

    /// <summary>Whether there is nothing.</summary>
    public bool IsNone => byCurrency.IsEmpty;

    /// <summary>Whether no currency has a negative count or amount.</summary>
    public bool IsPositive => byCurrency.Values.All(total => total is { Count: >= 0, Amount: >= 0 });

    /// <summary>These totals and so many payouts more.</summary>
    /// <param name="currency">The currency's code.</param>
    /// <param name="count">How many payouts.</param>
    /// <param name="amount">Their sum in smallest units.</param>
    public PayoutTotals With(string currency, int count, long amount)
    {
        var (known, sum) = byCurrency.GetValueOrDefault(currency);
        var total = (Count: known + count, Amount: sum + amount);
        return new(total == default ? byCurrency.Remove(currency) : byCurrency.SetItem(currency, total));
    }

    /// <summary>Both together.</summary>
    public static PayoutTotals operator +(PayoutTotals left, PayoutTotals right) =>
        right.byCurrency.Aggregate(left, (sum, total) => sum.With(total.Key, total.Value.Count, total.Value.Amount));

    /// <summary>What the left ones have more than the right ones.</summary>
    public static PayoutTotals operator -(PayoutTotals left, PayoutTotals right) =>
        right.byCurrency.Aggregate(left, (sum, total) => sum.With(total.Key, -total.Value.Count, -total.Value.Amount));

    /// <summary>Whether both have the same in every currency.</summary>
    public static bool operator ==(PayoutTotals? left, PayoutTotals? right) => left?.Equals(right) ?? right is null;

    /// <summary>Whether they differ in some currency.</summary>
    public static bool operator !=(PayoutTotals? left, PayoutTotals? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(PayoutTotals? other) => other is not null && byCurrency.SequenceEqual(other.byCurrency);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PayoutTotals);

    /// <inheritdoc/>
    public override int GetHashCode() => byCurrency.Aggregate(0, (hash, total) => HashCode.Combine(hash, total.Key, total.Value));

    /// <summary>The totals as messages show them: <c>3 × EUR 12345</c>, amounts in smallest units.</summary>
    public override string ToString() => IsNone
        ? "nothing"
        : string.Join(", ", byCurrency.Select(total => $"{total.Value.Count} × {total.Key} {total.Value.Amount}"));

    internal void Write(CanonicalBytes bytes)
    {
        bytes.Number(byCurrency.Count);
        foreach (var (currency, (count, amount)) in byCurrency)
        {
            bytes.Text(currency).Number(count).Number(amount);
        }
    }
}
