namespace Compensation.Concepts.Tests;

/// <summary>Represents a page of the documentation with a worked example in fenced blocks.</summary>
/// <remarks>
/// A block <c>```csv sellers</c> is the file <c>sellers.csv</c> from there on and <c>```csv sellers more</c> adds rows to it,
/// <c>```expect 2026-01</c> closes that period on the files as they then stand, and <c>```yaml plan</c> is the plan where the page
/// has none in <c>plans/</c>. A page may hold several plans: each begins anew, without files and earlier periods; one that does not name
/// itself gets a common head. Everything else is for the reader.
/// </remarks>
internal sealed class Page
{
    private const string Fence = "```";

    private const string Head = "plan: Case\nversion: 1\neffective: 2025-01-01\ncurrency: EUR\nzone: Etc/UTC\n";

    private Page(string path, string planText, IReadOnlyList<PageBlock> blocks)
    {
        Path = path;
        PlanText = planText;
        Blocks = blocks;
    }

    /// <summary>The page's path below the repository's root.</summary>
    public string Path { get; }

    /// <summary>The plan that the page is about.</summary>
    public string PlanText { get; }

    /// <summary>The blocks that the test reads, from top to bottom.</summary>
    public IReadOnlyList<PageBlock> Blocks { get; }

    /// <summary>What is left for the reader: text, drawings, arithmetic.</summary>
    public required string Prose { get; init; }

    /// <summary>Reads a page.</summary>
    /// <param name="path">Its path below the repository's root.</param>
    /// <param name="planPath">The path of its plan, where the page does not hold it.</param>
    public static Page Read(string path, string? planPath)
    {
        var blocks = new List<PageBlock>();
        var prose = new List<string>();
        var lines = File.ReadAllLines(Repository.PathOf(path));
        for (var i = 0; i < lines.Length; i++)
        {
            if (PageBlock.Opens(lines[i]) is not { } block)
            {
                prose.Add(lines[i]);
                continue;
            }

            var end = Array.IndexOf(lines, Fence, i + 1);
            var content = lines[(i + 1)..end];
            var named = block.Kind != BlockKind.Plan || content.Any(line => line.StartsWith("plan:", StringComparison.Ordinal));
            blocks.Add(block with { Line = i + 1, Lines = named ? content : [.. Head.TrimEnd().Split('\n'), .. content] });
            i = end;
        }

        var plan = planPath is null
            ? blocks.First(block => block.Kind == BlockKind.Plan).Text
            : File.ReadAllText(Repository.PathOf(planPath));
        return new Page(path, plan, blocks) { Prose = string.Join('\n', prose) };
    }
}
