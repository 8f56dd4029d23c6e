using System.Text.RegularExpressions;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Reading;
using Compensation.Rules.Plans.Reference;
using Compensation.Rules.Tests.Plans.Reference;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Checking;

/// <summary>The list of codes is complete, and the page is generated from it.</summary>
public partial class FindingCodeTests
{
    [Fact]
    public void FindingsPage_IsTheApprovedOne() =>
        ApprovedFiles.ShouldBeApproved(FindingsReference.Generate(), "docs/reference/findings.md");

    [Fact]
    public void Codes_AreListedOnce() => FindingCode.All.Select(code => code.Code).ShouldBeUnique();

    [Fact]
    public void Codes_OfTheReader_AreListed() =>
        typeof(ReaderCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!)
            .Except(FindingCode.All.Select(code => code.Code)).ShouldBeEmpty();

    /// <summary>Every code that stands in the sources of the checker is listed, and every listed one is given
    /// somewhere.</summary>
    [Fact]
    public void Codes_InTheSources_AreThoseListed()
    {
        var sources = Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "src", "Rules"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                StringComparison.Ordinal)
                && Path.GetFileName(file) is not ("FindingCode.cs" or "ReaderCodes.cs"))
            .Select(File.ReadAllText).ToList();
        var given = sources.SelectMany(text => Given().Matches(text)).Select(match => match.Groups[1].Value).Distinct();
        var ofTheReader = typeof(ReaderCodes).GetFields()
            .Where(field => sources.Any(text => text.Contains($"ReaderCodes.{field.Name}", StringComparison.Ordinal)))
            .Select(field => (string)field.GetRawConstantValue()!);
        given.Union(ofTheReader).Order().ShouldBe(FindingCode.All.Select(code => code.Code).Order());
    }

    private const string Before = """(?:Error\(|FormulaException\(|Severity\.\w+, |const string \w*(?:Code|Gap|Overlap) = )""";

    [GeneratedRegex(Before + @"\x22([a-z][a-z0-9-]+)\x22(?=[,;])")]
    private static partial Regex Given();
}
