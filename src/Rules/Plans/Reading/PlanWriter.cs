using System.Collections;
using System.Globalization;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Rules.Plans.Reading;

/// <summary>Writes a plan as YAML with everything that its presets filled in, and without what is a default anyway.</summary>
/// <remarks>Reading the text gives an equal plan; comments of the original file are not kept.</remarks>
public static class PlanWriter
{
    /// <summary>Writes a plan.</summary>
    public static string Write(PlanDocument plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return YamlText.Of(Mapping(plan));
    }

    private static YamlNode Node(ValueShape shape, object value) => shape.Kind switch
    {
        ValueKind.Text => Quoted((string)value),
        ValueKind.Number => Scalar(((int)value).ToString(CultureInfo.InvariantCulture)),
        ValueKind.Flag => Scalar((bool)value ? "yes" : "no"),
        ValueKind.Date => Scalar(LocalDatePattern.Iso.Format((LocalDate)value)),
        ValueKind.Weekday => Scalar(value.ToString()!),
        ValueKind.Word => Scalar(shape.Words.Single(word => word.Member.GetValue(null)!.Equals(value)).Word),
        ValueKind.Formula => Quoted(((Formula)value).Text),
        ValueKind.Table => TableNode((Table)value),
        ValueKind.List => ListNode(shape.Item!, (IList)value),
        ValueKind.Map => MapNode(shape.Item!, (IEnumerable)value),
        _ => DocumentNode((Document)value),
    };

    private static YamlNode DocumentNode(Document document)
    {
        var shape = DocumentShape.Of(document.GetType());
        var mapping = Mapping(document);
        if (mapping.Entries is not [var only])
            return mapping;

        // The short form, where the value alone would be read as the same key.
        var key = shape.Find(only.Key.Text);
        var isShort = only.Value switch
        {
            ScalarNode => key is not null && key == shape.ScalarKey,
            SequenceNode => key is not null && key == shape.ListKey,
            _ => key is not null && key == shape.TableKey,
        };
        return isShort ? only.Value! : mapping;
    }

    private static MappingNode Mapping(Document document)
    {
        var shape = DocumentShape.Of(document.GetType());
        var defaults = shape.Create();
        var entries = new List<MappingEntry>();
        var preset = new HashSet<string>(StringComparer.Ordinal);
        if (document is BonusDocument bonus)
        {
            entries.Add(new MappingEntry(Quoted(bonus.Head), Quoted(bonus.Name)));
            preset.UnionWith(Presets.Of(bonus.Head).Select(filled => filled.Key));
        }

        foreach (var key in shape.Keys)
        {
            if (key.Property.GetValue(document) is not { } value)
                continue;
            var node = Node(key.Value, value);
            if (key.Required || preset.Contains(key.Name) || !IsDefault(key, defaults, node))
                entries.Add(new MappingEntry(Quoted(key.Name), node));
        }

        return new MappingNode(default, entries);
    }

    private static bool IsDefault(KeyShape key, Document defaults, YamlNode node) =>
        key.Property.GetValue(defaults) is { } value && YamlText.Flow(Node(key.Value, value)) == YamlText.Flow(node);

    private static YamlNode ListNode(ValueShape item, IList values)
    {
        var nodes = values.Cast<object>().Select(value => Node(item, value)).ToList();
        return nodes is [ScalarNode single] && item.Kind == ValueKind.Formula ? single : new SequenceNode(default, nodes);
    }

    private static MappingNode MapNode(ValueShape item, IEnumerable map)
    {
        var pairs = map.Cast<object>().Select(pair => (
            Key: (string)pair.GetType().GetProperty("Key")!.GetValue(pair)!,
            Value: pair.GetType().GetProperty("Value")!.GetValue(pair)!));
        return new MappingNode(default, [.. pairs.Select(pair => new MappingEntry(Quoted(pair.Key), Node(item, pair.Value)))]);
    }

    private static YamlNode TableNode(Table table)
    {
        if (table.Value is { } value)
            return Quoted(value.Text);
        if (table.Levels is { } levels)
            return new SequenceNode(default, [.. levels.Select(TableNode)]);
        var entries = new List<MappingEntry> { new(Quoted("by"), Quoted(table.By!.Text)) };
        if (table.Brackets != Brackets.Whole)
            entries.Add(new MappingEntry(Quoted("brackets"), Node(ValueShape.Of(typeof(Brackets)), table.Brackets)));
        entries.AddRange(table.Rows.Select(row => new MappingEntry(Quoted(RowKey(row)), TableNode(row.Then))));
        return new MappingNode(default, entries);
    }

    private static string RowKey(TableRow row) => row.Kind switch
    {
        RowKind.From => "from " + row.Key,
        RowKind.Above => "above " + row.Key,
        RowKind.Otherwise => "otherwise",
        _ => row.Key,
    };

    private static ScalarNode Scalar(string text) => new(default, text, Plain: true);

    /// <summary>A text that may need quotes.</summary>
    private static ScalarNode Quoted(string text) => new(default, text, Plain: YamlText.CanBePlain(text));
}
