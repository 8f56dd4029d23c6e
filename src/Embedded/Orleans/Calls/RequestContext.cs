namespace Orleans.Runtime;

/// <summary>Values that travel with a call, and with the calls that it makes in turn.</summary>
/// <remarks>A callee's changes do not travel back. The values are shared, not copied: they have to be immutable.</remarks>
public static class RequestContext
{
    private static readonly AsyncLocal<Dictionary<string, object>?> Flowing = new();

    /// <summary>The names of the values.</summary>
    public static IEnumerable<string> Keys => Flowing.Value?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The values with their names.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Flowing.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>What travels with a call that is sent now; never changed once set.</summary>
    internal static Dictionary<string, object>? Values
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    /// <summary>The value of this name, or null.</summary>
    public static object? Get(string key) => Flowing.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Sets a value for the calls that are sent from here on.</summary>
    public static void Set(string key, object value)
    {
        ArgumentNullException.ThrowIfNull(key);
        Flowing.Value = new Dictionary<string, object>(Entries) { [key] = value };
    }

    /// <summary>Takes a value out of the calls that are sent from here on; false if there was none.</summary>
    public static bool Remove(string key)
    {
        if (Flowing.Value is not { } values || !values.ContainsKey(key))
        {
            return false;
        }

        var rest = new Dictionary<string, object>(values);
        rest.Remove(key);
        Flowing.Value = rest.Count == 0 ? null : rest;
        return true;
    }

    /// <summary>Takes all values out of the calls that are sent from here on.</summary>
    public static void Clear() => Flowing.Value = null;
}
