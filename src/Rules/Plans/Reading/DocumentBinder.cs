using System.Collections;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Reading;

/// <summary>Binds YAML nodes to the documents of the plan language, and reports whatever does not fit.</summary>
/// <remarks>After an error the binding goes on: the key keeps its default, and everything else is read.</remarks>
internal sealed partial class DocumentBinder(FindingList findings)
{
    private readonly HashSet<string> unread = [];

    /// <summary>Where a value stands, as messages name it, and what belongs there.</summary>
    private sealed record Slot(string Name, ValueShape Shape, string? Example)
    {
        /// <summary>The slot of an entry of this list or map.</summary>
        public Slot Entry(string name) => new(name, Shape.Item!, null);
    }

    /// <summary>Binds the whole plan; null if the node is no mapping.</summary>
    public PlanDocument? Plan(YamlNode node)
    {
        var plan = (PlanDocument?)Bind(typeof(PlanDocument), node);
        plan?.Unread = unread;
        return plan;
    }

    /// <summary>Binds a document of some type; null if the node can't stand for it.</summary>
    public Document? Bind(Type type, YamlNode node) =>
        BindDocument(new Slot(type == typeof(PlanDocument) ? "the plan" : "the document", ValueShape.Of(type), null), node);

    /// <summary>Binds a value; null if it does not fit, which is then reported.</summary>
    private object? Bind(Slot slot, YamlNode node) => slot.Shape.Kind switch
    {
        ValueKind.Document => BindDocument(slot, node),
        ValueKind.Bonus => BindBonus(slot, node),
        ValueKind.List => BindList(slot, node),
        ValueKind.Map => BindMap(slot, node),
        ValueKind.Table => BindTable(slot, node),
        _ => BindScalar(slot, node),
    };

    private Document? BindDocument(Slot slot, YamlNode node)
    {
        var shape = DocumentShape.Of(slot.Shape.Type);
        var document = shape.Create();
        document.Place = node.Place;
        switch (node)
        {
            case ScalarNode { IsNothing: true }:
                break;
            case MappingNode mapping when shape.TableKey is { } key && mapping.Has("by"):
                Set(document, key, mapping, slot.Name);
                break;
            case MappingNode mapping:
                BindEntries(document, shape, mapping.Entries, slot.Name);
                break;
            case ScalarNode when shape.ScalarKey is { } key:
                Set(document, key, node, slot.Name);
                break;
            case SequenceNode when shape.ListKey is { } key:
                Set(document, key, node, slot.Name);
                break;
            default:
                WrongKind(slot, node);
                return null;
        }

        RequireKeys(document, shape.Keys.Where(key => key.Required), slot.Name);
        return document;
    }

