using System.Globalization;
using System.Numerics;

namespace Compensation.Oracle.Tests.Model;

/// <summary>Represents an exact number of any size: the only number that the oracle knows.</summary>
internal readonly struct Fraction : IComparable<Fraction>, IEquatable<Fraction>
{
    private readonly BigInteger lower;

    public Fraction(BigInteger upper, BigInteger lower)
    {
        if (lower.IsZero)
        {
            throw new DivideByZeroException();
        }

        var common = BigInteger.GreatestCommonDivisor(upper, lower) * lower.Sign;
        Upper = upper / common;
        this.lower = lower / common;
    }

    public static Fraction Zero => default;

    public static Fraction One { get; } = new(1, 1);

    public BigInteger Upper { get; }

    public BigInteger Lower => lower.IsZero ? BigInteger.One : lower;

    public bool IsZero => Upper.IsZero;

    /// <summary>Reads <c>12.50</c> or <c>5%</c>.</summary>
    public static Fraction Parse(string text)
    {
        var percent = text.EndsWith('%');
        var number = decimal.Parse(text.TrimEnd('%'), NumberStyles.Number, CultureInfo.InvariantCulture);
        return Of(number) / Of(percent ? 100 : 1);
    }

    public static Fraction Of(long units, int decimals = 0) => new(units, BigInteger.Pow(10, decimals));

    public static Fraction Of(bool condition) => condition ? One : Zero;

    public static Fraction Min(Fraction left, Fraction right) => left <= right ? left : right;

    public static Fraction Max(Fraction left, Fraction right) => left >= right ? left : right;

    public static Fraction Sum(IEnumerable<Fraction> values) => values.Aggregate(Zero, (sum, value) => sum + value);

    public static Fraction operator +(Fraction left, Fraction right) =>
        new((left.Upper * right.Lower) + (right.Upper * left.Lower), left.Lower * right.Lower);

    public static Fraction operator -(Fraction left, Fraction right) => left + new Fraction(-right.Upper, right.Lower);

    public static Fraction operator -(Fraction value) => Zero - value;

    public static Fraction operator *(Fraction left, Fraction right) => new(left.Upper * right.Upper, left.Lower * right.Lower);

    public static Fraction operator /(Fraction left, Fraction right) => new(left.Upper * right.Lower, left.Lower * right.Upper);

    public static bool operator <(Fraction left, Fraction right) => left.CompareTo(right) < 0;

    public static bool operator >(Fraction left, Fraction right) => left.CompareTo(right) > 0;

    public static bool operator <=(Fraction left, Fraction right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Fraction left, Fraction right) => left.CompareTo(right) >= 0;

    public static bool operator ==(Fraction left, Fraction right) => left.Equals(right);

    public static bool operator !=(Fraction left, Fraction right) => !left.Equals(right);

    public int CompareTo(Fraction other) => (Upper * other.Lower).CompareTo(other.Upper * Lower);

    public bool Equals(Fraction other) => Upper == other.Upper && Lower == other.Lower;

    public override bool Equals(object? obj) => obj is Fraction other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Upper, Lower);

    /// <summary>The largest whole number that is not larger.</summary>
    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Upper, Lower, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>This number in steps of so many decimals, by one of the plan language's words.</summary>
    public Fraction Rounded(int decimals, string rounding)
    {
        var step = BigInteger.Pow(10, decimals);
        var size = new Fraction(BigInteger.Abs(Upper) * step, Lower);
        var (below, half) = (size.Floor(), new Fraction(1, 2));
        var rest = size - new Fraction(below, 1);
        var up = rounding switch
        {
            "half up" => rest >= half,
            "half even" => rest > half || (rest == half && !below.IsEven),
            "half down" => rest > half,
            "toward zero" => false,
            "away from zero" => rest > Zero,
            _ => throw new ArgumentException($"'{rounding}' is no rounding."),
        };
        return new Fraction((up ? below + 1 : below) * Upper.Sign, step);
    }

    public override string ToString() => Lower.IsOne
        ? Upper.ToString(CultureInfo.InvariantCulture)
        : BigInteger.Pow(10, 9) % Lower == 0
            ? ((decimal)Upper / (decimal)Lower).ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Upper}/{Lower}");

    private static Fraction Of(decimal number)
    {
        var bits = decimal.GetBits(number);
        var upper = ((new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32) | (uint)bits[0]) * (bits[3] < 0 ? -1 : 1);
        return new Fraction(upper, BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }
}
