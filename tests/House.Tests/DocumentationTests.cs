using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Compensation.House.Tests;

/// <summary>The documents lead somewhere, and the checks run what the README promises.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Documents_RelativeLinks_LeadToFiles() => Violations.ShouldBeNone("dead-link",
        from file in Repository.Files
        where file.Path.EndsWith(".md", StringComparison.Ordinal)
        from Match link in Link().Matches(file.Text)
        let target = link.Groups["target"].Value
        where !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(file.Path)!, target))
        select new Violation("dead-link", file.Path, file.At(link.Index),
            $"`{target}` is not there; correct or remove the link."));

    [Fact]
    public void Readme_TestCommand_IsWhatTheChecksRun()
    {
        const string Command = "dotnet test Compensation.sln -c Release";
        var files = Repository.Files.ToDictionary(file => file.Path, file => file.Text);

        files["README.md"].ShouldContain(Command);
        files[".ci/run"].ShouldContain(Command);
    }

    [GeneratedRegex(@"\]\((?![a-z]+:|#)(?<target>[^)#\s]+)")]
    private static partial Regex Link();
}
