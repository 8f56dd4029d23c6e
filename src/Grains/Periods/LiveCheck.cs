using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Compensation.Rules.Closing;
using NodaTime;

namespace Compensation.Grains.Periods;

/// <summary>Holds the result of a close against the live one at the same sequence of the ledger.</summary>
public static class LiveCheck
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>What stands for a result in a comparison.</summary>
    /// <param name="closed">The result, with what was known.</param>
    /// <param name="source">Where it came from.</param>
    /// <remarks>Equal digests mean equal results; the same amounts in another order have another digest.</remarks>
    public static LiveDigest DigestOf((Result Result, Snapshot Snapshot) closed, LiveSource source)
    {
        var (lines, orders) = (closed.Result.Lines, closed.Snapshot.Orders.Ids);
        using var hash = new BufferedHash();
        hash.Add(lines.Bonus);
        hash.Add(lines.Kind);
        hash.Add(lines.Payee);
        hash.Add(lines.Source);
        hash.Add(lines.Level);
        hash.Add(lines.Amount);
        foreach (var row in lines.OrderRow)
        {
            hash.AddText(row < 0 ? [] : orders.Bytes(row));
        }

        for (var seller = 0; seller < closed.Result.Sellers.Count; seller++)
        {
            hash.AddText(closed.Result.Sellers.Bytes(seller));
        }

        foreach (var name in lines.BonusNames)
        {
            hash.AddText(Encoding.UTF8.GetBytes(name));
        }

        foreach (var payment in closed.Result.Payments)
        {
            hash.AddNumber(payment.Payee);
            hash.AddNumber(payment.Amount);
            hash.AddNumber(payment.Decimals);
            hash.AddNumber(Period.DaysBetween(Epoch, payment.Due));
            hash.AddText(Encoding.UTF8.GetBytes(payment.Wallet));
            hash.AddText(Encoding.UTF8.GetBytes(payment.Currency));
            hash.AddText(Encoding.UTF8.GetBytes(payment.Of));
        }

        return new LiveDigest(hash.ToText(), lines.Count + closed.Result.Payments.Count, source);
    }

    /// <summary>Compares every line, and then what is paid out, to the cent.</summary>
    /// <param name="live">The live result, with what was known.</param>
    /// <param name="close">The result of the close, likewise.</param>
    /// <param name="decimals">The decimals of commission lines.</param>
    /// <param name="source">Where the live result came from.</param>
    public static LiveComparison Compare(
        (Result Result, Snapshot Snapshot) live, (Result Result, Snapshot Snapshot) close, int decimals, LiveSource source)
    {
        var (left, right) = (AmountsOf(live, decimals), AmountsOf(close, decimals));
        var different = left.Keys.Union(right.Keys).Where(key => AmountOf(left, key) != AmountOf(right, key))
            .OrderBy(key => key.IsPayment).ThenBy(key => key.Payee, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal)
            .ThenBy(key => right.GetValueOrDefault(key).Line).ThenBy(key => left.GetValueOrDefault(key).Line).ToList();
        var first = different.Count == 0 ? null : new LiveDifference(different[0].Payee, different[0].Name, AmountOf(left, different[0]),
            AmountOf(right, different[0]), different[0].Decimals, WhereOf(different[0], left, right));
        return new LiveComparison(left.Keys.Union(right.Keys).Count(), different.Count, first, source);
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

    /// <summary>Hashes many short texts: the hash itself is asked only when some have come together.</summary>
    private sealed class BufferedHash : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] buffer = new byte[1 << 16];
        private int used;

        public void Add<T>(LineColumn<T> column)
            where T : unmanaged
        {
            Flush();
            var block = MemoryMarshal.Cast<byte, T>(buffer.AsSpan());
            for (int first = 0, count; first < column.Count; first += count)
            {
                count = Math.Min(block.Length, column.Count - first);
                column.CopyTo(first, block[..count]);
                hash.AppendData(MemoryMarshal.AsBytes(block[..count]));
            }
        }

        /// <summary>Adds a text after its length.</summary>
        public void AddText(ReadOnlySpan<byte> text)
        {
            if (used + sizeof(int) + text.Length > buffer.Length)
            {
                Flush();
            }

            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(used), text.Length);
            used += sizeof(int);
            if (text.Length > buffer.Length - used)
            {
                Flush();
                hash.AppendData(text);
                return;
            }

            text.CopyTo(buffer.AsSpan(used));
            used += text.Length;
        }

        public void AddNumber(long number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            AddText(bytes);
        }

        public string ToText()
        {
            Flush();
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        public void Dispose() => hash.Dispose();

        private void Flush()
        {
            hash.AppendData(buffer.AsSpan(0, used));
            used = 0;
        }
    }

    private readonly record struct Key(bool IsPayment, string Payee, string Name, int Decimals)
    {
        public LineKind Kind { get; init; }

        public string Source { get; init; } = "";

        public string Order { get; init; } = "";

        public int Level { get; init; }
    }
}

/// <summary>Represents what stands for a result when it is compared.</summary>
/// <param name="Hash">The SHA-256 of all that is compared.</param>
/// <param name="Amounts">How many lines and payments there are.</param>
/// <param name="Source">Where the result came from.</param>
public sealed record LiveDigest(string Hash, long Amounts, LiveSource Source);
