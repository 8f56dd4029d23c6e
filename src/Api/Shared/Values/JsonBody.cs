using System.Text.Encodings.Web;
using System.Text.Json;

namespace Compensation.Api.Shared.Values;

/// <summary>The details of an entry of the audit log, as JSON.</summary>
public static class JsonBody
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Names and values; empty values are left out. No secrets.</summary>
    public static string Of(params (string Name, string Value)[] values) =>
        JsonSerializer.Serialize(values.Where(pair => pair.Value.Length > 0).ToDictionary(pair => pair.Name, pair => pair.Value), Options);
}
