using NodaTime;

namespace Compensation.Grains;

/// <summary>Represents the command that caused an event: by whom, when, and how it is known again.</summary>
/// <param name="Request">The client's id of the request; unique within the order, period or payout that it is about.</param>
/// <param name="Hash">The SHA-256 of the command's canonical bytes, in lower-case hexadecimal.</param>
/// <param name="By">The storefront or person.</param>
/// <param name="At">When, by the word of whoever sent it.</param>
public sealed record Cause(string Request, string Hash, string By, Instant At);
