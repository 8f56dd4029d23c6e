using System.Text.Json;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using NodaTime;
using NodaTime.Text;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Runs;

/// <summary>Represents what a run was and what it came to.</summary>
/// <param name="Plan">The plan's name.</param>
/// <param name="PlanVersion">The plan's version.</param>
/// <param name="Currency">The currency of the commission lines.</param>
/// <param name="Decimals">The decimals of a commission line.</param>
/// <param name="Zone">The plan's time zone.</param>
/// <param name="Period">The period.</param>
/// <param name="Engine">The version of the program that calculated.</param>
/// <param name="Totals">Totals by group and name.</param>
/// <param name="Counts">How many sellers, orders, lines and payments there are.</param>
/// <param name="Remarks">Things to know about the run.</param>
public sealed record RunSummary(
    string Plan, int PlanVersion, string Currency, int Decimals, string Zone, Period Period, string Engine,
    IReadOnlyList<Total> Totals, IReadOnlyList<KeyValuePair<string, long>> Counts, IReadOnlyList<string> Remarks)
{
    internal static RunSummary Of(RunOrigin origin, Result result) => new(
        origin.Plan.Name, origin.Plan.Document.Version, origin.Plan.Document.Currency, origin.Plan.Decimals, origin.Plan.Zone.Id,
        origin.Snapshot.Period, origin.Engine, result.Totals,
        [
            new("sellers", result.Sellers.Count),
            new("order rows", origin.Snapshot.Orders.Count),
            new("commission lines", result.Lines.Count),
            new("payments", result.Payments.Count),
            new("carry values", result.Carry.Items.Sum(item => (long)item.Seller.Length)),
            new("carry lots", result.Carry.Lots.Count),
        ],
        result.Remarks);

    internal byte[] ToBytes() => RunJson.Write(json =>
    {
        json.WriteNumber("format", 1);
        json.WriteString("plan", Plan);
        json.WriteNumber("plan version", PlanVersion);
        json.WriteString("currency", Currency);
        json.WriteNumber("decimals", Decimals);
        json.WriteString("zone", Zone);
        json.WriteStartObject("period");
        json.WriteString("name", Period.Name);
        json.WriteString("first", LocalDatePattern.Iso.Format(Period.First));
        json.WriteString("last", LocalDatePattern.Iso.Format(Period.Last));
        json.WriteString("start", InstantPattern.ExtendedIso.Format(Period.Start));
        json.WriteString("end", InstantPattern.ExtendedIso.Format(Period.End));
        json.WriteString("cutoff", InstantPattern.ExtendedIso.Format(Period.Cutoff));
        json.WriteEndObject();
        json.WriteString("engine", Engine);
        json.WriteStartArray("totals");
        foreach (var total in Totals)
        {
            json.WriteStartObject();
            json.WriteString("group", total.Group);
            json.WriteString("name", total.Name);
            json.WriteString("amount", Fixed.Format(total.Units, total.Decimals));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("counts");
        foreach (var (name, count) in Counts)
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        json.WriteStartArray("remarks");
        foreach (var remark in Remarks)
        {
            json.WriteStringValue(remark);
        }

        json.WriteEndArray();
    });

    internal static RunSummary Read(JsonElement json)
    {
        var period = json.GetProperty("period");
        return new RunSummary(
            RunJson.Text(json, "plan"), json.GetProperty("plan version").GetInt32(), RunJson.Text(json, "currency"),
            json.GetProperty("decimals").GetInt32(), RunJson.Text(json, "zone"),
            new Period(RunJson.Text(period, "name"), Date(period, "first"), Date(period, "last"),
                Moment(period, "start"), Moment(period, "end"), Moment(period, "cutoff")),
            RunJson.Text(json, "engine"),
            [.. json.GetProperty("totals").EnumerateArray().Select(ReadTotal)],
            [.. json.GetProperty("counts").EnumerateObject()
                .Select(count => new KeyValuePair<string, long>(count.Name, count.Value.GetInt64()))],
            [.. json.GetProperty("remarks").EnumerateArray().Select(remark => remark.GetString() ?? "")]);
    }

    private static Total ReadTotal(JsonElement json)
    {
        var amount = RunJson.Text(json, "amount");
        return Fixed.TryParseExact(amount, out var units, out var decimals)
            ? new Total(RunJson.Text(json, "group"), RunJson.Text(json, "name"), units, decimals)
            : throw new FormatException($"'{amount}' is not a number.");
    }

    private static LocalDate Date(JsonElement json, string property) =>
        LocalDatePattern.Iso.Parse(RunJson.Text(json, property)).GetValueOrThrow();

    private static Instant Moment(JsonElement json, string property) =>
        InstantPattern.ExtendedIso.Parse(RunJson.Text(json, property)).GetValueOrThrow();
}
