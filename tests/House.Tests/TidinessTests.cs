using Xunit;

namespace Compensation.House.Tests;

/// <summary>Limits of length, for source and tests alike.</summary>
public sealed class TidinessTests
{
    private const int LongestLine = 160;
    private const int LongestFile = 600;
    private const int LongestMember = 70;

    private static IEnumerable<RepositoryFile> Sources =>
        new[] { "src", "tests", "bench" }.SelectMany(Repository.Sources);

    [Fact]
    public void Sources_Lines_AreAtMost160Columns() => Violations.ShouldBeNone("long-line",
        from file in Sources
        from line in file.Lines.Index()
        where line.Item.Length > LongestLine
        select new Violation("long-line", file.Path, $"{file.Path}:{line.Index + 1}",
            $"{line.Item.Length} columns; wrap it at {LongestLine}."));

    [Fact]
    public void Sources_Files_AreAtMost600Lines() => Violations.ShouldBeNone("long-file",
        from file in Sources
        let length = file.Lines.Length - 1
        where length > LongestFile
        select new Violation("long-file", file.Path, $"{file.Path}:{LongestFile}", $"{length} lines; split it by what it does."));

    [Fact]
    public void Sources_Members_AreAtMost70Lines() => Violations.ShouldBeNone("long-member",
        from file in Sources
        from member in SourceOutline.Members(file.Code)
        let length = file.Code.AsSpan(member.Start..member.End).Count('\n') + 1
        where length > LongestMember
        select new Violation("long-member", file.Path, file.At(member.Start),
            $"{length} lines; give its parts names of their own."));
}
