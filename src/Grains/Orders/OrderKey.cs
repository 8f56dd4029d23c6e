using System.Globalization;

namespace Compensation.Grains.Orders;

/// <summary>Represents the key of an order's grain: <c>o-{programme}-{order id}</c>.</summary>
/// <param name="Programme">The programme's number.</param>
/// <param name="Order">The order's id.</param>
public readonly record struct OrderKey(int Programme, string Order)
{
    private const string Prefix = "o-";

    /// <summary>The key of an order's grain.</summary>
    public static string Of(int programme, string order) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{programme}-{order}");

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">It is none of an order.</exception>
    public static OrderKey Read(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var end = key.IndexOf('-', Prefix.Length);
        return key.StartsWith(Prefix, StringComparison.Ordinal) && end > 0
            && int.TryParse(key.AsSpan(Prefix.Length, end - Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var programme)
                ? new OrderKey(programme, key[(end + 1)..])
                : throw new FormatException($"'{key}' is no key of an order: it begins with 'o-', the programme's number and '-'.");
    }
}
