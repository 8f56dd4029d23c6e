using System.Text.RegularExpressions;

namespace Compensation.House.Tests;

/// <summary>The types and members of a C# file, found by matching braces.</summary>
internal static partial class SourceOutline
{
    /// <summary>The public types of a file that stand in no other type, in order.</summary>
    public static IEnumerable<(string Name, int Offset)> PublicTypes(string code) =>
        from declaration in Statements(code)
        where declaration.Depth == 0
        let match = TypeHead().Match(code, declaration.Start, declaration.HeadEnd - declaration.Start)
        where match.Success && match.Groups["access"].Value.StartsWith("public", StringComparison.Ordinal)
        select (match.Groups["name"].Value, declaration.Start);

    /// <summary>The methods, constructors, operators and properties of a file with their first and last character.</summary>
    /// <remarks>A field is none: a long table of values is data.</remarks>
    public static IEnumerable<(int Start, int End)> Members(string code) =>
        from statement in Statements(code)
        let head = code[statement.Start..statement.HeadEnd]
        where !TypeHead().IsMatch(head) && !head.StartsWith("using", StringComparison.Ordinal) && !IsField(head)
        select (statement.Start, statement.End);

    /// <summary>What stands directly in a file, a namespace or a type: declarations of types and members.</summary>
    /// <remarks>Depth counts the types around it. A head ends at the first brace, arrow or semicolon.</remarks>
    private static IEnumerable<(int Start, int HeadEnd, int End, int Depth)> Statements(string code)
    {
        var position = 0;
        var depth = 0;
        while (true)
        {
            while (position < code.Length && (char.IsWhiteSpace(code[position]) || code[position] is '}' or ';'))
            {
                depth -= code[position] == '}' ? 1 : 0;
                position++;
            }

            if (position >= code.Length)
            {
                yield break;
            }

            var start = position;
            var headEnd = EndOfHead(code, start);
            if (headEnd < code.Length && code[headEnd] == '}')
            {
                // The members of an enumeration: they end with it.
                position = headEnd;
                continue;
            }

            var head = code[start..headEnd];
            var opens = headEnd < code.Length && code[headEnd] == '{';
            var isType = TypeHead().IsMatch(head);
            var end = isType ? headEnd : EndOfBody(code, headEnd);
            yield return (start, headEnd, end, depth);
            depth += opens && isType ? 1 : 0;
            position = isType ? headEnd + 1 : end + 1;
        }
    }

    private static int EndOfHead(string code, int start)
    {
        var round = 0;
        for (var i = start; i < code.Length; i++)
        {
            round += code[i] switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
            if (round == 0 && (code[i] is '{' or '}' or ';' || (code[i] == '=' && i + 1 < code.Length && code[i + 1] == '>')))
            {
                return i;
            }
        }

        return code.Length;
    }

    /// <summary>The closing brace of a block, or the semicolon of an expression; an initialiser after a block belongs to
    /// it.</summary>
    private static int EndOfBody(string code, int headEnd)
    {
        var open = 0;
        var isBlock = headEnd < code.Length && code[headEnd] == '{';
        for (var i = headEnd; i < code.Length; i++)
        {
            open += code[i] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
            if (open == 0 && (code[i] == ';' || (isBlock && code[i] == '}' && !Initialiser().IsMatch(code, i + 1))))
            {
                return i;
            }
        }

        return code.Length - 1;
    }

    private static bool IsField(string head)
    {
        var plain = Parentheses().Replace(head, "");
        return !plain.Contains("operator", StringComparison.Ordinal) && plain.Contains('=', StringComparison.Ordinal);
    }

    private const string TypeKind = @"(namespace|class|struct|interface|enum|record\s+struct|record\s+class|record)";

    // Attributes are passed over atomically: a method with a dozen of them would else be tried in every partition.
    [GeneratedRegex(@"\G(?>(\[[^{};]*?\]\s*)*)(?<access>(\w+\s+)*?)" + TypeKind + @"\s+(?<name>\w+)")]
    private static partial Regex TypeHead();

    [GeneratedRegex(@"\G\s*=[^=>]")]
    private static partial Regex Initialiser();

    [GeneratedRegex(@"\([^()]*\)|\[[^\[\]]*\]")]
    private static partial Regex Parentheses();
}
