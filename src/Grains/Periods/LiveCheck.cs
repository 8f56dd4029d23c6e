using System.Globalization;
using Compensation.Rules.Closing;

namespace Compensation.Grains.Periods;

/// <summary>Holds the result of a close against the live one at the same sequence of the ledger.</summary>
public static class LiveCheck
{
    /// <summary>The comparison where nobody had live figures: no amount was compared.</summary>
    public static LiveComparison None { get; } = new(0, 0, null);

    /// <summary>Compares every line, and then what is paid out, to the cent.</summary>
    /// <param name="live">The live result, with what was known.</param>
    /// <param name="close">The result of the close, likewise.</param>
    /// <param name="decimals">The decimals of commission lines.</param>
    public static LiveComparison Compare((Result Result, Snapshot Snapshot) live, (Result Result, Snapshot Snapshot) close, int decimals)
    {
        if (AreSame(live.Result, close.Result) && HaveSameOrders(live, close))
        {
            return new LiveComparison(close.Result.Lines.Count + close.Result.Payments.Count, 0, null);
        }

        var (left, right) = (AmountsOf(live, decimals), AmountsOf(close, decimals));
        var different = left.Keys.Union(right.Keys).Where(key => AmountOf(left, key) != AmountOf(right, key))
            .OrderBy(key => key.IsPayment).ThenBy(key => key.Payee, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal)
            .ThenBy(key => right.GetValueOrDefault(key).Line).ThenBy(key => left.GetValueOrDefault(key).Line).ToList();
        var first = different.Count == 0 ? null : new LiveDifference(different[0].Payee, different[0].Name, AmountOf(left, different[0]),
            AmountOf(right, different[0]), different[0].Decimals, WhereOf(different[0], left, right));
        return new LiveComparison(left.Keys.Union(right.Keys).Count(), different.Count, first);
    }

    private static bool AreSame(Result live, Result close)
    {
        var (left, right) = (live.Lines, close.Lines);
        return left.Amount.AsSpan().SequenceEqual(right.Amount) && left.Payee.AsSpan().SequenceEqual(right.Payee)
            && left.Source.AsSpan().SequenceEqual(right.Source) && left.Bonus.AsSpan().SequenceEqual(right.Bonus)
            && left.Kind.AsSpan().SequenceEqual(right.Kind) && left.Level.AsSpan().SequenceEqual(right.Level)
            && live.Payments.SequenceEqual(close.Payments) && AreSame(live.Sellers, close.Sellers);
    }

    private static bool AreSame(Ids live, Ids close)
    {
        var same = live.Count == close.Count;
        for (var i = 0; same && i < live.Count; i++)
        {
            same = live.Bytes(i).SequenceEqual(close.Bytes(i));
        }

        return same;
    }

    /// <summary>Rows of orders are numbered as each snapshot has them, so lines are held against each other by the orders' ids.</summary>
    private static bool HaveSameOrders((Result Result, Snapshot Snapshot) live, (Result Result, Snapshot Snapshot) close)
    {
        var (left, right) = (live.Result.Lines.OrderRow, close.Result.Lines.OrderRow);
        var same = true;
        for (var line = 0; same && line < left.Length; line++)
        {
            same = left[line] < 0 || right[line] < 0 ? left[line] == right[line]
                : live.Snapshot.Orders.Ids.Bytes(left[line]).SequenceEqual(close.Snapshot.Orders.Ids.Bytes(right[line]));
        }

        return same;
    }

    private static Dictionary<Key, (long Amount, int Line)> AmountsOf((Result Result, Snapshot Snapshot) closed, int decimals)
    {
        var amounts = new Dictionary<Key, (long Amount, int Line)>();
        var (lines, ids) = (closed.Result.Lines, closed.Result.Sellers);
        for (var line = 0; line < lines.Count; line++)
        {
            Add(new Key(false, ids[lines.Payee[line]], lines.BonusNames[lines.Bonus[line]], decimals)
            {
                Kind = lines.Kind[line],
                Source = lines.Source[line] < 0 ? "" : ids[lines.Source[line]],
                Order = lines.OrderRow[line] < 0 ? "" : closed.Snapshot.Orders.Ids[lines.OrderRow[line]],
                Level = lines.Level[line],
            }, lines.Amount[line], line + 1);
        }

        foreach (var payment in closed.Result.Payments)
        {
            Add(new Key(true, ids[payment.Payee], $"paid into {payment.Wallet} in {payment.Currency}", payment.Decimals), payment.Amount, 0);
        }

        return amounts;

        void Add(Key key, long amount, int line) =>
            amounts[key] = amounts.TryGetValue(key, out var known) ? (known.Amount + amount, known.Line) : (amount, line);
    }

    private static long? AmountOf(Dictionary<Key, (long Amount, int Line)> amounts, Key key) =>
        amounts.TryGetValue(key, out var known) ? known.Amount : null;

    /// <summary>Which line it is: of the close, or of the live result where the close does not have it.</summary>
    private static string? WhereOf(Key key, Dictionary<Key, (long Amount, int Line)> live, Dictionary<Key, (long Amount, int Line)> close)
    {
        if (key.IsPayment)
        {
            return null;
        }

        var line = close.TryGetValue(key, out var known) ? $"line {Number(known.Line)}" : $"live line {Number(live[key].Line)}";
        var source = key.Source.Length == 0 || key.Source == key.Payee ? "" : $" from {key.Source}";
        var order = key.Order.Length == 0 ? "" : $" for order {key.Order}";
        var level = key.Level == 0 ? "" : $" on level {Number(key.Level)}";
        return line + source + order + level;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Key(bool IsPayment, string Payee, string Name, int Decimals)
    {
        public LineKind Kind { get; init; }

        public string Source { get; init; } = "";

        public string Order { get; init; } = "";

        public int Level { get; init; }
    }
}
