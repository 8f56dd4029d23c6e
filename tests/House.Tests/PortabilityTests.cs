using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Compensation.House.Tests;

/// <summary>The repository builds anywhere: no file knows the machine it was written on, or where that machine gets its
/// packages.</summary>
public sealed partial class PortabilityTests
{
    [Fact]
    public void Repository_Files_NameNoMachinePathOrPackageFeed() => Violations.ShouldBeNone("machine",
        from file in Repository.Files
        from Match match in Machine().Matches(file.Text)
        select new Violation("machine", file.Path, file.At(match.Index),
            $"`{match.Value}` exists on one machine only: use a relative path; feeds belong in each machine's own settings."));

    // Written in parts, so that this file does not find itself.
    [Theory]
    [InlineData("cd /" + "work/main")]
    [InlineData("\"/" + "root/.nuget\"")]
    [InlineData("/" + "home/ann/src")]
    [InlineData("/" + "Users/ann/src")]
    [InlineData("C:" + "\\Users\\ann")]
    [InlineData("https://feed.example/v3/" + "index.json")]
    [InlineData("https://packages.example/" + "nuget/")]
    [InlineData("<package" + "Sources>")]
    [InlineData("https://art" + "ifactory.example")]
    public void Machine_PathsAndFeeds_AreFound(string text) => Machine().IsMatch(text).ShouldBeTrue();

    [Theory]
    [InlineData("docs/" + "work/plan.md")]
    [InlineData("tests/" + "root/")]
    [InlineData("the /" + "workers endpoint")]
    [InlineData("mcr.microsoft.com/dotnet/sdk:10.0")]
    public void Machine_OtherText_IsNotFound(string text) => Machine().IsMatch(text).ShouldBeFalse();

    private const string Paths = @"(?<![\w.\-])/(work|root)/|(?<![\w.\-])/(home|users)/\w+/|\b[a-z]:\\users\\";

    private const string Feeds = @"/v3/index\.json|<package" + @"Sources\b"
        + @"|https?://[^\s""'<>)]*(nuget|npm|pypi|artifactory|nexus|proget|registry)[^\s""'<>)]*";

    [GeneratedRegex(Paths + "|" + Feeds, RegexOptions.IgnoreCase)]
    private static partial Regex Machine();
}
