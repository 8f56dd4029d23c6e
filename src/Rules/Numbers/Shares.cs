namespace Compensation.Rules.Numbers;

/// <summary>Deals a whole into parts that always sum to the whole (largest remainder, also called Hamilton's method).</summary>
public static class Shares
{
    /// <summary>Splits <paramref name="whole"/> in proportion to <paramref name="weights"/>.</summary>
    /// <param name="whole">The units to deal; not negative.</param>
    /// <param name="weights">One weight per part; none negative.</param>
    /// <param name="parts">Receives one part per weight. Each is its exact share rounded down, and the units left over go
    /// one each to the largest remainders; between equal remainders the earlier part wins, so order decides ties.
    /// Where no weight is above zero nothing is dealt.</param>
    /// <exception cref="ArgumentException">The lengths differ, the whole or a weight is negative.</exception>
    public static void Deal(long whole, ReadOnlySpan<long> weights, Span<long> parts)
    {
        if (weights.Length != parts.Length || whole < 0)
        {
            throw new ArgumentException("A whole of zero or more and one part per weight are needed.");
        }

        Int128 total = 0;
        foreach (var weight in weights)
        {
            total += weight >= 0 ? weight : throw new ArgumentException("A weight is negative.", nameof(weights));
        }

        parts.Clear();
        if (total == 0 || whole == 0)
        {
            return;
        }

        var left = whole;
        var remainders = new Int128[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var (share, remainder) = Int128.DivRem((Int128)whole * weights[i], total);
            parts[i] = (long)share;
            remainders[i] = remainder;
            left -= parts[i];
        }

        var dealt = Enumerable.Range(0, weights.Length).OrderByDescending(i => remainders[i]).ThenBy(i => i);
        foreach (var i in dealt.Take((int)left))
        {
            parts[i]++;
        }
    }
}
