using System.Globalization;

namespace Compensation.Rules.Numbers;

/// <summary>Represents an exact ratio: a percentage, a factor, or an amount of money per unit.</summary>
/// <remarks>
/// A rate is a fraction of two 64-bit integers in lowest terms with a positive denominator, so 1/3 and 12.5 % are exact.
/// Rates are never rounded; only the commission line that uses one is (<see cref="Rounding"/>).
/// <c>default</c> is zero.
/// </remarks>
public readonly record struct Rate : IComparable<Rate>
{
    /// <summary>One less than the denominator, so that <c>default</c> is zero over one and equals every other zero.</summary>
    private readonly long denominatorLessOne;

    /// <summary>Makes the rate <paramref name="numerator"/> / <paramref name="denominator"/> in lowest terms.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    /// <exception cref="OverflowException">In lowest terms with a positive denominator, a part needs more than 64
    /// bits.</exception>
    public Rate(long numerator, long denominator)
    {
        if (denominator == 0)
        {
            throw new DivideByZeroException("A rate needs a denominator other than zero.");
        }

        if (!TryReduce(numerator, denominator, out var reduced))
        {
            throw TooLarge(numerator, denominator);
        }

        this = reduced;
    }

    private Rate((long Numerator, long Denominator) lowestTerms)
    {
        Numerator = lowestTerms.Numerator;
        denominatorLessOne = lowestTerms.Denominator - 1;
    }

    /// <summary>The rate that pays nothing.</summary>
    public static Rate Zero => default;

    /// <summary>The rate that pays the base unchanged.</summary>
    public static Rate One { get; } = new(1, 1);

    /// <summary>The upper part of the fraction, with the sign.</summary>
    public long Numerator { get; }

    /// <summary>The lower part of the fraction, always positive.</summary>
    public long Denominator => denominatorLessOne + 1;

    /// <summary>Whether this rate pays nothing.</summary>
    public bool IsZero => Numerator == 0;

    /// <summary>Reads <c>5%</c>, <c>0.05</c>, <c>1/3</c> or <c>20.00</c>. A fraction of percentages is refused, because it
    /// could be read in two ways.</summary>
    /// <returns>Whether the text is a rate.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Rate rate)
    {
        rate = default;
        var slash = text.IndexOf('/');
        if (slash < 0)
        {
            return TryParsePart(text.Trim(), percentAllowed: true, out rate);
        }

        return TryParsePart(text[..slash].Trim(), percentAllowed: false, out var upper)
            && TryParsePart(text[(slash + 1)..].Trim(), percentAllowed: false, out var lower)
            && !lower.IsZero
            && TryReduce((Int128)upper.Numerator * lower.Denominator, (Int128)upper.Denominator * lower.Numerator, out rate);
    }

    /// <summary>The rate that a fixed-point number stands for.</summary>
    public static Rate FromFixed(long units, int decimals) => new(units, Fixed.PowerOfTen(decimals));

    /// <inheritdoc/>
    public int CompareTo(Rate other) =>
        ((Int128)Numerator * other.Denominator).CompareTo((Int128)other.Numerator * Denominator);

    /// <summary>Adds two rates exactly.</summary>
    /// <exception cref="OverflowException">The exact result needs more than 64 bits.</exception>
    public static Rate operator +(Rate left, Rate right) => left.Denominator == right.Denominator
        ? Make((Int128)left.Numerator + right.Numerator, left.Denominator)
        : Make(((Int128)left.Numerator * right.Denominator) + ((Int128)right.Numerator * left.Denominator),
            (Int128)left.Denominator * right.Denominator);

    /// <summary>Subtracts a rate exactly.</summary>
    /// <exception cref="OverflowException">The exact result needs more than 64 bits.</exception>
    public static Rate operator -(Rate left, Rate right) => left.Denominator == right.Denominator
        ? Make((Int128)left.Numerator - right.Numerator, left.Denominator)
        : Make(((Int128)left.Numerator * right.Denominator) - ((Int128)right.Numerator * left.Denominator),
            (Int128)left.Denominator * right.Denominator);

    /// <summary>Multiplies two rates exactly.</summary>
    /// <exception cref="OverflowException">The exact result needs more than 64 bits.</exception>
    public static Rate operator *(Rate left, Rate right) =>
        Make((Int128)left.Numerator * right.Numerator, (Int128)left.Denominator * right.Denominator);

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

    /// <summary>The quotient of two integers, where it fits: its lowest terms need at most 64 bits each.</summary>
    /// <returns>Whether it fits; false also for a divisor of zero.</returns>
    public static bool TryQuotient(Int128 numerator, Int128 denominator, out Rate rate)
    {
        rate = default;
        return denominator != 0 && TryReduce(numerator, denominator, out rate);
    }

    private static bool TryParsePart(ReadOnlySpan<char> text, bool percentAllowed, out Rate rate)
    {
        rate = default;
        var percent = percentAllowed && text.EndsWith("%");
        return Fixed.TryParseExact(percent ? text[..^1].TrimEnd() : text, out var units, out var decimals)
            && TryReduce(units, (Int128)Fixed.PowerOfTen(decimals) * (percent ? 100 : 1), out rate);
    }

    private static bool TryReduce(Int128 numerator, Int128 denominator, out Rate rate)
    {
        rate = default;
        var divisor = GreatestCommonDivisor(Int128.Abs(numerator), Int128.Abs(denominator)) * Int128.Sign(denominator);
        numerator /= divisor;
        denominator /= divisor;
        if (numerator < long.MinValue || numerator > long.MaxValue || denominator > long.MaxValue)
        {
            return false;
        }

        rate = new Rate(((long)numerator, (long)denominator));
        return true;
    }

    private static Int128 GreatestCommonDivisor(Int128 left, Int128 right)
    {
        while (right != 0)
        {
            // 128-bit division is slow; most rates are small from the start.
            (left, right) = left <= long.MaxValue && right <= long.MaxValue
                ? (right, (long)left % (long)right)
                : (right, left % right);
        }

        return left;
    }

    private static Rate Make(Int128 numerator, Int128 denominator) => TryReduce(numerator, denominator, out var rate)
        ? rate
        : throw TooLarge(numerator, denominator);

    private static OverflowException TooLarge(Int128 numerator, Int128 denominator) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The rate {numerator}/{denominator} needs more than 64 bits."));
}
