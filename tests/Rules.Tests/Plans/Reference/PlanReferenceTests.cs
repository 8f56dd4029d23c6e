using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Reading;
using Compensation.Rules.Plans.Reference;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Reference;

/// <summary>The generated reference page.</summary>
public class PlanReferenceTests
{
    /// <summary>The descriptions that the compiler took from the classes.</summary>
    internal static string XmlDocs { get; } =
        File.ReadAllText(Path.ChangeExtension(typeof(PlanDocument).Assembly.Location, ".xml"));

    private static readonly string Page = PlanReference.Generate(XmlDocs);

    [Fact]
    public void ReferencePage_IsTheApprovedOne() => ApprovedFiles.ShouldBeApproved(Page, "docs/reference/plan.md");

    [Fact]
    public void ReferencePage_DescribesEveryKey()
    {
        var docs = new XmlDocs(XmlDocs);
        foreach (var key in LanguageTypes.Documents.SelectMany(type => DocumentShape.Of(type).Keys))
        {
            docs.Summary(key.Property).ShouldNotBeEmpty(key.Property.ToString());
            Page.ShouldContain($"| `{key.Name}` | ");
        }
    }

    [Fact]
    public void ReferencePage_ShowsWordsReferencesAndPresets()
    {
        Page.ShouldContain("- `use up`: The level is used up and its amount stays with the company (no compression).");
        Page.ShouldContain("| `differential` | [walk](#walk) | `starts: self`, `less: rates below` |");
        Page.ShouldContain("| `generations` | [walk](#walk) | `generation` must be written |");
        Page.ShouldContain("| `effective` | date | **required** | The first local date on which a period may start under ");
        Page.ShouldContain(" under this version. Example: `effective: 2026-01-01` |");
        Page.ShouldContain("| `missing-key` | A required key that was not written. |");
        Page.ShouldNotContain("</");
    }

    [Fact]
    public void Examples_AreReadWithoutFindings()
    {
        foreach (var type in LanguageTypes.Documents)
        {
            foreach (var key in DocumentShape.Of(type).Keys.Where(key => key.Attribute.Example is not null))
                Findings(type, $"{key.Name}: {key.Attribute.Example}").ShouldBeEmpty($"{type.Name} {key.Name}");
        }
    }

    /// <summary>What is wrong with a line in a document of a type, besides keys that are missing around it.</summary>
    private static IEnumerable<string> Findings(Type type, string line)
    {
        var findings = new FindingList();
        var text = DocumentShape.Of(type).Heads is [var head, ..] ? $"bonuses:\n  - {head}: X\n    {line}" : line;
        var node = YamlTree.Read(text, "example", findings).ShouldNotBeNull();
        new DocumentBinder(findings).Bind(type.IsAssignableTo(typeof(BonusDocument)) ? typeof(PlanDocument) : type, node);
        return findings.InOrder().Where(finding => finding.Code != ReaderCodes.MissingKey).Select(finding => finding.ToString());
    }
}
