namespace Compensation.Concepts.Tests;

/// <summary>What a fenced block of a page is.</summary>
internal enum BlockKind
{
    /// <summary>The plan.</summary>
    Plan,

    /// <summary>A file of the data.</summary>
    File,

    /// <summary>More rows of a file.</summary>
    MoreRows,

    /// <summary>What the close of a period must come to.</summary>
    Expect,
}

/// <summary>One fenced block that the test reads.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The file's name without ending, or the period's name.</param>
internal sealed record PageBlock(BlockKind Kind, string Name)
{
    /// <summary>The line of the page on which it opens.</summary>
    public int Line { get; init; }

    /// <summary>Its content.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Its content as a file.</summary>
    public string Text => string.Concat(Lines.Select(line => line + "\n"));

    /// <summary>The block that a line opens, or null for any other line.</summary>
    public static PageBlock? Opens(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["```yaml", "plan"] => new PageBlock(BlockKind.Plan, ""),
        ["```csv", var name] => new PageBlock(BlockKind.File, name),
        ["```csv", var name, "more"] => new PageBlock(BlockKind.MoreRows, name),
        ["```expect", var period] => new PageBlock(BlockKind.Expect, period),
        _ => null,
    };

    /// <summary>The rows of an <c>expect</c> block: seller, what, value.</summary>
    public IEnumerable<Expectation> Expectations()
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            var cells = Lines[i].Split('|', StringSplitOptions.TrimEntries);
            if (cells is ["seller", "what", "value"])
            {
                continue;
            }

            yield return cells is [var seller, var what, var value]
                ? new Expectation(Line + i + 1, seller, what, value)
                : throw new InvalidOperationException($"Line {Line + i + 1}: write 'seller | what | value'.");
        }
    }
}

/// <summary>One figure that a page states.</summary>
/// <param name="Line">Its line on the page.</param>
/// <param name="Seller">Whose figure, or <c>all</c>.</param>
/// <param name="What">What it is of.</param>
/// <param name="Value">The value as written.</param>
internal sealed record Expectation(int Line, string Seller, string What, string Value);
