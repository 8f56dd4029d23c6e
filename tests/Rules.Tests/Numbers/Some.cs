using Compensation.Rules.Numbers;
using FsCheck;
using FsCheck.Fluent;

namespace Compensation.Rules.Tests.Numbers;

/// <summary>Generators of numbers that look for trouble: small ones, ones around powers of two and ten, the ends of the
/// range.</summary>
internal static class Some
{
    /// <summary>Whole numbers of every size.</summary>
    public static Gen<long> Int64 { get; } = Gen.OneOf(
        Gen.Choose(-20, 20).Select(number => (long)number),
        from bits in Gen.Choose(0, 62)
        from off in Gen.Choose(-1, 1)
        from sign in Sign
        select sign * ((1L << bits) + off),
        from exponent in Gen.Choose(0, 18)
        from off in Gen.Choose(-1, 1)
        from sign in Sign
        select sign * (Fixed.PowerOfTen(exponent) + off),
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from shift in Gen.Choose(0, 40)
        select (((long)high << 31) | (uint)low) >> shift,
        Gen.Elements(long.MinValue, long.MinValue + 1, long.MaxValue, long.MaxValue - 1));

    /// <summary>Whole numbers of up to 128 bits.</summary>
    public static Gen<Int128> Int128 { get; } = Gen.OneOf(
        Int64.Select(number => (Int128)number),
        from left in Int64 from right in Int64 select (Int128)left * right,
        from left in Int64 from right in Int64 select ((Int128)left << 64) | (ulong)(right & long.MaxValue));

    /// <summary>Rates that fit, as plans have them and not.</summary>
    public static Gen<Rate> Rate { get; } =
        from numerator in Int64
        from denominator in Int64
        where denominator != 0 && denominator != long.MinValue && numerator != long.MinValue
        select new Rate(numerator, denominator);

    private static Gen<long> Sign => Gen.Elements(-1L, 1L);

    /// <summary>Checks a property so many times and throws with the seed where it fails.</summary>
    public static void Check(this Property property, int times) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(times), property);
}
