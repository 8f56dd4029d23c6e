using Compensation.Rules.Closing;

namespace Compensation.Ledger.Store;

/// <summary>Packs the commission lines that a seller gets by a bonus into bytes, and unpacks them again.</summary>
/// <remarks>
/// A line takes some 15 bytes instead of the 150 of a row with a key and an index. Its numbers stand one after another, each seven bits to a byte, the lowest
/// first, with the highest bit set where another byte follows: the line, as the distance from the one before; the kind, with a bit for whether there is a
/// source and one for whether there is an order; the source; the order's sequence and the line in it; level; base, rate above and below, amount. What may be
/// negative is folded: 0, -1, 1, -2 become 0, 1, 2, 3.
/// </remarks>
public sealed class PackedLines
{
    private const int LongestNumber = 10;
    private const int NumbersOfALine = 10;
    private const int HasSource = 1;
    private const int HasOrder = 2;
    private const int KindShift = 2;

    private byte[] bytes = new byte[1024];
    private int used;
    private int last;

    /// <summary>What was packed since <see cref="Clear"/>; good until the next call.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, used);

    /// <summary>How many lines were packed.</summary>
    public int Count { get; private set; }

    /// <summary>What their amounts sum to.</summary>
    public long Amount { get; private set; }

    /// <summary>Begins anew.</summary>
    public void Clear() => (used, last, Count, Amount) = (0, 0, 0, 0);

    /// <summary>Packs a line.</summary>
    /// <param name="line">Its number in the run, greater than the one before.</param>
    /// <param name="kind">What kind of line it is.</param>
    /// <param name="source">Who brought it, or null.</param>
    /// <param name="orderSequence">The sequence of the order's event, or null.</param>
    /// <param name="orderLine">Which line of the order, from 0; not kept where there is no order.</param>
    /// <param name="level">The level or generation.</param>
    /// <param name="base">What the rate applied to.</param>
    /// <param name="rateNumerator">The upper part of the rate.</param>
    /// <param name="rateDenominator">The lower part of the rate.</param>
    /// <param name="amount">The amount.</param>
    /// <exception cref="OverflowException">The amounts sum to more than a number of 64 bits holds.</exception>
    public void Add(int line, LineKind kind, int? source, long? orderSequence, int orderLine, int level, long @base, long rateNumerator,
        long rateDenominator, long amount)
    {
        if (bytes.Length - used < NumbersOfALine * LongestNumber)
        {
            Array.Resize(ref bytes, 2 * bytes.Length);
        }

        Put((ulong)(line - last));
        Put(((ulong)kind << KindShift) | (source is null ? 0u : HasSource) | (orderSequence is null ? 0u : HasOrder));
        if (source is { } seller)
        {
            Put((ulong)seller);
        }

        if (orderSequence is { } sequence)
        {
            Put((ulong)sequence);
            Put((ulong)orderLine);
        }

        Put((ulong)level);
        PutSigned(@base);
        PutSigned(rateNumerator);
        PutSigned(rateDenominator);
        PutSigned(amount);
        last = line;
        Count++;
        Amount = checked(Amount + amount);
    }

    /// <summary>Unpacks the lines of an earning, ascending.</summary>
    /// <exception cref="InvalidDataException">They are not as many, or do not sum to what the row says: it was damaged.</exception>
    public static IEnumerable<RunLineRow> Of(RunEarningRow earning)
    {
        ArgumentNullException.ThrowIfNull(earning);
        var (packed, at, line, count, amount) = (earning.Packed, 0, 0, 0, 0L);
        while (at < packed.Length)
        {
            line += (int)Take(packed, ref at);
            var kind = (int)Take(packed, ref at);
            var row = new RunLineRow
            {
                Programme = earning.Programme,
                Run = earning.Run,
                Line = line,
                Bonus = earning.Bonus,
                Kind = (LineKind)(kind >> KindShift),
                Payee = earning.Payee,
                Source = (kind & HasSource) == 0 ? null : (int)Take(packed, ref at),
                OrderSequence = (kind & HasOrder) == 0 ? null : (long)Take(packed, ref at),
                OrderLine = (kind & HasOrder) == 0 ? null : (int)Take(packed, ref at),
                Level = (int)Take(packed, ref at),
                Base = TakeSigned(packed, ref at),
                RateNumerator = TakeSigned(packed, ref at),
                RateDenominator = TakeSigned(packed, ref at),
                Amount = TakeSigned(packed, ref at),
            };
            count++;
            amount += row.Amount;
            yield return row;
        }

        if (count != earning.Lines || amount != earning.Amount)
        {
            throw new InvalidDataException($"The lines of seller {earning.Payee} by bonus {earning.Bonus} in run {earning.Run} are damaged: "
                + $"they are {count} and sum to {amount}, not {earning.Lines} and {earning.Amount}. Restore the ledger from a backup.");
        }
    }

    private void PutSigned(long number) => Put(unchecked((ulong)((number << 1) ^ (number >> 63))));

    private void Put(ulong number)
    {
        for (; number > 0x7F; number >>= 7)
        {
            bytes[used++] = (byte)((number & 0x7F) | 0x80);
        }

        bytes[used++] = (byte)number;
    }

    private static long TakeSigned(byte[] packed, ref int at)
    {
        var number = Take(packed, ref at);
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private static ulong Take(byte[] packed, ref int at)
    {
        var number = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            if (at == packed.Length)
            {
                throw new InvalidDataException("Packed lines end in the middle of one. Restore the ledger from a backup.");
            }

            var next = packed[at++];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }
}
