using System.Collections.Concurrent;
using System.Reflection;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Plans.Reading;

/// <summary>A key of the plan language.</summary>
/// <param name="Name">The key as it is written.</param>
/// <param name="Property">The property that it stands for.</param>
/// <param name="Attribute">What else was said about it.</param>
/// <param name="Value">What it takes.</param>
internal sealed record KeyShape(string Name, PropertyInfo Property, KeyAttribute Attribute, ValueShape Value)
{
    /// <summary>Whether it must be written.</summary>
    public bool Required => Attribute.Required;
}

/// <summary>The form of one mapping of the plan language, found from its document class.</summary>
/// <remarks>The reader, the writer, the schema and the reference all go by this one description.</remarks>
internal sealed class DocumentShape
{
    private static readonly ConcurrentDictionary<Type, DocumentShape> Known = new();

    private static readonly Dictionary<string, Type> BonusTypes = typeof(BonusDocument).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(BonusDocument)) && !type.IsAbstract)
        .OrderBy(type => type.MetadataToken)
        .SelectMany(type => type.GetCustomAttribute<HeadsAttribute>()!.Heads.Select(head => (head, type)))
        .ToDictionary(pair => pair.head, pair => pair.type);

    private readonly Dictionary<string, KeyShape> byName;

    private DocumentShape(Type type)
    {
        Type = type;
        Keys = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.IsDefined(typeof(KeyAttribute)))
            .OrderByDescending(property => Ancestors(property.DeclaringType!)).ThenBy(property => property.MetadataToken)
            .Select(KeyOf)];
        byName = Keys.ToDictionary(key => key.Name);
        Heads = type.GetCustomAttribute<HeadsAttribute>()?.Heads ?? [];
        if (type.GetCustomAttribute<ShortFormAttribute>() is { } form)
        {
            ScalarKey = byName[form.Key];
            var takesList = ScalarKey.Value.Kind is ValueKind.List or ValueKind.Table;
            ListKey = form.List is { } list ? byName[list] : takesList ? ScalarKey : null;
        }

        if (!byName.ContainsKey("by"))
            TableKey = new[] { ScalarKey, Find("table") }.FirstOrDefault(key => key?.Value.Kind == ValueKind.Table);
    }

    /// <summary>The document's class.</summary>
    public Type Type { get; }

    /// <summary>Its keys, its own before those of every bonus, in the order of declaration.</summary>
    public IReadOnlyList<KeyShape> Keys { get; }

    /// <summary>The heads by which a bonus is written; empty for other documents.</summary>
    public IReadOnlyList<string> Heads { get; }

    /// <summary>The key that a single value in the place of the mapping is the value of, or null.</summary>
    public KeyShape? ScalarKey { get; }

    /// <summary>The key that a list in the place of the mapping is the value of, or null.</summary>
    public KeyShape? ListKey { get; }

    /// <summary>The key that a mapping with <c>by</c> in the place of this one is the value of, or null.</summary>
    public KeyShape? TableKey { get; }

    /// <summary>All heads of bonuses, with the class that each selects.</summary>
    public static IReadOnlyDictionary<string, Type> Bonuses => BonusTypes;

    /// <summary>The form of a document class.</summary>
    public static DocumentShape Of(Type type) => Known.GetOrAdd(type, key => new DocumentShape(key));

    /// <summary>The key of a name, or null.</summary>
    public KeyShape? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>A new document, with the defaults of every key.</summary>
    public Document Create() => (Document)Activator.CreateInstance(Type)!;

    private static KeyShape KeyOf(PropertyInfo property)
    {
        var attribute = property.GetCustomAttribute<KeyAttribute>()!;
        return new KeyShape(attribute.Name, property, attribute, ValueShape.Of(property.PropertyType));
    }

    private static int Ancestors(Type type) => type.BaseType is null ? 0 : 1 + Ancestors(type.BaseType);
}
