using System.Globalization;
using System.Numerics;

namespace Compensation.Rules.Numbers;

/// <summary>Reads and writes fixed-point numbers: a count of smallest units and the number of decimals they stand for.</summary>
/// <remarks>12.50 with two decimals is 1,250 units. Nothing here rounds unless its name says so.</remarks>
public static class Fixed
{
    /// <summary>The most decimals that a number in a plan or a file may have.</summary>
    public const int MostDecimals = 12;

    private static readonly long[] Powers = [.. Enumerable.Range(0, 19).Select(exponent => (long)BigInteger.Pow(10, exponent))];

    /// <summary>Ten to the power of <paramref name="exponent"/>.</summary>
    /// <param name="exponent">From 0 to 18.</param>
    public static long PowerOfTen(int exponent) => Powers[exponent];

    /// <summary>Reads a decimal number with as many decimals as it is written with, at most <see cref="MostDecimals"/>.</summary>
    /// <param name="text">A number such as <c>-1234.50</c>: digits, at most one point, an optional sign; no grouping.</param>
    /// <param name="units">The number in its smallest written unit.</param>
    /// <param name="decimals">The number of digits after the point.</param>
    /// <returns>Whether the text is such a number and fits 64 bits.</returns>
    public static bool TryParseExact(ReadOnlySpan<char> text, out long units, out int decimals)
    {
        units = 0;
        decimals = 0;
        var negative = text.Length > 0 && text[0] == '-';
        var digits = negative || (text.Length > 0 && text[0] == '+') ? text[1..] : text;
        var point = false;
        var any = false;
        foreach (var c in digits)
        {
            if (c == '.')
            {
                if (point)
                {
                    return false;
                }

                point = true;
                continue;
            }

            // Collected below zero, where 64 bits reach one further than above it.
            if (c is < '0' or > '9' || units < (long.MinValue + (c - '0')) / 10 || decimals >= MostDecimals)
            {
                return false;
            }

            any = true;
            units = (units * 10) - (c - '0');
            decimals += point ? 1 : 0;
        }

        if (!any || (units == long.MinValue && !negative))
        {
            return false;
        }

        units = negative ? units : -units;
        return true;
    }

    /// <summary>Reads a decimal number into units of <paramref name="decimals"/> decimals without rounding.</summary>
    /// <returns>Whether the text is a number that fits those decimals and 64 bits.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, int decimals, out long units)
    {
        if (!TryParseExact(text, out units, out var written))
        {
            return false;
        }

        while (written > decimals && units % 10 == 0)
        {
            units /= 10;
            written--;
        }

        if (written > decimals)
        {
            return false;
        }

        var scaled = (Int128)units * PowerOfTen(decimals - written);
        units = (long)Int128.Clamp(scaled, long.MinValue, long.MaxValue);
        return scaled == units;
    }

    /// <summary>Writes units as a decimal number with exactly <paramref name="decimals"/> decimals.</summary>
    public static string Format(long units, int decimals)
    {
        if (decimals == 0)
        {
            return units.ToString(CultureInfo.InvariantCulture);
        }

        var (whole, part) = UInt128.DivRem((UInt128)Int128.Abs(units), (UInt128)PowerOfTen(decimals));
        var digits = part.ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        return string.Create(CultureInfo.InvariantCulture, $"{(units < 0 ? "-" : "")}{whole}.{digits}");
    }

    /// <summary>Brings units from one number of decimals to another, rounding half up where decimals are lost.</summary>
    /// <exception cref="OverflowException">The result needs more than 64 bits.</exception>
    public static long Rescale(long units, int from, int to) => to >= from
        ? checked((long)((Int128)units * PowerOfTen(to - from)))
        : Rounding.HalfUp.Divide(units, PowerOfTen(from - to));
}
