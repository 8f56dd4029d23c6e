using System.Text.Json.Nodes;
using Compensation.Rules.Plans.Reading;
using Compensation.Rules.Plans.Reference;
using Compensation.Rules.Tests.Plans.Reading;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Reference;

/// <summary>The generated JSON Schema, applied by a small validator of these tests to what another YAML reader makes of the
/// plans.</summary>
public class PlanSchemaTests
{
    private static readonly string Text = PlanSchema.Generate(PlanReferenceTests.XmlDocs);
    private static readonly SchemaValidator Validator = new(JsonNode.Parse(Text)!.AsObject());

    private static bool Accepts(string yaml) => Validator.Accepts(YamlAsJson.Parse(yaml));

    [Fact]
    public void Schema_IsTheApprovedOne() => ApprovedFiles.ShouldBeApproved(Text, "docs/reference/plan.schema.json");

    [Fact]
    public void Schema_GeneratedTwice_IsTheSame() => PlanSchema.Generate(PlanReferenceTests.XmlDocs).ShouldBe(Text);

    [Fact]
    public void EverySample_IsAccepted() => SamplePlans.All.ShouldAllBe(text => Accepts(text));

    [Theory]
    [InlineData("decimls: 2")]
    [InlineData("decimals: two")]
    [InlineData("decimals: 2.5")]
    [InlineData("rounding: up")]
    [InlineData("calendar: fortnight")]
    [InlineData("calendar: { starts on: monday }")]
    [InlineData("volumes: [PV]")]
    [InlineData("volumes: { PV: { money: maybe } }")]
    [InlineData("bonuses: [{ unilevle: Team, of: CV }]")]
    [InlineData("bonuses: [{ unilevel: Team }]")]
    [InlineData("bonuses: [{ unilevel: Team, walk: Team, of: CV }]")]
    [InlineData("bonuses: [{ generations: Team, of: CV }]")]
    [InlineData("bonuses: [{ rebate: Own, rate: { from 300: 6% } }]")]
    [InlineData("bonuses: [{ rebate: Own, rate: { by: GV } }]")]
    [InlineData("bonuses: [{ rebate: Own, rate: [] }]")]
    [InlineData("bonuses: [{ rebate: Own, cap: { per: seller } }]")]
    [InlineData("ranks: { ladder: Gold }")]
    [InlineData("ranks: { ladder: [null] }")]
    [InlineData("markets: { DE: VN }")]
    public void WhatTheReaderRefuses_IsNotAccepted(string line)
    {
        var text = SamplePlans.Smallest + "\n" + line;
        PlanReader.Read(text, "plan.yaml").Findings.ShouldNotBeEmpty();
        Accepts(text).ShouldBeFalse();
    }

    [Fact]
    public void PlanWithOneLineLess_IsAcceptedExactlyIfTheReaderFindsNothing()
    {
        var refused = 0;
        foreach (var text in SamplePlans.All)
        {
            var lines = text.Split('\n');
            for (var left = 0; left < lines.Length; left++)
            {
                var shorter = string.Join('\n', lines.Where((_, index) => index != left));
                var findings = PlanReader.Read(shorter, "plan.yaml").Findings;

                // What is not YAML, and the order of keys, no schema can speak of.
                if (findings.Any(
                    finding => finding.Code is ReaderCodes.Yaml or ReaderCodes.DuplicateKey or ReaderCodes.BonusHeadFirst))
                    continue;
                Accepts(shorter).ShouldBe(findings.Count == 0, $"without line {left + 1}: {lines[left]}");
                refused += findings.Count > 0 ? 1 : 0;
            }
        }

        refused.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void PlanWithoutARequiredKey_IsNotAccepted()
    {
        foreach (var line in SamplePlans.Smallest.Split('\n'))
            Accepts(SamplePlans.Smallest.Replace(line, "", StringComparison.Ordinal)).ShouldBeFalse(line);
    }
}
