using YamlDotNet.RepresentationModel;

namespace Compensation.Rules.Plans.Comparing;

/// <summary>Writes a part of a plan file on one line, in one way whatever way it was written.</summary>
internal static class FlowText
{
    /// <summary>The node's value: scalars without quotes, lists in brackets, mappings in braces.</summary>
    public static string Of(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlSequenceNode list => $"[{string.Join(", ", list.Children.Select(Of))}]",
        YamlMappingNode mapping => $"{{ {string.Join(", ", mapping.Children.Select(Entry))} }}",
        _ => node.ToString(),
    };

    private static string Entry(KeyValuePair<YamlNode, YamlNode> entry) => $"{Of(entry.Key)}: {Of(entry.Value)}";
}
