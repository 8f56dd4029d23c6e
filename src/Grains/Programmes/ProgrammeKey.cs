using System.Globalization;

namespace Compensation.Grains.Programmes;

/// <summary>The keys of grains: a letter that tells the kind of grain, the programme's number, and an id: <c>s-7-A1</c>.</summary>
/// <remarks>The letter keeps kinds of grains apart where a storage does not, and keeps keys from being read as numbers.</remarks>
internal static class ProgrammeKey
{
    /// <summary>Makes a key.</summary>
    public static string Of(char kind, int programme, string id) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{programme}-{id}");

    /// <summary>Reads a key.</summary>
    /// <param name="kind">The kind's letter.</param>
    /// <param name="what">What the grain stands for, for messages.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="FormatException">It is none of this kind.</exception>
    public static (int Programme, string Id) Read(char kind, string what, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        const int Begin = 2;
        var end = key.Length > Begin ? key.IndexOf('-', Begin) : -1;
        return end > 0 && key[0] == kind && key[1] == '-'
            && int.TryParse(key.AsSpan(Begin, end - Begin), NumberStyles.None, CultureInfo.InvariantCulture, out var programme)
                ? (programme, key[(end + 1)..])
                : throw new FormatException($"'{key}' is no key of {what}: it begins with '{kind}-', the programme's number and '-'.");
    }
}
