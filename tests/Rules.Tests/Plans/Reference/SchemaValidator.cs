using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compensation.Rules.Tests.Plans.Reference;

/// <summary>The part of JSON Schema 2020-12 that the plan's schema uses; a keyword that it does not know is an error.</summary>
internal sealed class SchemaValidator(JsonObject root)
{
    public bool Accepts(JsonNode? value) => Accepts(root, value);

    private bool Accepts(JsonObject schema, JsonNode? value) =>
        schema.All(keyword => Holds(schema, keyword.Key, keyword.Value, value));

    private bool Holds(JsonObject schema, string keyword, JsonNode? argument, JsonNode? value) => keyword switch
    {
        "$schema" or "$defs" or "title" or "description" or "default" or "format" or "markdownEnumDescriptions" => true,
        "$ref" => Accepts(root["$defs"]![argument!.GetValue<string>()["#/$defs/".Length..]]!.AsObject(), value),
        "type" => (argument is JsonArray types ? types.AsEnumerable() : [argument]).Any(
            type => IsOf(type!.GetValue<string>(), value)),
        "enum" => argument!.AsArray().Any(word => JsonNode.DeepEquals(word, value)),
        "oneOf" => argument!.AsArray().Count(form => Accepts(form!.AsObject(), value)) == 1,
        "required" => value is not JsonObject mapping
            || argument!.AsArray().All(key => mapping.ContainsKey(key!.GetValue<string>())),
        "dependentRequired" => value is not JsonObject mapping || argument!.AsObject().All(pair =>
            !mapping.ContainsKey(pair.Key) || pair.Value!.AsArray().All(key => mapping.ContainsKey(key!.GetValue<string>()))),
        "properties" => value is not JsonObject mapping || argument!.AsObject().All(property =>
            !mapping.TryGetPropertyValue(property.Key, out var written) || Accepts(property.Value!.AsObject(), written)),
        "additionalProperties" => value is not JsonObject mapping || mapping
            .Where(pair => schema["properties"]?.AsObject().ContainsKey(pair.Key) is not true)
            .All(pair => argument is JsonObject other && Accepts(other, pair.Value)),
        "minProperties" => value is not JsonObject mapping || mapping.Count >= argument!.GetValue<int>(),
        "items" => value is not JsonArray list || list.All(item => Accepts(argument!.AsObject(), item)),
        "minItems" => value is not JsonArray list || list.Count >= argument!.GetValue<int>(),
        _ => throw new NotSupportedException($"The schema uses `{keyword}`, which this validator does not know."),
    };

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("null", null) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => decimal.IsInteger(value!.GetValue<decimal>()),
        _ => false,
    };
}
