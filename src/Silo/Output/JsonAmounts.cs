using System.Text.Json;
using Compensation.Rules.Numbers;

namespace Compensation.Silo.Output;

/// <summary>Writes fixed-point amounts into JSON as exact decimal numbers.</summary>
internal static class JsonAmounts
{
    /// <summary>Writes a property such as <c>"paid": 1234.50</c>, with all decimals of the unit.</summary>
    public static void WriteAmount(this Utf8JsonWriter json, string name, long units, int decimals)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(Fixed.Format(units, decimals));
    }
}
