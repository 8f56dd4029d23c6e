using System.Text.RegularExpressions;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Compensation.Concepts.Tests;

/// <summary>The page of mechanisms says nothing that a plan could not say, and where it says it is proven, the keys are used.</summary>
public sealed partial class MechanismTests
{
    private static readonly string[] Lists = ["cap", "rank"];

    /// <summary>Keys without which hardly a line is whole, and which prove nothing.</summary>
    private static readonly string[] Everywhere = ["of", "rate", "amount", "by", "otherwise"];

    /// <summary>The rows with lines of a plan, by their mechanism.</summary>
    public static TheoryData<string> Mechanisms { get; } = new(MechanismRow.All.Select(row => row.Mechanism));

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void Lines_InThePagesPlan_AreWithoutErrors(string mechanism)
    {
        var plan = Root(MechanismRow.Stage);
        foreach (var line in MechanismRow.Of(mechanism).Lines)
        {
            Put(plan, line);
        }

        var text = Written(plan);
        PlanChecker.Check(text, mechanism).Findings.Where(finding => finding.Severity == Severity.Error).ShouldBeEmpty(text);
    }

    /// <summary>Each key of the lines stands in one of the files that the row names; otherwise they do not prove it.</summary>
    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void Proof_EveryKeyOfTheLines_IsUsed(string mechanism)
    {
        var row = MechanismRow.Of(mechanism);
        row.Proof.ShouldNotBeEmpty();
        var proof = string.Concat(row.Proof.SelectMany(Texts));
        var keys = row.Lines.SelectMany(line => Keys(Root(line)).Skip(line.StartsWith("- ", StringComparison.Ordinal) ? 1 : 0)).Distinct();

        keys.Where(key => MechanismRow.Language.Contains(key) && !Everywhere.Contains(key))
            .Where(key => !Regex.IsMatch(proof, $@"\b{Regex.Escape(key)}:")).ShouldBeEmpty();
    }

    [Fact]
    public void Mechanisms_AreNamedOnce() => MechanismRow.All.Select(row => row.Mechanism).ShouldBeUnique();

    private static IEnumerable<string> Texts(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.yaml").Select(File.ReadAllText)
        : [File.ReadAllText(path)];

    /// <summary>Puts a line into a plan: a list's entry at the list's end, everything else over what has its name.</summary>
    private static void Put(YamlMappingNode plan, string line)
    {
        if (!line.StartsWith("- ", StringComparison.Ordinal))
        {
            Merge(plan, Root(line));
            return;
        }

        var entry = Root(line[2..]);
        var kind = ((YamlScalarNode)entry.Children[0].Key).Value!;
        var list = Array.IndexOf(Lists, kind) switch
        {
            0 => Child(plan, "caps"),
            1 => Child((YamlMappingNode)plan["ranks"], "ladder"),
            _ => Child(plan, "bonuses"),
        };
        list.Add(entry);
    }

    private static YamlSequenceNode Child(YamlMappingNode parent, string key)
    {
        if (!parent.Children.ContainsKey(key))
        {
            parent.Add(key, new YamlSequenceNode());
        }

        return (YamlSequenceNode)parent[key];
    }

    private static void Merge(YamlMappingNode into, YamlMappingNode from)
    {
        foreach (var (key, value) in from.Children)
        {
            if (value is YamlMappingNode mapping && into.Children.TryGetValue(key, out var there) && there is YamlMappingNode known
                && ((YamlScalarNode)key).Value is "attributes" or "volumes" or "trees" or "measures" or "ranks" or "payout")
            {
                foreach (var (name, entry) in mapping.Children)
                {
                    known.Children[name] = entry;
                }
            }
            else
            {
                into.Children[key] = value;
            }
        }
    }

    private static IEnumerable<string> Keys(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.Children.SelectMany(pair => Keys(pair.Value).Prepend(((YamlScalarNode)pair.Key).Value!)),
        YamlSequenceNode sequence => sequence.Children.SelectMany(Keys),
        _ => [],
    };

    private static YamlMappingNode Root(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml.StartsWith("- ", StringComparison.Ordinal) ? yaml[2..] : yaml));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static string Written(YamlMappingNode plan)
    {
        using var writer = new StringWriter();
        new YamlStream(new YamlDocument(plan)).Save(writer, assignAnchors: false);
        return End().Replace(writer.ToString(), "");
    }

    [GeneratedRegex(@"\.\.\.\s*$")]
    private static partial Regex End();
}
