using System.Text.RegularExpressions;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Concepts.Tests;

/// <summary>The worked examples of the documentation are what the engine calculates, to the last digit.</summary>
public sealed partial class ConceptTests
{
    /// <summary>The plan of <c>demo</c>, which shows a company rather than a mechanism.</summary>
    private const string Demo = "aurora-demo";

    private const string Cases = "tests/Concepts.Tests/Cases";

    /// <summary>The custom kinds of bonus that the guides show.</summary>
    private static readonly CustomBonuses Custom = new CustomBonuses().Add("torch", new TorchBonus());

    /// <summary>The example plans, by name; each has a page of the same name.</summary>
    public static TheoryData<string> Plans { get; } = new(Examples());

    /// <summary>The pages with worked examples: one for each plan, the guides that hold a plan of their own, and cases that are for
    /// this test alone.</summary>
    public static TheoryData<string> Pages { get; } =
    [
        .. Examples().Select(name => $"docs/concepts/{name}.md"),
        "docs/guides/custom-bonus.md",
        "docs/guides/write-a-plan.md",
        .. Names(Cases, "*.md").Select(name => $"{Cases}/{name}.md"),
    ];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Plan_Example_IsWithoutErrorsAndWarnings(string name)
    {
        var (plan, findings) = PlanChecker.Check(File.ReadAllText(Repository.PathOf("plans", name + ".yaml")), name + ".yaml");

        findings.ShouldBeEmpty();
        plan.ShouldNotBeNull().Document.Bonuses.ShouldNotBeEmpty();
    }

    [Fact]
    public void Concepts_EveryPage_HasAPlanAndIsIndexed()
    {
        var pages = Names("docs/concepts", "*.md").Except(["README", "orders-and-periods", "genealogy"]).ToList();

        pages.ShouldBe(Examples(), ignoreOrder: true);
        var index = File.ReadAllText(Repository.PathOf("docs", "concepts", "README.md"));
        pages.ShouldAllBe(name => index.Contains($"({name}.md)") && index.Contains($"(../../plans/{name}.yaml)"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_EveryFigure_IsCalculated(string path)
    {
        var closes = PageRun.Close(Read(path), Custom);

        closes.ShouldNotBeEmpty();
        closes.SelectMany(Disagreements).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_EverythingPaid_IsExpected(string path)
    {
        var unexpected = from close in PageRun.Close(Read(path), Custom)
                         let expected = close.Block.Expectations().Select(row => (row.Seller, row.What)).ToHashSet()
                         from paid in close.Figures.Paid()
                         where !expected.Contains(paid)
                         select $"{close.Block.Name}: {paid.Seller} | {paid.Bonus}";

        unexpected.ShouldBeEmpty();
    }

    /// <summary>The explanation computes each line again and refuses to explain another amount than was paid.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_EveryLineAndSeller_IsExplained(string path)
    {
        foreach (var explainer in PageRun.Close(Read(path), Custom).Select(close => close.Explainer))
        {
            for (var line = 1; line <= explainer.Result.Lines.Count; line++)
            {
                explainer.Line(line).Because.ShouldNotBeEmpty();
            }

            for (var seller = 0; seller < explainer.Result.Sellers.Count; seller++)
            {
                explainer.Seller(explainer.Result.Sellers[seller]).ShouldNotBeNull();
            }
        }
    }

    /// <summary>A figure that stands in the table alone teaches nothing: the text must derive it.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_EveryFigure_IsDerivedInTheText(string path)
    {
        var page = Read(path);
        var stated = Word().Matches(page.Prose).Select(match => match.Value.TrimEnd('.')).ToHashSet();
        var missing = from block in page.Blocks.Where(block => block.Kind == BlockKind.Expect)
                      from row in block.Expectations()
                      where row.Value is not ("0" or "0.00" or "yes" or "no" or "none")
                      where !row.Value.TrimStart('-').Split(' ').All(stated.Contains)
                      select $"{page.Path}:{row.Line}: {row.Value}";

        missing.ShouldBeEmpty();
    }

    private static Page Read(string path)
    {
        var inPlans = path.StartsWith("docs/concepts/", StringComparison.Ordinal);
        return Page.Read(path, inPlans ? $"plans/{Path.GetFileNameWithoutExtension(path)}.yaml" : null);
    }

    private static IEnumerable<string> Disagreements(PageClose close)
    {
        foreach (var row in close.Block.Expectations())
        {
            if (!close.Figures.Agrees(row, out var actual))
            {
                yield return $"line {row.Line}: {row.Seller} | {row.What} is {actual}, not {row.Value}";
            }
        }
    }

    private static IEnumerable<string> Examples() => Names("plans", "*.yaml").Except([Demo]);

    private static string[] Names(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf(folder), pattern)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"[\p{L}\d][\p{L}\d.%-]*")]
    private static partial Regex Word();
}
