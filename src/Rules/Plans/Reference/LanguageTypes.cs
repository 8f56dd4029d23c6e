using System.Text;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Reading;

namespace Compensation.Rules.Plans.Reference;

/// <summary>The document classes of the plan language in the order in which a reader of a plan meets them.</summary>
internal static class LanguageTypes
{
    /// <summary>All documents, the plan first; forms of bonus after what surrounds them.</summary>
    public static IReadOnlyList<Type> Documents { get; } = Reachable();

    /// <summary>A document's name in the schema and the reference: <c>bonus-cap</c>.</summary>
    public static string Name(Type type)
    {
        var name = new StringBuilder();
        foreach (var letter in type.Name[..^"Document".Length])
        {
            if (char.IsUpper(letter) && name.Length > 0)
                name.Append('-');
            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    private static List<Type> Reachable()
    {
        var waiting = new Queue<Type>([typeof(PlanDocument)]);
        var met = new List<Type>();
        var seen = new HashSet<Type>(waiting);
        while (waiting.TryDequeue(out var type))
        {
            met.Add(type);
            foreach (var next in DocumentShape.Of(type).Keys.SelectMany(key => Within(key.Value)).Where(seen.Add))
                waiting.Enqueue(next);
        }

        return met;
    }

    private static IEnumerable<Type> Within(ValueShape shape) => shape.Kind switch
    {
        ValueKind.Document => [shape.Type],
        ValueKind.Bonus => DocumentShape.Bonuses.Values.Distinct(),
        ValueKind.List or ValueKind.Map => Within(shape.Item!),
        _ => [],
    };
}
