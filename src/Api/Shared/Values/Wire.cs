using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Google.Protobuf.WellKnownTypes;
using NodaTime;

namespace Compensation.Api.Shared.Values;

/// <summary>Values as they travel, and as the domain knows them.</summary>
public static class Wire
{
    private static readonly Instant Earliest = Instant.FromUtc(1900, 1, 1, 0, 0);
    private static readonly Instant Latest = Instant.FromUtc(2200, 1, 1, 0, 0);

    /// <summary>An instant that a request has to give, to the millisecond.</summary>
    /// <param name="timestamp">The field's value; null where it is absent.</param>
    /// <param name="field">The field's path.</param>
    /// <exception cref="CallException">It is absent or out of range.</exception>
    public static Instant Required(Timestamp? timestamp, string field) => Optional(timestamp, field)
        ?? throw CallErrors.Invalid(field, "", "It is missing.", "Give the instant; it is the same when the same request is sent again.");

    /// <summary>An instant that a request may give, to the millisecond.</summary>
    /// <inheritdoc cref="Required"/>
    public static Instant? Optional(Timestamp? timestamp, string field)
    {
        if (timestamp is null)
        {
            return null;
        }

        var isInRange = timestamp.Seconds >= Earliest.ToUnixTimeSeconds() && timestamp.Seconds < Latest.ToUnixTimeSeconds()
            && timestamp.Nanos is >= 0 and < 1_000_000_000;
        return isInRange
            ? Instant.FromUnixTimeMilliseconds((timestamp.Seconds * 1000) + (timestamp.Nanos / 1_000_000))
            : throw CallErrors.Invalid(field, $"{timestamp.Seconds} s {timestamp.Nanos} ns", "The instant is out of range.", "Give one between 1900 and 2200.");
    }

    /// <summary>An instant as it travels.</summary>
    public static Timestamp ToTimestamp(Instant instant) => ToTimestamp(instant.ToUnixTimeMilliseconds());

    /// <summary>An instant, in milliseconds since 1970-01-01T00:00Z, as it travels.</summary>
    public static Timestamp ToTimestamp(long milliseconds)
    {
        const long Second = 1000;
        var rest = ((milliseconds % Second) + Second) % Second;
        return new Timestamp { Seconds = (milliseconds - rest) / Second, Nanos = (int)rest * 1_000_000 };
    }

    /// <summary>An amount of money as it travels.</summary>
    public static Money ToMoney(long units, int decimals, string currency) => new() { Units = units, Decimals = decimals, Currency = currency };

    /// <summary>A number as it travels.</summary>
    public static Quantity ToQuantity(long units, int decimals) => new() { Units = units, Decimals = decimals };
}
