using System.Buffers;

namespace Compensation.Grains;

/// <summary>What ids from outside look like.</summary>
public static class OutsideIds
{
    private const int Longest = 200;

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(char.MinValue, char.MaxValue + 1).Select(code => (char)code).Where(char.IsControl)]);

    /// <summary>Refuses an id that is no id; null where it is one.</summary>
    /// <param name="field">The field that it stands in.</param>
    /// <param name="id">The id.</param>
    public static Refusal? Refuse(string field, string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is > 0 and <= Longest && id.Trim() == id && !id.AsSpan().ContainsAny(Controls)
            ? null
            : new Refusal(RefusalCode.InvalidId, field, id, "This is no id.", $"Give 1 to {Longest} characters on one line, without spaces around them.");
    }
}
