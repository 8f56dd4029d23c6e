using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Compensation.House.Tests;

/// <summary>What is written to the log can be found by its id, and the id leads to what to do.</summary>
public sealed partial class LogEventTests
{
    private static readonly IReadOnlyList<string> Ids =
        [.. from file in Repository.Sources("src") from Match found in Event().Matches(file.Text) select found.Groups["id"].Value];

    [Fact]
    public void LogEvents_AreGenerated_AndHaveIdsOfTheirOwn()
    {
        Ids.ShouldNotBeEmpty();
        Ids.ShouldBeUnique();
        Repository.Sources("src").Where(file => DirectCall().IsMatch(file.Code)).Select(file => file.Path).ShouldBeEmpty();
    }

    [Fact]
    public void LogEvents_AllOfThem_AreInTheTableOfSymptoms() =>
        Row().Matches(Repository.Files.Single(file => file.Path == "docs/operating/symptoms.md").Text).Select(row => row.Groups["id"].Value)
            .ShouldBe(Ids, ignoreOrder: true);

    [GeneratedRegex(@"\[LoggerMessage\((?<id>\d+),")]
    private static partial Regex Event();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex DirectCall();

    [GeneratedRegex(@"^\| `(?<id>\d{4})` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
