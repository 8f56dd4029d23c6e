using System.Globalization;
using Compensation.Rules.Numbers;

namespace Compensation.Silo.Output;

/// <summary>Writes amounts, counts and shares for people: thousands grouped, decimals as many as the unit has.</summary>
internal static class Amounts
{
    /// <summary>An amount in smallest units, such as <c>1,234.50</c>.</summary>
    public static string Format(long units, int decimals)
    {
        var plain = Fixed.Format(units, decimals);
        var point = plain.IndexOf('.');
        var whole = point < 0 ? plain : plain[..point];
        var grouped = Int128.Parse(whole, CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);
        var sign = units < 0 && grouped[0] != '-' ? "-" : "";
        return sign + grouped + (point < 0 ? "" : plain[point..]);
    }

    /// <summary>A count, such as <c>12,345</c>.</summary>
    public static string Format(long count) => Format(count, 0);

    /// <summary>A part of a whole in percent with one decimal, rounded half up; a dash where there is no whole.</summary>
    public static string Percent(long part, long whole) =>
        whole == 0 ? "–" : Fixed.Format(Rounding.HalfUp.Divide((Int128)part * 1000, whole), 1) + " %";
}
