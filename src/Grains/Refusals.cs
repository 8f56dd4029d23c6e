using NodaTime;
using NodaTime.Text;

namespace Compensation.Grains;

/// <summary>Refusals that several deciders give.</summary>
internal static class Refusals
{
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
