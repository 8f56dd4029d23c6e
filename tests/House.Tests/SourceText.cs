namespace Compensation.House.Tests;

/// <summary>Blanks out what is not code in C# text: comments, and strings and characters, but not the holes of
/// interpolated strings.</summary>
/// <remarks>A scanner of tokens, not a parser: it knows where literals begin and end and nothing else.</remarks>
internal sealed class SourceText
{
    private readonly string text;
    private readonly char[] code;
    private int position;

    private SourceText(string text)
    {
        this.text = text;
        code = [.. text.Select(c => c == '\n' ? '\n' : ' ')];
    }

    /// <summary>The text with everything but code replaced by spaces; offsets and lines stay.</summary>
    public static string CodeOnly(string text)
    {
        var source = new SourceText(text);
        source.ReadCode(holeBraces: 0);
        return new string(source.code);
    }

    /// <summary>Reads code to the end, or to the braces that close the hole of an interpolated string.</summary>
    private void ReadCode(int holeBraces)
    {
        var depth = 0;
        while (position < text.Length)
        {
            if (holeBraces > 0 && depth == 0 && text[position] == '}')
            {
                position += holeBraces;
                return;
            }

            if (Ahead("//"))
            {
                SkipTo("\n");
            }
            else if (Ahead("/*"))
            {
                SkipTo("*/");
                position += 2;
            }
            else if (text[position] == '\'')
            {
                ReadCharacter();
            }
            else if (!TryReadString())
            {
                depth += text[position] switch { '{' => 1, '}' => -1, _ => 0 };
                code[position] = text[position];
                position++;
            }
        }
    }

    private void ReadCharacter()
    {
        position++;
        while (position < text.Length && text[position] != '\'')
        {
            position += text[position] == '\\' ? 2 : 1;
        }

        position++;
    }

    private bool TryReadString()
    {
        var at = position;
        var dollars = 0;
        var verbatim = false;
        for (; at < text.Length && text[at] is '$' or '@'; at++)
        {
            dollars += text[at] == '$' ? 1 : 0;
            verbatim |= text[at] == '@';
        }

        if (at >= text.Length || text[at] != '"')
        {
            return false;
        }

        var quotes = CountOf('"', at);
        var raw = quotes >= 3 && !verbatim;
        position = at + (raw ? quotes : 1);
        if (raw)
        {
            ReadRaw(quotes, dollars);
        }
        else
        {
            ReadQuoted(verbatim, dollars > 0);
        }

        return true;
    }

    private void ReadRaw(int quotes, int dollars)
    {
        while (position < text.Length && CountOf('"', position) < quotes)
        {
            var braces = dollars > 0 ? CountOf('{', position) : 0;
            position += Math.Max(1, braces);
            if (braces >= dollars && braces > 0)
            {
                ReadCode(dollars);
            }
        }

        position = Math.Min(text.Length, position + quotes);
    }

    private void ReadQuoted(bool verbatim, bool holes)
    {
        while (position < text.Length)
        {
            if ((verbatim && Ahead("\"\"")) || (!verbatim && text[position] == '\\') || (holes && (Ahead("{{") || Ahead("}}"))))
            {
                position += 2;
            }
            else if (text[position] == '"')
            {
                position++;
                return;
            }
            else if (holes && text[position++] == '{')
            {
                ReadCode(holeBraces: 1);
            }
            else if (!holes)
            {
                position++;
            }
        }
    }

    private bool Ahead(string token) => string.CompareOrdinal(text, position, token, 0, token.Length) == 0;

    private int CountOf(char c, int from)
    {
        var end = from;
        while (end < text.Length && text[end] == c)
        {
            end++;
        }

        return end - from;
    }

    private void SkipTo(string token)
    {
        var end = text.IndexOf(token, position, StringComparison.Ordinal);
        position = end < 0 ? text.Length : end;
    }
}
