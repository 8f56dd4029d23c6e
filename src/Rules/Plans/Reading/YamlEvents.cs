using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Compensation.Rules.Plans.Reading;

/// <summary>The events of a YAML text, one after the other.</summary>
/// <remarks>
/// The scanner of YamlDotNet answers some broken texts with exceptions of other kinds than <see cref="YamlException"/> (an
/// open bracket before a key is one). They mean the same, and become one with the place that the scanner had reached.
/// </remarks>
internal sealed class YamlEvents : IParser
{
    private readonly Scanner scanner;
    private readonly Parser parser;

    /// <summary>Begins to read a text.</summary>
    public YamlEvents(string text)
    {
        scanner = new Scanner(new StringReader(text));
        parser = new Parser(scanner);
    }

    /// <inheritdoc/>
    public ParsingEvent? Current => parser.Current;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception exception) when (exception is not YamlException)
        {
            var reached = scanner.CurrentPosition;
            throw new YamlException(reached, reached, "The text can't be read further", exception);
        }
    }
}
