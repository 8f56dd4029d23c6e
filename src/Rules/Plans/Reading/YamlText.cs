using System.Globalization;
using System.Text;

namespace Compensation.Rules.Plans.Reading;

/// <summary>Writes nodes as YAML text: blocks for what is long, one line for what is short.</summary>
internal static class YamlText
{
    /// <summary>Lists and tables up to this length stand on one line.</summary>
    private const int LongestLine = 100;

    /// <summary>Signs that mean nothing to YAML within a text.</summary>
    private const string PlainSigns = " ()%+-*/<>=.:;_'&!$€@|~";

    /// <summary>The text of a plan: one block per key, with an empty line before each longer one.</summary>
    public static string Of(MappingNode plan)
    {
        var text = new StringBuilder();
        foreach (var entry in plan.Entries)
        {
            var before = text.Length;
            Entry(text, entry, 0, "");
            if (before > 0 && text.ToString(before, text.Length - before).Count(letter => letter == '\n') > 1)
                text.Insert(before, '\n');
        }

        return text.ToString();
    }

    /// <summary>A node on one line.</summary>
    public static string Flow(YamlNode node) => node switch
    {
        ScalarNode scalar => Scalar(scalar),
        SequenceNode sequence => $"[{string.Join(", ", sequence.Items.Select(item => Flow(item!)))}]",
        MappingNode { Entries: [] } => "{}",
        MappingNode mapping =>
            $"{{ {string.Join(", ", mapping.Entries.Select(entry => $"{Flow(entry.Key)}: {Flow(entry.Value!)}"))} }}",
        _ => throw new InvalidOperationException($"{node.Kind} has no text."),
    };

    /// <summary>Whether a text is read as itself without quotes, wherever it stands. Careful rather than complete: what is
    /// unusual gets quotes.</summary>
    public static bool CanBePlain(string text)
    {
        if (ScalarNode.MeansNothing(text) || text[0] is ' ' || text[^1] is ' ' or ':'
            || !(char.IsLetterOrDigit(text[0]) || text[0] is '('))
            return false;
        return text.All(letter => char.IsLetterOrDigit(letter) || PlainSigns.Contains(letter, StringComparison.Ordinal))
            && !text.Contains(": ", StringComparison.Ordinal);
    }

    private static void Entry(StringBuilder text, MappingEntry entry, int indent, string lead)
    {
        text.Append(lead.Length > 0 ? lead : new string(' ', indent)).Append(Flow(entry.Key)).Append(':');
        Value(text, entry.Value!, indent);
    }

    private static void Value(StringBuilder text, YamlNode value, int indent)
    {
        var flow = Flow(value);
        if (value is ScalarNode scalar && CanBeLiteral(scalar.Text))
            Literal(text, scalar.Text, indent + 2);
        else if (value is ScalarNode || (indent > 0 && IsFlat(value) && indent + flow.Length <= LongestLine)
            || flow is "{}" or "[]")
            text.Append(' ').Append(flow).Append('\n');
        else if (value is SequenceNode items && indent == 0 && items.Items.All(item => item is ScalarNode)
            && flow.Length <= LongestLine)
            text.Append(' ').Append(flow).Append('\n');
        else
            Block(text, value, indent + 2);
    }

    private static void Block(StringBuilder text, YamlNode value, int indent)
    {
        text.Append('\n');
        if (value is MappingNode mapping)
        {
            foreach (var entry in mapping.Entries)
                Entry(text, entry, indent, "");
            return;
        }

        var dash = new string(' ', indent) + "- ";
        foreach (var item in ((SequenceNode)value).Items)
        {
            if (item is not MappingNode { Entries.Count: > 0 } block)
            {
                text.Append(dash).Append(Flow(item!)).Append('\n');
                continue;
            }

            for (var i = 0; i < block.Entries.Count; i++)
                Entry(text, block.Entries[i], indent + 2, i == 0 ? dash : "");
        }
    }

    /// <summary>Whether a node reads well on one line: no mapping inside a mapping, except a table's rows.</summary>
    private static bool IsFlat(YamlNode node) => node switch
    {
        SequenceNode sequence => sequence.Items.All(item => item is ScalarNode),
        MappingNode mapping =>
            mapping.Entries.All(entry => entry.Value is ScalarNode || (entry.Value is SequenceNode inner && IsFlat(inner))),
        _ => true,
    };

    private static bool CanBeLiteral(string text) =>
        text.Contains('\n', StringComparison.Ordinal)
        && text[0] is not ('\n' or ' ')
        && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && text.Split('\n').All(line => !line.EndsWith(' ')
            && line.All(letter => letter is >= ' ' and not '\u007f' and < '\u0080' || char.IsLetter(letter)));

    private static void Literal(StringBuilder text, string value, int indent)
    {
        var ended = value.EndsWith('\n');
        text.Append(ended ? " |\n" : " |-\n");
        foreach (var line in (ended ? value[..^1] : value).Split('\n'))
            text.Append(line.Length == 0 ? "" : new string(' ', indent)).Append(line).Append('\n');
    }

    private static string Scalar(ScalarNode scalar)
    {
        if (scalar.Plain)
            return scalar.Text;
        var quoted = new StringBuilder("\"");
        foreach (var letter in scalar.Text)
        {
            quoted = letter switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                < ' ' or (>= '\u007f' and <= '\u00a0') or '\u2028' or '\u2029' or '\ufeff' =>
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
