using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Shared;

/// <summary>Each threat of the document on security names the tests that hold the line, and there are such tests.</summary>
public sealed partial class SecurityDocumentTests
{
    private static readonly string[] Threats = [.. Repository.Read("docs/operating/security.md").ReplaceLineEndings("\n").Split('\n')
        .SkipWhile(line => !line.StartsWith("| threat ", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))];

    private static readonly string[] Tests =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Conformance.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText)];

    [Fact]
    public void EveryThreat_NamesATest()
    {
        Threats.Length.ShouldBeGreaterThan(15);
        Threats.Where(threat => !Named().IsMatch(threat)).ShouldBeEmpty();
    }

    [Fact]
    public void EveryTest_ThatIsNamed_IsThere() =>
        Named().Matches(string.Join('\n', Threats)).Where(name => !Tests.Any(text => IsIn(text, name.Groups["class"].Value, name.Groups["method"].Value)))
            .Select(name => name.Value).ShouldBeEmpty();

    private static bool IsIn(string text, string type, string method) =>
        Regex.IsMatch(text, $@"\bclass {type}\b") && Regex.IsMatch(text, $@"\bpublic [\w<> ]+ {method}\(");

    [GeneratedRegex(@"`(?<class>\w+)\.(?<method>\w+_\w+)`")]
    private static partial Regex Named();
}
