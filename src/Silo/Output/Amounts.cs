using System.Globalization;
using Compensation.Ledger.Periods;
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

    /// <summary>Pay as a share of a volume whose units may have other decimals.</summary>
    public static string Percent(long pay, int decimals, VolumeTotal volume)
    {
        var most = Math.Max(decimals, volume.Decimals);
        return Percent(Fixed.Rescale(pay, decimals, most), Fixed.Rescale(volume.Units, volume.Decimals, most));
    }

    /// <summary>A rate in percent, as exactly as it can be written.</summary>
    public static string Percent(Rate rate) => $"{rate * new Rate(100, 1)} %";
}
