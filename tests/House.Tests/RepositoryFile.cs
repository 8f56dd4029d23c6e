namespace Compensation.House.Tests;

/// <summary>One file of the repository.</summary>
/// <param name="Path">Its path from the root, with forward slashes.</param>
/// <param name="Text">Its text; empty for a binary file.</param>
internal sealed record RepositoryFile(string Path, string Text)
{
    private readonly Lazy<string> code = new(() => SourceText.CodeOnly(Text));

    /// <summary>The text with comments and literals blanked out, every character at its old place.</summary>
    public string Code => code.Value;

    /// <summary>The lines of the text.</summary>
    public string[] Lines => Text.Split('\n');

    /// <summary>The place of a character, as editors understand it.</summary>
    public string At(int offset) => $"{Path}:{Text.AsSpan(0, offset).Count('\n') + 1}";

    /// <summary>Reads a file; one with a zero byte is taken for binary.</summary>
    public static RepositoryFile Read(string path)
    {
        var text = File.ReadAllText(System.IO.Path.Combine(Repository.Root, path));
        var isBinary = text.Contains('\0', StringComparison.Ordinal);
        return new RepositoryFile(path, isBinary ? "" : text.Replace("\r\n", "\n", StringComparison.Ordinal));
    }
}
