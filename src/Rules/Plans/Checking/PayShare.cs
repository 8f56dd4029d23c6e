using System.Globalization;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Represents the most that is paid for one unit of a volume, as an upper bound: a ratio, or without
/// limit.</summary>
/// <remarks>Kept in billionths, rounded up, so that a bound stays a bound; what grows beyond a billion is without
/// limit.</remarks>
internal readonly record struct PayShare : IComparable<PayShare>
{
    private const long Unit = 1_000_000_000;

    private static readonly Int128 Most = (Int128)Unit * Unit;

    private readonly Int128 billionths;

    private PayShare(Int128 billionths) => this.billionths = billionths > Most ? Most : billionths < 0 ? 0 : billionths;

    /// <summary>Nothing is paid.</summary>
    public static PayShare Zero => default;

    /// <summary>The whole volume is paid.</summary>
    public static PayShare One { get; } = new(Unit);

    /// <summary>Nothing limits what is paid.</summary>
    public static PayShare Unlimited { get; } = new(Most);

    /// <summary>Whether nothing limits what is paid.</summary>
    public bool IsUnlimited => billionths == Most;

    /// <summary>Whether it is more than another by more than the rounding up of its parts can have added.</summary>
    public bool Exceeds(PayShare other) => billionths > other.billionths + (Unit / 1_000_000);

    /// <summary>The whole number in it.</summary>
    public long Whole => (long)(billionths / Unit);

    /// <summary>The share that a rate gives; a negative rate gives nothing.</summary>
    public static PayShare Of(Rate rate) => new((((Int128)rate.Numerator * Unit) + rate.Denominator - 1) / rate.Denominator);

    /// <summary>So many times the whole.</summary>
    public static PayShare Times(long count) => new((Int128)count * Unit);

    /// <inheritdoc/>
    public int CompareTo(PayShare other) => billionths.CompareTo(other.billionths);

    /// <summary>Adds two shares.</summary>
    public static PayShare operator +(PayShare left, PayShare right) => new(left.billionths + right.billionths);

    /// <summary>A share of a share.</summary>
    public static PayShare operator *(PayShare left, PayShare right) => left == Zero || right == Zero ? Zero
        : left.IsUnlimited || right.IsUnlimited ? Unlimited : new(((left.billionths * right.billionths) + Unit - 1) / Unit);

    /// <summary>What a geometric series of this ratio adds up to, beginning with the ratio itself.</summary>
    public PayShare Repeated() =>
        billionths >= Unit ? Unlimited : new(((billionths * Unit) + Unit - 1 - billionths) / (Unit - billionths));

    /// <summary>Whether the left share is smaller.</summary>
    public static bool operator <(PayShare left, PayShare right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left share is larger.</summary>
    public static bool operator >(PayShare left, PayShare right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left share is smaller or equal.</summary>
    public static bool operator <=(PayShare left, PayShare right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left share is larger or equal.</summary>
    public static bool operator >=(PayShare left, PayShare right) => left.CompareTo(right) >= 0;

    /// <summary>The larger of two shares.</summary>
    public static PayShare Max(PayShare left, PayShare right) => left > right ? left : right;

    /// <summary>The smaller of two shares.</summary>
    public static PayShare Min(PayShare left, PayShare right) => left < right ? left : right;

    /// <summary>The share in per cent, with at most two decimals.</summary>
    public override string ToString()
    {
        if (IsUnlimited)
        {
            return "no limit";
        }

        var hundredths = (billionths + 50_000) / 100_000;
        var text = string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}.{(int)(hundredths % 100):00}");
        return (text.EndsWith(".00", StringComparison.Ordinal) ? text[..^3] : text) + "%";
    }
}
