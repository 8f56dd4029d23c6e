using YamlDotNet.RepresentationModel;

namespace Compensation.Rules.Plans.Comparing;

/// <summary>Compares two plan files by what they say: comments, indentation, quotes and the order of keys make no
/// difference.</summary>
/// <remarks>
/// Items of a list with names (bonuses, ranks, caps) are matched by their names, so a bonus that is inserted in the middle
/// is one difference. Plain lists, such as the rates by level, are compared as one value. The order of named items counts,
/// because ladders and caps depend on it. Texts that the plan reader refuses (aliases, endless nesting) are not for here.
/// </remarks>
public static class PlanDifferences
{
    private const string Separator = " / ";

    /// <summary>Finds all differences, in the order of the first plan's keys, then the second's.</summary>
    /// <param name="before">The text of the first plan, which the plan reader has read without an error.</param>
    /// <param name="after">The text of the second plan, likewise.</param>
    public static IReadOnlyList<PlanDifference> Between(string before, string after)
    {
        var differences = new List<PlanDifference>();
        Compare("", Root(before), Root(after), differences);
        return differences;
    }

    private static YamlNode Root(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count > 0 ? stream.Documents[0].RootNode : new YamlMappingNode();
    }

    private static void Compare(string path, YamlNode before, YamlNode after, List<PlanDifference> differences)
    {
        switch (before, after)
        {
            case (YamlMappingNode left, YamlMappingNode right):
                CompareItems(path, Keyed(left), Keyed(right), differences);
                break;
            case (YamlSequenceNode left, YamlSequenceNode right)
                when Named(left) is { } leftItems && Named(right) is { } rightItems:
                CompareItems(path, leftItems, rightItems, differences);
                CompareOrder(path, leftItems, rightItems, differences);
                break;
            default:
                var (old, @new) = (FlowText.Of(before), FlowText.Of(after));
                if (old != @new)
                {
                    differences.Add(new PlanDifference(DifferenceKind.Changed, path, old, Line(before), @new, Line(after)));
                }

                break;
        }
    }

    private static void CompareItems(
        string path, List<Item> before, List<Item> after, List<PlanDifference> differences)
    {
        var remaining = after.ToDictionary(item => item.Name, item => item.Node, StringComparer.Ordinal);
        foreach (var (name, node) in before)
        {
            var inner = Join(path, name);
            if (remaining.Remove(name, out var other))
            {
                Compare(inner, node, other, differences);
            }
            else
            {
                differences.Add(new PlanDifference(DifferenceKind.Removed, inner, FlowText.Of(node), Line(node), null, 0));
            }
        }

        foreach (var (name, node) in after.Where(item => remaining.ContainsKey(item.Name)))
        {
            differences.Add(new PlanDifference(DifferenceKind.Added, Join(path, name), null, 0, FlowText.Of(node), Line(node)));
        }
    }

    private static void CompareOrder(
        string path, List<Item> before, List<Item> after, List<PlanDifference> differences)
    {
        var names = before.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        names.IntersectWith(after.Select(item => item.Name));
        var old = before.Where(item => names.Contains(item.Name)).ToList();
        var @new = after.Where(item => names.Contains(item.Name)).ToList();
        if (!old.Select(item => item.Name).SequenceEqual(@new.Select(item => item.Name), StringComparer.Ordinal))
        {
            differences.Add(new PlanDifference(
                DifferenceKind.Reordered, path, Names(old), Line(old[0].Node), Names(@new), Line(@new[0].Node)));
        }
    }

    private static List<Item> Keyed(YamlMappingNode mapping) =>
        [.. mapping.Children.Select(entry => new Item(FlowText.Of(entry.Key), entry.Value))];

    // The items of a list by name: the first key and its value of a mapping ("unilevel: Team"), or the text of a plain item.
    // A list without any mapping, or with names that repeat, has no names.
    private static List<Item>? Named(YamlSequenceNode list)
    {
        if (!list.Children.OfType<YamlMappingNode>().Any())
        {
            return list.Children.Count == 0 ? [] : null;
        }

        var items = list.Children.Select(node => new Item(Name(node), node)).ToList();
        return items.DistinctBy(item => item.Name, StringComparer.Ordinal).Count() == items.Count ? items : null;
    }

    private static string Name(YamlNode item) => item is YamlMappingNode { Children.Count: > 0 } mapping
        ? $"{FlowText.Of(mapping.Children[0].Key)}: {FlowText.Of(mapping.Children[0].Value)}"
        : FlowText.Of(item);

    private static string Names(IEnumerable<Item> items) => string.Join(", ", items.Select(item => item.Name));

    private static string Join(string path, string key) => path.Length == 0 ? key : path + Separator + key;

    private static int Line(YamlNode node) => (int)node.Start.Line;

    private sealed record Item(string Name, YamlNode Node);
}
