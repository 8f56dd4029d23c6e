using Compensation.Rules.Plans.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Compensation.Rules.Plans.Reading;

/// <summary>Reads a YAML text into nodes with places.</summary>
/// <remarks>
/// Only what a plan needs of YAML is accepted: one document of scalars, lists and mappings. Anchors, aliases and tags are
/// errors, since a reader of the plan would have to know YAML to follow them; depth and size are limited, since the file may
/// come from anybody.
/// </remarks>
internal sealed class YamlTree
{
    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 4 * 1024 * 1024;

    /// <summary>How deep values may be nested.</summary>
    public const int Deepest = 64;

    private readonly string text;
    private readonly string file;
    private readonly IParser parser;
    private readonly FindingList findings;

    private YamlTree(string text, string file, FindingList findings)
    {
        this.text = text;
        this.file = file;
        this.findings = findings;
        parser = new YamlEvents(text);
    }

    /// <summary>Reads a text.</summary>
    /// <returns>Its only document, or null if it can't be read; the reason is then among the findings.</returns>
    public static YamlNode? Read(string text, string file, FindingList findings)
    {
        if (text.Length > LongestText)
        {
            findings.Error(
                ReaderCodes.TooLarge, new Place(file, 1, 1), $"The text has {text.Length} characters.",
                    $"A plan has at most {LongestText}.");
            return null;
        }

        var tree = new YamlTree(text, file, findings);
        try
        {
            return tree.Document();
        }
        catch (NestingException exception)
        {
            findings.Error(
                ReaderCodes.TooDeep, exception.Place, $"Values are nested more than {Deepest} deep.",
                    "Write the plan with fewer levels of nesting.");
            return null;
        }
        catch (YamlException exception)
        {
            var (place, remedy) = tree.Explain(exception);
            findings.Error(ReaderCodes.Yaml, place, $"This is not YAML: {exception.Message.TrimEnd('.')}.", remedy);
            return null;
        }
    }

    private YamlNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            findings.Error(ReaderCodes.Empty, new Place(file, 1, 1), "The file is empty.",
                "Begin with `plan: ` and the programme's name.");
            return null;
        }

        parser.Consume<DocumentStart>();
        var node = Node(0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            findings.Error(
                ReaderCodes.Documents, PlaceOf(file, second.Start), "A second YAML document begins here.",
                    "Write one plan per file; leave out `---`.");
        }

        return node;
    }

    /// <summary>Reads the next node; null if it was reported as an error.</summary>
    private YamlNode? Node(int depth)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            findings.Error(
                ReaderCodes.Anchor, PlaceOf(file, alias.Start),
                    $"`*{Shown.Of(alias.Value.Value)}` is an alias of YAML, which a plan may not use.",
                "Write the value out. A text that begins with `*` needs quotes.");
            return null;
        }

        var start = parser.Consume<NodeEvent>();
        var place = PlaceOf(file, start.Start);
        if (depth > Deepest)
            throw new NestingException(place);
        RefuseAnchorAndTag(start, place);
        return start switch
        {
            Scalar scalar => new ScalarNode(place, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => new SequenceNode(place, Items(depth)),
            MappingStart => new MappingNode(place, Entries(depth)),
            _ => throw new InvalidOperationException($"{place}: the parser gave a {start.GetType().Name} where a value begins."),
        };
    }

    private void RefuseAnchorAndTag(NodeEvent start, Place place)
    {
        if (!start.Anchor.IsEmpty)
        {
            findings.Error(
                ReaderCodes.Anchor, place, $"`&{Shown.Of(start.Anchor.Value)}` is an anchor of YAML, which a plan may not use.",
                "Leave it out. A text that begins with `&` needs quotes.");
        }

        if (!start.Tag.IsEmpty)
        {
            findings.Error(
                ReaderCodes.Tag, place, $"`{Shown.Of(start.Tag.Value)}` is a tag of YAML, which a plan may not use.",
                "Leave it out. A text that begins with `!` needs quotes.");
        }
    }

    private List<YamlNode?> Items(int depth)
    {
        var items = new List<YamlNode?>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node(depth + 1));
        return items;
    }

    private List<MappingEntry> Entries(int depth)
    {
        var entries = new List<MappingEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is ScalarNode scalar)
            {
                // An empty value has no place of its own worth showing: its key has.
                entries.Add(new MappingEntry(
                    scalar, value is ScalarNode { IsNothing: true } ? value with { Place = scalar.Place } : value));
            }
            else if (key is not null)
            {
                findings.Error(ReaderCodes.WrongKind, key.Place, $"A key must be a single value, not {key.Kind}.",
                    "Write `key: value`.");
            }
        }

        return entries;
    }

    private static Place PlaceOf(string file, Mark mark) =>
        new(file, (int)Math.Clamp(mark.Line, 1, int.MaxValue), (int)Math.Clamp(mark.Column, 1, int.MaxValue));

    /// <summary>Where to look and what to do, for the mistakes that people make most.</summary>
    private (Place Place, string Remedy) Explain(YamlException exception)
    {
        var place = PlaceOf(file, exception.Start);
        if (exception.Message.Contains(" tab", StringComparison.Ordinal))
            return (FirstTab(place), "Indent with spaces, not with tabs.");
        if (exception.Message.Contains("invalid mapping", StringComparison.Ordinal))
            return (place, "A value that contains `: ` needs quotes; a key belongs on a line of its own.");
        if (exception.Message.Contains("cannot start any token", StringComparison.Ordinal))
            return (place, "A value that begins with `%`, `@` or a backtick needs quotes.");
        return (place, "Look at the indentation, quotes, brackets and colons here and on the lines before.");
    }

    /// <summary>The first tab that indents a line, not before the line that the parser names: it names the mapping's
    /// first.</summary>
    private Place FirstTab(Place from)
    {
        var lines = text.Split('\n');
        for (var line = from.Line - 1; line < lines.Length; line++)
        {
            if (lines[line].TrimStart(' ').StartsWith('\t'))
                return new Place(file, line + 1, lines[line].IndexOf('\t', StringComparison.Ordinal) + 1);
        }

        return from;
    }

    /// <summary>Ends the reading of a text that is nested too deep; never leaves this class.</summary>
    private sealed class NestingException(Place place) : Exception
    {
        public Place Place { get; } = place;
    }
}
