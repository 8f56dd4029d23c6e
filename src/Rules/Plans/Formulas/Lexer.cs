namespace Compensation.Rules.Plans.Formulas;

internal enum TokenKind
{
    Number,
    Date,
    Word,
    Quoted,
    Symbol,
    End,
}

/// <summary>A piece of a formula.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; without the quotes for a quoted name.</param>
/// <param name="Offset">Where it begins in the formula.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Offset)
{
    public bool Is(string text) => Kind is TokenKind.Word or TokenKind.Symbol && string.Equals(Text, text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A formula that cannot be understood.</summary>
internal sealed class FormulaException(string code, int offset, string message, string remedy) : Exception(message)
{
    public string Code { get; } = code;

    public int Offset { get; } = offset;

    public string Remedy { get; } = remedy;
}

/// <summary>A formula that cannot be read because it names a measure with an error of its own, which is reported already.</summary>
internal sealed class FollowingErrorException : Exception;

/// <summary>Cuts a formula into tokens.</summary>
internal static class Lexer
{
    private static readonly string[] Symbols = [">=", "<=", "!=", "<>", "(", ")", "[", "]", ",", ".", "+", "-", "*", "/", ">", "<", "="];

    public static IReadOnlyList<Token> Cut(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var token = Next(text, at, out at);
            tokens.Add(token);
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length));
        return tokens;
    }

    private static Token Next(string text, int start, out int end)
    {
        var c = text[start];
        if (char.IsAsciiDigit(c))
        {
            return Number(text, start, out end);
        }

        if (IsWordStart(c))
        {
            return Word(text, start, out end);
        }

        if (c == '"')
        {
            var close = text.IndexOf('"', start + 1);
            if (close < 0)
            {
                throw new FormulaException("formula", start, "The quoted name does not end.", "Close it with a double quote.");
            }

            end = close + 1;
            return new Token(TokenKind.Quoted, text[(start + 1)..close], start);
        }

        foreach (var symbol in Symbols)
        {
            if (text.AsSpan(start).StartsWith(symbol))
            {
                end = start + symbol.Length;
                return new Token(TokenKind.Symbol, symbol == "<>" ? "!=" : symbol, start);
            }
        }

        throw new FormulaException("formula", start, $"'{c}' has no meaning in a formula.", Slips.OfCharacter(c));
    }

    private static Token Number(string text, int start, out int end)
    {
        if (text.Length >= start + 10 && text[start + 4] == '-' && text[start + 7] == '-'
            && NodaTime.Text.LocalDatePattern.Iso.Parse(text.Substring(start, 10)).Success)
        {
            end = start + 10;
            return new Token(TokenKind.Date, text[start..end], start);
        }

        end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end++;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }
        }

        if (end < text.Length && (char.IsLetter(text[end]) || (text[end] == '-' && end + 1 < text.Length && char.IsLetter(text[end + 1]))))
        {
            return Word(text, start, out end);
        }

        if (end < text.Length && text[end] == '%')
        {
            end++;
        }

        return new Token(TokenKind.Number, text[start..end].Replace("_", "", StringComparison.Ordinal), start);
    }

    private static Token Word(string text, int start, out int end)
    {
        end = start;
        while (end < text.Length && (IsWordPart(text[end])
            || (text[end] is '-' or '\'' && end > start && end + 1 < text.Length && IsWordPart(text[end + 1]) && IsWordPart(text[end - 1]))))
        {
            end++;
        }

        return new Token(TokenKind.Word, text[start..end], start);
    }

    private static bool IsWordStart(char c) => char.IsLetter(c) || c == '_';

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
