using System.Text.Json;
using System.Text.Json.Serialization;
using Compensation.Grains.Payouts;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using NodaTime;

namespace Compensation.Grains.Periods;

/// <summary>Writes events of periods as the ledger's rows keep them, and reads them back.</summary>
/// <remarks>What is written stays forever: kinds and the names in the JSON are as fixed as columns.</remarks>
internal static class PeriodEventText
{
    /// <summary>What rows that were written by an import have for a request.</summary>
    private const string OpenedByImport = "opened";

    /// <summary>The kind of an approval.</summary>
    public const string ApprovedKind = "approved";

    private static readonly (string Kind, Type Type)[] Kinds =
    [
        (OpenedByImport, typeof(PeriodEvent.Opened)), ("close begun", typeof(PeriodEvent.CloseBegun)),
        ("progress recorded", typeof(PeriodEvent.ProgressRecorded)), ("close stopped", typeof(PeriodEvent.CloseStopped)),
        ("result recorded", typeof(PeriodEvent.ResultRecorded)), (ApprovedKind, typeof(PeriodEvent.Approved)), ("rejected", typeof(PeriodEvent.Rejected)),
        ("payouts prepared", typeof(PeriodEvent.PayoutsPrepared)), ("payouts confirmed", typeof(PeriodEvent.PayoutsConfirmed)),
        ("paid", typeof(PeriodEvent.Paid)), ("restatement begun", typeof(PeriodEvent.RestatementBegun)),
        ("differences posted", typeof(PeriodEvent.DifferencesPosted)), ("overridden", typeof(PeriodEvent.Overridden)),
        ("override withdrawn", typeof(PeriodEvent.OverrideWithdrawn)), ("adjusted", typeof(PeriodEvent.Adjusted)), ("held", typeof(PeriodEvent.Held)),
        ("released", typeof(PeriodEvent.Released)),
    ];

    private static readonly Dictionary<string, Type> TypeOf = Kinds.ToDictionary(kind => kind.Kind, kind => kind.Type);

    private static readonly Dictionary<Type, string> WordOf = Kinds.ToDictionary(kind => kind.Type, kind => kind.Kind);

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new MomentConverter(), new TotalsConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>What an event is called.</summary>
    public static string KindOf(PeriodEvent happened) => WordOf[happened.GetType()];

    /// <summary>An event's content. That a period was opened says the period itself.</summary>
    public static string? BodyOf(PeriodEvent happened) =>
        happened is PeriodEvent.Opened ? null : JsonSerializer.Serialize(happened, happened.GetType(), Json);

    /// <summary>A state as the ledger has it: a word.</summary>
    public static string WordFor(PeriodStatus status) => status == PeriodStatus.Open ? PeriodEventRow.Open : $"{status}".ToLowerInvariant();

    /// <summary>Why it happened; empty where nobody has to say.</summary>
    public static string ReasonOf(PeriodEvent happened) => happened switch
    {
        PeriodEvent.Rejected rejected => rejected.Reason,
        PeriodEvent.RestatementBegun begun => begun.Reason,
        PeriodEvent.Overridden set => set.Reason,
        PeriodEvent.OverrideWithdrawn withdrawn => withdrawn.Reason,
        PeriodEvent.Adjusted adjusted => adjusted.Reason,
        PeriodEvent.Held held => held.Reason,
        PeriodEvent.Released released => released.Reason,
        PeriodEvent.CloseStopped stopped => stopped.Live.Where ?? "",
        _ => "",
    };

    /// <summary>Where a period stands by its rows.</summary>
    /// <exception cref="InvalidOperationException">Another version of the program wrote a row that this one cannot read.</exception>
    public static PeriodState Read(LedgerPeriod period) => PeriodState.Of(period.Events.Select(row => Read(row, period)));

    private static PeriodEvent Read(PeriodEventRow row, LedgerPeriod period)
    {
        if (row.Kind == OpenedByImport)
        {
            var cause = new Cause(OpenedByImport, "", row.Who, Instant.FromUnixTimeMilliseconds(row.At));
            return new PeriodEvent.Opened(row.Event, cause, period.Period, period.PlanVersion);
        }

        return TypeOf.TryGetValue(row.Kind, out var type) && row.Body is { } body && JsonSerializer.Deserialize(body, type, Json) is PeriodEvent happened
            ? happened
            : throw new InvalidOperationException($"Event {row.Event} of period {period.Period.Name} is of a kind that this version of the program does not "
                + $"know: '{row.Kind}'.");
    }

    private sealed class MomentConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Instant.FromUnixTimeMilliseconds(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
    }

    /// <summary>Totals as <c>{"EUR":[2,1000]}</c>: how many, and what they come to.</summary>
    private sealed class TotalsConverter : JsonConverter<PayoutTotals>
    {
        public override PayoutTotals Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var totals = JsonSerializer.Deserialize<Dictionary<string, long[]>>(ref reader, options) ?? [];
            return totals.Aggregate(PayoutTotals.None, (sum, total) => sum.With(total.Key, (int)total.Value[0], total.Value[1]));
        }

        public override void Write(Utf8JsonWriter writer, PayoutTotals value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (currency, (count, amount)) in value.ByCurrency)
            {
                writer.WriteStartArray(currency);
                writer.WriteNumberValue(count);
                writer.WriteNumberValue(amount);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }
    }
}
