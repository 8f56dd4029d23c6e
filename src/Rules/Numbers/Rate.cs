using System.Globalization;
using System.Numerics;

namespace Compensation.Rules.Numbers;

/// <summary>Represents an exact ratio: a percentage, a factor, or an amount of money per unit.</summary>
/// <remarks>
/// A rate is a fraction of two 64-bit integers in lowest terms with a positive denominator, so 1/3 and 12.5 % are exact.
/// Rates are never rounded; only the commission line that uses one is (<see cref="Rounding"/>).
/// <c>default</c> is zero.
/// </remarks>
public readonly record struct Rate : IComparable<Rate>
{
    private readonly long denominator;

    /// <summary>Makes the rate <paramref name="numerator"/> / <paramref name="denominator"/> in lowest terms.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Rate(long numerator, long denominator)
    {
        if (denominator == 0)
        {
            throw new DivideByZeroException("A rate needs a denominator other than zero.");
        }

        var divisor = (long)BigInteger.GreatestCommonDivisor(numerator, denominator);
        var sign = denominator < 0 ? -1 : 1;
        Numerator = sign * (numerator / divisor);
        this.denominator = sign * (denominator / divisor);
    }

    /// <summary>The rate that pays nothing.</summary>
    public static Rate Zero => default;

    /// <summary>The rate that pays the base unchanged.</summary>
    public static Rate One { get; } = new(1, 1);

    /// <summary>The upper part of the fraction, with the sign.</summary>
    public long Numerator { get; }

    /// <summary>The lower part of the fraction, always positive.</summary>
    public long Denominator => denominator == 0 ? 1 : denominator;

    /// <summary>Whether this rate pays nothing.</summary>
    public bool IsZero => Numerator == 0;

    /// <summary>Reads <c>5%</c>, <c>0.05</c>, <c>1/3</c> or <c>20.00</c>.</summary>
    /// <returns>Whether the text is a rate.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Rate rate)
    {
        rate = default;
        text = text.Trim();
        var slash = text.IndexOf('/');
        if (slash > 0)
        {
            if (!TryParse(text[..slash], out var upper) || !TryParse(text[(slash + 1)..], out var lower) || lower.IsZero)
            {
                return false;
            }

            return TryMake(
                (BigInteger)upper.Numerator * lower.Denominator, (BigInteger)upper.Denominator * lower.Numerator, out rate);
        }

        var percent = text.EndsWith("%");
        if (!Fixed.TryParseExact(percent ? text[..^1].TrimEnd() : text, out var units, out var decimals))
        {
            return false;
        }

        return TryMake(units, BigInteger.Pow(10, decimals) * (percent ? 100 : 1), out rate);
    }

    /// <summary>The rate that a fixed-point number stands for.</summary>
    public static Rate FromFixed(long units, int decimals) => new(units, Fixed.PowerOfTen(decimals));

    /// <inheritdoc/>
    public int CompareTo(Rate other) =>
        ((Int128)Numerator * other.Denominator).CompareTo((Int128)other.Numerator * Denominator);

    /// <summary>Adds two rates exactly.</summary>
    /// <exception cref="OverflowException">The exact result needs more than 64 bits.</exception>
    public static Rate operator +(Rate left, Rate right) => left.Denominator == right.Denominator
        ? new Rate(checked(left.Numerator + right.Numerator), left.Denominator)
        : Make((BigInteger)left.Numerator * right.Denominator + (BigInteger)right.Numerator * left.Denominator,
            (BigInteger)left.Denominator * right.Denominator);

    /// <summary>Subtracts a rate exactly.</summary>
    /// <exception cref="OverflowException">The exact result needs more than 64 bits.</exception>
    public static Rate operator -(Rate left, Rate right) => left + new Rate(checked(-right.Numerator), right.Denominator);

    /// <summary>Multiplies two rates exactly.</summary>
    /// <exception cref="OverflowException">The exact result needs more than 64 bits.</exception>
    public static Rate operator *(Rate left, Rate right) =>
        Make((BigInteger)left.Numerator * right.Numerator, (BigInteger)left.Denominator * right.Denominator);

    /// <summary>Whether the left rate is smaller.</summary>
    public static bool operator <(Rate left, Rate right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left rate is larger.</summary>
    public static bool operator >(Rate left, Rate right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left rate is smaller or equal.</summary>
    public static bool operator <=(Rate left, Rate right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left rate is larger or equal.</summary>
    public static bool operator >=(Rate left, Rate right) => left.CompareTo(right) >= 0;

    /// <summary>The smaller of two rates.</summary>
    public static Rate Min(Rate left, Rate right) => left <= right ? left : right;

    /// <summary>The larger of two rates.</summary>
    public static Rate Max(Rate left, Rate right) => left >= right ? left : right;

    /// <summary>The rate as an exact decimal number where it has one of up to 12 decimals (<c>0.125</c>), else as a
    /// fraction.</summary>
    public override string ToString()
    {
        for (var decimals = 0; decimals <= 12; decimals++)
        {
            var scaled = (Int128)Numerator * Fixed.PowerOfTen(decimals);
            if (scaled % Denominator == 0 && scaled / Denominator is var units
                && units >= long.MinValue && units <= long.MaxValue)
            {
                return Fixed.Format((long)units, decimals);
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
    }

    private static bool TryMake(BigInteger numerator, BigInteger denominator, out Rate rate)
    {
        rate = default;
        if (denominator.IsZero)
        {
            return false;
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        numerator /= divisor;
        denominator /= divisor;
        if (BigInteger.Abs(numerator) > long.MaxValue || BigInteger.Abs(denominator) > long.MaxValue)
        {
            return false;
        }

        rate = new Rate((long)numerator, (long)denominator);
        return true;
    }

    private static Rate Make(BigInteger numerator, BigInteger denominator) => TryMake(numerator, denominator, out var rate)
        ? rate
        : throw new OverflowException($"The rate {numerator}/{denominator} needs more than 64 bits.");
}
