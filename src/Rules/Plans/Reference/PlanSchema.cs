using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Reading;

namespace Compensation.Rules.Plans.Reference;

/// <summary>Generates the JSON Schema of the plan language, by which editors complete and check plan files.</summary>
/// <remarks>
/// It describes the form of a plan: keys, kinds of value, words, short forms. What names and formulas mean is checked by
/// <see cref="PlanChecker"/> only.
/// </remarks>
public static class PlanSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Generates the schema, JSON Schema 2020-12.</summary>
    /// <param name="xmlDocs">The text of <c>Compensation.Rules.xml</c>, from which descriptions come.</param>
    public static string Generate(string xmlDocs)
    {
        var docs = new XmlDocs(xmlDocs);
        var definitions = new JsonObject
        {
            ["text"] = Scalar("A text."),
            ["formula"] = Scalar("An amount, a number, a name, a calculation or a condition."),
            ["formulas"] = OneOf(Ref("formula"), new JsonObject { ["type"] = "array", ["items"] = Ref("formula") }),
            ["rows"] = Rows(docs),
            ["table"] = TableOf(docs),
        };
        foreach (var type in LanguageTypes.Documents.Where(type => type != typeof(PlanDocument)))
            definitions[LanguageTypes.Name(type)] = Mapping(type, docs);
        foreach (var type in LanguageTypes.Documents.Where(IsShort))
            definitions[Usage(type)] = WithShortForms(type, docs);
        definitions["bonus"] = Bonus(docs);

        var schema = new JsonObject { ["$schema"] = Dialect, ["title"] = "Compensation plan" };
        foreach (var (name, value) in Mapping(typeof(PlanDocument), docs).ToList())
            schema[name] = value?.DeepClone();
        schema["$defs"] = definitions;
        return schema.ToJsonString(Layout) + "\n";
    }

    private static bool IsShort(Type type) => DocumentShape.Of(type) is { ScalarKey: not null } or { TableKey: not null };

    /// <summary>The definition that a value of a document's type is checked by: with its short forms, if it has some.</summary>
    private static string Usage(Type type) => LanguageTypes.Name(type) + (IsShort(type) ? "-or-short" : "");

    /// <summary>Whether nothing may stand for the mapping, as one without keys.</summary>
    private static bool MayBeEmpty(Type type) => DocumentShape.Of(type).Keys.All(key => !key.Required);

    private static JsonObject Nothing() => new() { ["type"] = "null" };

    private static JsonObject Mapping(Type type, XmlDocs docs)
    {
        var shape = DocumentShape.Of(type);
        var properties = new JsonObject();
        foreach (var head in shape.Heads)
            properties[head] = new JsonObject { ["type"] = ScalarTypes(), ["description"] = $"The name of this {head} bonus." };
        foreach (var key in shape.Keys)
            properties[key.Name] = Property(key, docs);

        var mapping = new JsonObject
        {
            ["type"] = "object",
            ["description"] = docs.Summary(type),
            ["properties"] = properties,
            ["required"] = Strings(shape.Keys.Where(key => key.Required).Select(key => key.Name)),
            ["additionalProperties"] = false,
        };
        if (shape.Heads.Count > 0)
            mapping["oneOf"] = new JsonArray([.. shape.Heads.Select(head => new JsonObject { ["required"] = Strings([head]) })]);
        var requiredByHead = Presets.Required.Where(required => shape.Heads.Contains(required.Head)).ToList();
        if (requiredByHead.Count > 0)
        {
            mapping["dependentRequired"] = new JsonObject(
                requiredByHead.Select(required => KeyValuePair.Create(required.Head, (JsonNode?)Strings([required.Key]))));
        }

        return mapping;
    }

    private static JsonObject Property(KeyShape key, XmlDocs docs)
    {
        var schema = Value(key.Value, docs);
        var example = key.Attribute.Example is { } text ? $" Example: `{key.Name}: {text}`" : "";
        schema["description"] = docs.Summary(key.Property) + example;
        if (Defaults.Scalar(key) is { } value)
            schema["default"] = value is int number ? number : (string)value;
        return schema;
    }

    private static JsonObject Value(ValueShape shape, XmlDocs docs) => shape.Kind switch
    {
        ValueKind.Text => Ref("text"),
        ValueKind.Number => new JsonObject { ["type"] = "integer" },
        ValueKind.Flag => new JsonObject { ["enum"] = new JsonArray("yes", "no", true, false) },
        ValueKind.Date => new JsonObject { ["type"] = "string", ["format"] = "date" },
        ValueKind.Weekday => new JsonObject { ["enum"] = Strings(ValueShape.Weekdays) },
        ValueKind.Word => new JsonObject
        {
            ["enum"] = Strings(shape.Words.Select(word => word.Word)),
            ["markdownEnumDescriptions"] = Strings(shape.Words.Select(word => docs.Summary(word.Member))),
        },
        ValueKind.Formula => Ref("formula"),
        ValueKind.Table => Ref("table"),
        ValueKind.Bonus => Ref("bonus"),
        ValueKind.Document when IsShort(shape.Type) || !MayBeEmpty(shape.Type) => Ref(Usage(shape.Type)),
        ValueKind.Document => OneOf(Ref(Usage(shape.Type)), Nothing()),
        ValueKind.List when shape.Item!.Kind == ValueKind.Formula => Ref("formulas"),
        ValueKind.List when shape.Item!.TakesScalar =>
            OneOf(Value(shape.Item, docs), new JsonObject { ["type"] = "array", ["items"] = Value(shape.Item, docs) }),
        ValueKind.List => new JsonObject { ["type"] = "array", ["items"] = Value(shape.Item!, docs) },
        _ => new JsonObject { ["type"] = new JsonArray("object", "null"), ["additionalProperties"] = Value(shape.Item!, docs) },
    };

    private static JsonObject WithShortForms(Type type, XmlDocs docs)
    {
        var shape = DocumentShape.Of(type);
        var forms = new List<JsonNode> { Ref(LanguageTypes.Name(type)) };
        if (shape.ScalarKey is { } key)
            forms.Add(Value(key.Value, docs));
        if (shape.ListKey is { } list && list != shape.ScalarKey)
            forms.Add(new JsonObject { ["type"] = "array", ["items"] = Value(list.Value.Item!, docs) });
        if (shape.TableKey is { } table && table != shape.ScalarKey)
            forms.Add(Ref("rows"));

        if (MayBeEmpty(type))
            forms.Add(Nothing());
        return OneOf([.. forms]);
    }

    private static JsonObject Bonus(XmlDocs docs)
    {
        var forms = LanguageTypes.Documents.Where(type => DocumentShape.Of(type).Heads.Count > 0);
        var schema = OneOf([.. forms.Select(type => Ref(LanguageTypes.Name(type)))]);
        schema["description"] = docs.Summary(typeof(BonusDocument));
        return schema;
    }

    private static JsonObject Rows(XmlDocs docs) => new()
    {
        ["type"] = "object",
        ["description"] = "Rows by a key: `from 300` (at least), `above 120` (more than), `otherwise`, or a name.",
        ["properties"] = new JsonObject
        {
            ["by"] = With(Ref("formula"), "What the rows are keyed by."),
            ["brackets"] = With(Value(ValueShape.Of(typeof(Brackets)), docs), docs.Summary(typeof(Brackets))),
        },
        ["required"] = Strings(["by"]),
        ["additionalProperties"] = Ref("table"),
        ["minProperties"] = 2,
    };

    private static JsonObject TableOf(XmlDocs docs) => With(
        OneOf(Ref("formula"), new JsonObject { ["type"] = "array", ["items"] = Ref("table"), ["minItems"] = 1 }, Ref("rows")),
        docs.Summary(typeof(Table)));

    private static JsonObject With(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }

    private static JsonObject Scalar(string description) => new() { ["type"] = ScalarTypes(), ["description"] = description };

    /// <summary>What YAML makes of a text without quotes: <c>5%</c> is a string, <c>5</c> a number, <c>true</c> a flag.</summary>
    private static JsonArray ScalarTypes() => new("string", "number", "boolean");

    private static JsonObject OneOf(params JsonNode[] forms) => new() { ["oneOf"] = new JsonArray(forms) };

    private static JsonObject Ref(string definition) => new() { ["$ref"] = "#/$defs/" + definition };

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
