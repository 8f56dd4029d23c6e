using System.Text.Json;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Silo.Output;

/// <summary>Writes explanations as JSON: each step with its text, its values, and the steps that it rests on.</summary>
internal static class ReasonReport
{
    /// <summary>Writes a reason and everything below it.</summary>
    public static void Write(Utf8JsonWriter json, Reason reason)
    {
        json.WriteStartObject();
        json.WriteString("text", reason.Text);
        if (reason.Facts.Count > 0)
        {
            json.WriteStartArray("facts");
            foreach (var fact in reason.Facts)
            {
                Write(json, fact);
            }

            json.WriteEndArray();
        }

        if (reason.Because.Count > 0)
        {
            json.WriteStartArray("because");
            foreach (var step in reason.Because)
            {
                Write(json, step);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Fact fact)
    {
        json.WriteStartObject();
        json.WriteString("name", fact.Name);
        if (fact.Units is { } units && fact.Unit is not (Unit.Choice or Unit.Flag or Unit.Date or Unit.Seller))
        {
            json.WriteAmount("value", units, fact.Decimals);
        }
        else
        {
            json.WriteString("value", fact.Text);
        }

        json.WriteString("unit", fact.Unit.ToString());
        json.WriteEndObject();
    }
}
