using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Compensation.Grains;
using Compensation.Grains.Genealogy;
using Compensation.Grains.Programmes;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using NodaTime.Text;
using Duration = NodaTime.Duration;

namespace Compensation.Api.Shared.Values;

/// <summary>Values as they travel, and as the domain knows them.</summary>
public static class Wire
{
    private const int LongestPeriodName = 100;

    /// <summary>What google.protobuf.Duration goes up to.</summary>
    private const long MostSeconds = 315_576_000_000;

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

    /// <summary>A length of time that a request may give.</summary>
    /// <param name="duration">The field's value; null where it is absent.</param>
    /// <param name="field">The field's path.</param>
    /// <exception cref="CallException">It is no length of time, or one of more than ten thousand years.</exception>
    public static Duration? Length(Google.Protobuf.WellKnownTypes.Duration? duration, string field)
    {
        if (duration is null)
        {
            return null;
        }

        var isInRange = Math.Sign(duration.Seconds) * Math.Sign(duration.Nanos) >= 0
            && duration.Seconds is >= -MostSeconds and <= MostSeconds && duration.Nanos is > -1_000_000_000 and < 1_000_000_000;
        return isInRange
            ? Duration.FromSeconds(duration.Seconds) + Duration.FromNanoseconds((long)duration.Nanos)
            : throw CallErrors.Invalid(field, $"{duration.Seconds} s {duration.Nanos} ns", "This is no length of time.",
                "Give seconds as google.protobuf.Duration does.");
    }

    /// <summary>The name of a period, as a request gives it.</summary>
    /// <exception cref="CallException">It is none.</exception>
    public static string PeriodName(string period) => period is { Length: > 0 and <= LongestPeriodName } && !period.Any(char.IsControl) ? period
        : throw CallErrors.Invalid("period", period, "This is no name of a period.", "Name one as the plan's calendar does, such as 2026-01.");

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

    /// <summary>Refuses what is no id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="field">The field's path.</param>
    /// <exception cref="CallException">It is empty, too long or not on one line.</exception>
    public static string CheckId(string id, string field) => OutsideIds.Refuse(field, id) is { } refusal ? throw CallErrors.Refused(refusal) : id;

    /// <summary>A reason that a request has to give.</summary>
    /// <exception cref="CallException">There is none.</exception>
    public static string CheckReason(string reason) => !string.IsNullOrWhiteSpace(reason) ? reason : throw CallErrors.Refused(
        new Refusal(RefusalCode.ReasonMissing, "reason", reason, "There is no reason.", "Say why; it stands in the audit log."));

    /// <summary>A refusal as it names the fields of requests: what the domain calls the request is the idempotency key.</summary>
    public static Refusal KeyNamed(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Field == "request" ? refusal with { Field = "idempotency_key" } : refusal;
    }

    /// <summary>The receipt of what was done about a seller.</summary>
    /// <exception cref="CallException">It was refused, or there is no room.</exception>
    public static GenealogyReceipt Done(GenealogyAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Kind switch
        {
            GenealogyAnswerKind.Refused => throw CallErrors.Refused(KeyNamed(answer.Refusal!)),
            GenealogyAnswerKind.Busy => throw CallErrors.Busy(Duration.FromMilliseconds(answer.RetryAfter)),
            _ => answer.Receipt!,
        };
    }

    /// <summary>A place in a tree as it travels.</summary>
    public static Place ToPlace(SellerPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return new Place
        {
            Tree = place.Tree,
            Parent = place.Parent ?? "",
            Leg = place.Leg ?? "",
            Seller = place.Seller,
            From = ToTimestamp(place.From),
        };
    }

    /// <summary>The value of a column, as it came.</summary>
    /// <exception cref="CallException">It is none.</exception>
    public static GivenValue ToGivenValue(FieldValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.ValueCase switch
        {
            FieldValue.ValueOneofCase.Quantity => new GivenValue.Quantity(value.Field, value.Quantity.Units, value.Quantity.Decimals),
            FieldValue.ValueOneofCase.Flag => new GivenValue.Flag(value.Field, value.Flag),
            FieldValue.ValueOneofCase.Date => LocalDatePattern.Iso.Parse(value.Date).TryGetValue(default, out var date)
                ? new GivenValue.Date(value.Field, date)
                : throw CallErrors.Invalid("values.date", value.Date, "This is no day.", "Write it as 2026-01-31."),
            FieldValue.ValueOneofCase.Text => new GivenValue.Text(value.Field, value.Text),
            _ => throw CallErrors.Invalid("values.value", value.Field, "The column is named without a value.", "Give its value, or leave it out."),
        };
    }

    /// <summary>The value of a column as it travels.</summary>
    public static FieldValue ToFieldValue(GivenValue value) => value switch
    {
        GivenValue.Quantity quantity => new FieldValue { Field = value.Column, Quantity = ToQuantity(quantity.Units, quantity.Decimals) },
        GivenValue.Flag flag => new FieldValue { Field = value.Column, Flag = flag.Value },
        GivenValue.Date date => new FieldValue { Field = value.Column, Date = LocalDatePattern.Iso.Format(date.Value) },
        GivenValue.Text text => new FieldValue { Field = value.Column, Text = text.Value },
        _ => throw new InvalidOperationException($"Unknown value {value?.GetType().Name}."),
    };
}
