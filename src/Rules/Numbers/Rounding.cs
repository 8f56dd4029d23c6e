namespace Compensation.Rules.Numbers;

/// <summary>How a plan rounds an exact amount to the smallest unit of its currency.</summary>
/// <remarks>One rule per plan, applied once per commission line (ADR 0001).</remarks>
public enum Rounding
{
    /// <summary>To the nearest unit; a half goes away from zero (2.5 → 3, −2.5 → −3). The default.</summary>
    HalfUp,

    /// <summary>To the nearest unit; a half goes to the even unit (2.5 → 2, 3.5 → 4).</summary>
    HalfEven,

    /// <summary>To the nearest unit; a half goes towards zero (2.5 → 2).</summary>
    HalfDown,

    /// <summary>Towards zero: what is less than a unit is cut off (truncation).</summary>
    TowardZero,

    /// <summary>Away from zero: any part of a unit counts as a whole one.</summary>
    AwayFromZero,
}

/// <summary>Division and multiplication with a plan's rounding.</summary>
public static class RoundingArithmetic
{
    /// <summary>The rounded quotient of two integers.</summary>
    /// <exception cref="OverflowException">The quotient needs more than 64 bits.</exception>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static long Divide(this Rounding rounding, Int128 dividend, Int128 divisor)
    {
        if (divisor < 0)
        {
            dividend = -dividend;
            divisor = -divisor;
        }

        if (dividend >= long.MinValue && dividend <= long.MaxValue && divisor <= long.MaxValue)
        {
            return DivideLongs(rounding, (long)dividend, (long)divisor);
        }

        var (quotient, remainder) = Int128.DivRem(dividend, divisor);
        var size = Int128.Abs(remainder);
        return checked((long)(GoesAway(rounding, remainder != 0, size.CompareTo(divisor - size), Int128.IsOddInteger(quotient))
            ? quotient + Int128.Sign(dividend)
            : quotient));
    }

    /// <summary><paramref name="units"/> times <paramref name="rate"/>, brought from one number of decimals to another
    /// and rounded once.</summary>
    /// <exception cref="OverflowException">The result needs more than 64 bits.</exception>
    public static long Multiply(this Rounding rounding, long units, int decimals, Rate rate, int resultDecimals)
    {
        if (resultDecimals >= decimals && IsSmall(units, rate.Numerator, out var small)
            && (resultDecimals == decimals || IsSmall(small, Fixed.PowerOfTen(resultDecimals - decimals), out small)))
        {
            return DivideLongs(rounding, small, rate.Denominator);
        }

        var product = (Int128)units * rate.Numerator;
        return resultDecimals >= decimals
            ? rounding.Divide(checked(product * Fixed.PowerOfTen(resultDecimals - decimals)), rate.Denominator)
            : rounding.Divide(product, (Int128)rate.Denominator * Fixed.PowerOfTen(decimals - resultDecimals));
    }

    /// <summary>Whether a product needs no more than 64 bits, as nearly all do.</summary>
    private static bool IsSmall(long left, long right, out long product) => Math.BigMul(left, right, out product) == product >> 63;

    private static long DivideLongs(Rounding rounding, long dividend, long divisor)
    {
        var quotient = dividend / divisor;
        var remainder = dividend - (quotient * divisor);
        var size = (ulong)(remainder < 0 ? -remainder : remainder);
        var half = size > (ulong)divisor - size ? 1 : size == (ulong)divisor - size ? 0 : -1;
        return GoesAway(rounding, remainder != 0, half, (quotient & 1) != 0)
            ? checked(quotient + (dividend < 0 ? -1 : 1))
            : quotient;
    }

    private static bool GoesAway(Rounding rounding, bool inexact, int half, bool odd) => inexact && rounding switch
    {
        Rounding.HalfUp => half >= 0,
        Rounding.HalfEven => half > 0 || (half == 0 && odd),
        Rounding.HalfDown => half > 0,
        Rounding.TowardZero => false,
        Rounding.AwayFromZero => true,
        _ => throw new ArgumentOutOfRangeException(nameof(rounding)),
    };
}
