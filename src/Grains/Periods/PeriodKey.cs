using System.Globalization;

namespace Compensation.Grains.Periods;

/// <summary>Represents the key of a period's grain: <c>p-{programme}-{period}</c>.</summary>
/// <param name="Programme">The programme's number.</param>
/// <param name="Period">The period's name.</param>
public readonly record struct PeriodKey(int Programme, string Period)
{
    private const string Prefix = "p-";

    /// <summary>The key of a period's grain.</summary>
    public static string Of(int programme, string period) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{programme}-{period}");

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">It is none of a period.</exception>
    public static PeriodKey Read(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var end = key.Length < Prefix.Length ? -1 : key.IndexOf('-', Prefix.Length);
        return key.StartsWith(Prefix, StringComparison.Ordinal) && end > 0
            && int.TryParse(key.AsSpan(Prefix.Length, end - Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var programme)
                ? new PeriodKey(programme, key[(end + 1)..])
                : throw new FormatException($"'{key}' is no key of a period: it begins with 'p-', the programme's number and '-'.");
    }
}