    private void BindEntries(Document document, DocumentShape shape, IEnumerable<MappingEntry> entries, string owner)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in entries)
        {
            if (shape.Find(name.Text) is not { } key)
            {
                findings.Error(
                    ReaderCodes.UnknownKey, name.Place, $"`{Shown.Of(name.Text)}` is not a key of {owner}.",
                    () => Shown.Instead(name.Text, [.. shape.Keys.Select(known => known.Name)]));
            }
            else if (!seen.Add(key.Name))
            {
                WrittenTwice(name);
            }
            else if (value is null)
            {
                document.Places[key.Name] = name.Place;
            }
            else
            {
                Set(document, key, value, $"`{key.Name}`");
            }
        }
    }

    private void Set(Document document, KeyShape key, YamlNode node, string name)
    {
        document.Places[key.Name] = node.Place;
        if (Bind(new Slot(name, key.Value, key.Attribute.Example), node) is { } value)
            key.Property.SetValue(document, value);
    }

    private void RequireKeys(Document document, IEnumerable<KeyShape> keys, string owner)
    {
        foreach (var key in keys.Where(key => !document.Has(key.Name)))
        {
            var example = key.Attribute.Example is { } text ? $"such as `{key.Name}: {text}`" : key.Value.Description;
            findings.Error(ReaderCodes.MissingKey, document.Place, $"The key `{key.Name}` is missing in {owner}.",
                $"Add `{key.Name}`: {example}.");
        }
    }

    private BonusDocument? BindBonus(Slot slot, YamlNode node)
    {
        if (node is not MappingNode { Entries: [var first, ..] } mapping)
        {
            WrongKind(slot, node);
            return null;
        }

        if (HeadOf(mapping, first) is not var (entry, head))
            return null;
        var shape = DocumentShape.Of(DocumentShape.Bonuses[head]);
        var bonus = (BonusDocument)shape.Create();
        bonus.Place = node.Place;
        bonus.Head = head;
        bonus.Places[head] = entry.Value?.Place ?? entry.Key.Place;
        var naming = new Slot($"the name of `{head}`", ValueShape.Of(typeof(string)), "Team commission");
        if (entry.Value is { } name && BindScalar(naming, name) is string text)
            bonus.Name = text;
        BindEntries(bonus, shape, mapping.Entries.Where(other => !ReferenceEquals(other, entry)), $"`{head}`");
        var requiredByHead = Presets.RequiredBy(head).Select(key => shape.Find(key)!);
        RequireKeys(bonus, shape.Keys.Where(key => key.Required).Concat(requiredByHead), $"`{head}`");
        FillIn(bonus, shape);
        return bonus;
    }

    /// <summary>The entry with a bonus's head, and the head; a wrong one is reported, and replaced by the nearest so that
    /// the rest can be checked.</summary>
    private (MappingEntry Entry, string Head)? HeadOf(MappingNode mapping, MappingEntry first)
    {
        var heads = DocumentShape.Bonuses;
        if (heads.ContainsKey(first.Key.Text))
            return (first, first.Key.Text);
        if (mapping.Entries.FirstOrDefault(entry => heads.ContainsKey(entry.Key.Text)) is { } later)
        {
            findings.Error(
                ReaderCodes.BonusHeadFirst, later.Key.Place,
                $"`{later.Key.Text}` says what kind of bonus this is, but is not its first key.",
                $"Begin the bonus with `{later.Key.Text}: `.");
            return (later, later.Key.Text);
        }

        findings.Error(
            ReaderCodes.UnknownBonus, first.Key.Place, $"`{Shown.Of(first.Key.Text)}` is not a kind of bonus.",
            () => Shown.Instead(first.Key.Text, [.. heads.Keys]));
        return Nearest.Of(first.Key.Text, heads.Keys) is { } nearest ? (first, nearest) : null;
    }

    private void FillIn(BonusDocument bonus, DocumentShape shape)
    {
        foreach (var preset in Presets.Of(bonus.Head).Where(preset => !bonus.Has(preset.Key)))
        {
            var key = shape.Find(preset.Key)!;
            var value = Bind(new Slot($"`{key.Name}`", key.Value, null), new ScalarNode(bonus.Place, preset.Value, Plain: true));
            key.Property.SetValue(bonus, value);
        }
    }

    private IList? BindList(Slot slot, YamlNode node)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(slot.Shape.Type))!;
        var entry = slot.Entry($"an entry of {slot.Name}");
        switch (node)
        {
            case SequenceNode sequence:
                foreach (var value in sequence.Items.OfType<YamlNode>().Select(item => Bind(entry, item)).OfType<object>())
                    list.Add(value);
                return list;
            case ScalarNode { IsNothing: false } when slot.Shape.TakesScalar:
                if (Bind(entry with { Name = slot.Name, Example = slot.Example }, node) is { } single)
                    list.Add(single);
                return list;
            default:
                WrongKind(slot, node);
                return null;
        }
    }

    private IDictionary? BindMap(Slot slot, YamlNode node)
    {
        var map = (IDictionary)Activator.CreateInstance(
            typeof(OrderedDictionary<,>).MakeGenericType(typeof(string), slot.Shape.Type))!;
        if (node is ScalarNode { IsNothing: true })
            return map;
        if (node is not MappingNode mapping)
        {
            WrongKind(slot, node);
            return null;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in mapping.Entries)
        {
            if (name.IsNothing || name.Text.Length == 0)
                findings.Error(ReaderCodes.WrongValue, name.Place, $"A name in {slot.Name} is empty.",
                    "Write a name before the colon.");
            else if (!seen.Add(name.Text))
                WrittenTwice(name);
            else if (value is not null && Bind(slot.Entry($"`{Shown.Of(name.Text)}`"), value) is { } bound)
                map.Add(name.Text, bound);
            else
                unread.Add(Names.Normal(name.Text));
        }

        return map;
    }

    private void WrittenTwice(ScalarNode key) =>
        findings.Error(ReaderCodes.DuplicateKey, key.Place, $"`{Shown.Of(key.Text)}` is written twice.",
            "Leave one of them out.");

    private void WrongKind(Slot slot, YamlNode node) =>
        findings.Error(ReaderCodes.WrongKind, node.Place, $"{Upper(slot.Name)} is given {node.Kind}.", () => Write(slot));

    /// <summary>The remedy that says what belongs in a slot.</summary>
    private static string Write(Slot slot) =>
        $"Write {slot.Shape.Description}{(slot.Example is null ? "" : $", such as `{slot.Example}`")}.";

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
