using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Concepts.Tests;

/// <summary>The guide to custom bonuses shows the very class that is compiled here, and the checker knows its settings.</summary>
public sealed class CustomBonusTests
{
    private const string Head =
        "plan: T\nversion: 1\neffective: 2026-01-01\ncurrency: EUR\nzone: Etc/UTC\nvolumes: { PV: }\nbonuses:\n";

    [Fact]
    public void Guide_Class_IsTheOneThatIsTested()
    {
        var guide = File.ReadAllText(Repository.PathOf("docs", "guides", "custom-bonus.md"));

        guide.ShouldContain($"```csharp\n{File.ReadAllText(Repository.PathOf("tests", "Concepts.Tests", "TorchBonus.cs"))}```\n");
    }

    /// <summary>The steps of the guide show the parts of the file that stands whole at its end.</summary>
    [Fact]
    public void Guide_StepsOfAPlan_AreTheWholeFile()
    {
        const string Fence = "```yaml\n";
        var page = Page.Read("docs/guides/write-a-plan.md", null);
        var steps = page.Prose.Split(Fence).Skip(1).Select(step => step[..step.IndexOf("```", StringComparison.Ordinal)]);

        string.Join('\n', steps).ShouldBe(page.PlanText);
    }

    [Theory]
    [InlineData("{ of: PV, strength: PV, rate: two }", "'two' is no rate; write it like 2%.")]
    [InlineData("{ of: PV, strength: PV }", "What each bearer gets of the volume, such as 2%.")]
    [InlineData("{ of: PV, strength: PW, rate: 2% }", "PV")]
    [InlineData("{ of: PV, strength: PV, rate: 2%, rat: 3% }", "rate")]
    public void Check_WrongSetting_IsAnErrorWithItsRemedy(string settings, string remedy)
    {
        var text = $"{Head}  - custom: Torch\n    class: torch\n    settings: {settings}\n";

        var (plan, findings) = PlanChecker.Check(text, "t.yaml", new CustomBonuses().Add("torch", new TorchBonus()));

        plan.ShouldBeNull();
        findings.ShouldContain(finding =>
            finding.Severity == Severity.Error && finding.Place.Line >= 8 && finding.Remedy.Contains(remedy));
    }
}
