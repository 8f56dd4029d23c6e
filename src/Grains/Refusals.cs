using NodaTime;
using NodaTime.Text;

namespace Compensation.Grains;

/// <summary>Refusals that several deciders give.</summary>
internal static class Refusals
{
    private const int LongestId = 200;

    /// <summary>Refuses an id that is no id; null where it is one.</summary>
    public static Refusal? OfId(string field, string id) =>
        id.Length is > 0 and <= LongestId && id.Trim() == id && !id.Any(char.IsControl)
            ? null
            : new Refusal(RefusalCode.InvalidId, field, id, "This is no id.",
                $"Give 1 to {LongestId} characters on one line, without spaces around them.");

    /// <summary>Refuses an empty reason; null where there is one.</summary>
    public static Refusal? OfReason(string reason) => string.IsNullOrWhiteSpace(reason)
        ? new Refusal(RefusalCode.ReasonMissing, "reason", reason, "There is no reason.", "Say why; it stands in the audit log.")
        : null;

    /// <summary>Refuses a request id that was used before for something else.</summary>
    public static Refusal OfRequest(Cause first) => new(RefusalCode.RequestConflict, "request", first.Request,
        $"This request was sent before, by {first.By} at {Show(first.At)}, with another content.", "Give every new request an id of its own.");

    /// <summary>An instant as messages show it.</summary>
    public static string Show(Instant instant) => InstantPattern.ExtendedIso.Format(instant);
}
