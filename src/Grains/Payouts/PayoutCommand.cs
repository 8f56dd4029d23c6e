using NodaTime;

namespace Compensation.Grains.Payouts;

/// <summary>Represents one step of a payout.</summary>
/// <param name="Request">The id of this request; the same again gives the first answer again.</param>
/// <param name="By">Who asks.</param>
/// <param name="At">When; not part of the content.</param>
/// <param name="Reference">What the other side knows it by: a file's name, the bank's reference, why it failed; may be empty.</param>
public abstract record PayoutCommand(string Request, string By, Instant At, string Reference)
{
    /// <summary>The SHA-256 of everything but request id and time.</summary>
    public string ContentHash() => new CanonicalBytes(GetType().Name).Text(By).Text(Reference).Hash();

    /// <summary>Prepares it, for the first time or after a failure.</summary>
    /// <inheritdoc cref="PayoutCommand"/>
    public sealed record Prepare(string Request, string By, Instant At, string Reference) : PayoutCommand(Request, By, At, Reference);

    /// <summary>Says that it was sent.</summary>
    /// <inheritdoc cref="PayoutCommand"/>
    public sealed record Export(string Request, string By, Instant At, string Reference) : PayoutCommand(Request, By, At, Reference);

    /// <summary>Says that it has arrived.</summary>
    /// <inheritdoc cref="PayoutCommand"/>
    public sealed record Confirm(string Request, string By, Instant At, string Reference) : PayoutCommand(Request, By, At, Reference);

    /// <summary>Says that it will not arrive.</summary>
    /// <inheritdoc cref="PayoutCommand"/>
    public sealed record Fail(string Request, string By, Instant At, string Reference) : PayoutCommand(Request, By, At, Reference);
}
