using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Reading;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Reading;

/// <summary>Writing a plan and reading it back.</summary>
public class PlanWriterTests
{
    private static PlanDocument Read(string text)
    {
        var (plan, findings) = PlanReader.Read(text, "plan.yaml");
        findings.ShouldBeEmpty(text);
        return plan.ShouldNotBeNull();
    }

    [Fact]
    public void WrittenPlan_ReadBack_IsEqual()
    {
        foreach (var text in SamplePlans.All)
        {
            var plan = Read(text);
            var written = PlanWriter.Write(plan);
            Described(Read(written)).ShouldBe(Described(plan), written);
        }
    }

    [Fact]
    public void PlanWithOneLineLess_WrittenAndReadBack_IsEqual()
    {
        // Every plan that comes of leaving a line out and is still without errors.
        foreach (var text in SamplePlans.All)
        {
            var lines = text.Split('\n');
            for (var left = 0; left < lines.Length; left++)
            {
                var (plan, findings) = PlanReader.Read(string.Join('\n', lines.Where((_, index) => index != left)), "plan.yaml");
                if (plan is not null && findings.Count == 0)
                    Described(Read(PlanWriter.Write(plan))).ShouldBe(Described(plan));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("- a")]
    [InlineData("\"quoted\" and \\ 'more'")]
    [InlineData("two\nlines")]
    [InlineData("two\n\nlines\n")]
    [InlineData("\nbegins with an empty line")]
    [InlineData("  begins with spaces\nand goes on")]
    [InlineData("ends with spaces  \nand goes on\n\n\n")]
    [InlineData("tab\tbell\u0007next\u0085line\u2028\ufeff")]
    [InlineData("[x], {y}, *z, &w, !v, %u, @t, `s`, |r, >q, ?p")]
    [InlineData("Grüße 你好 🎉")]
    public void AnyText_SurvivesWritingAndReading(string text)
    {
        var plan = Read(SamplePlans.Smallest);
        plan.Notes = text;
        plan.Markets = [text];
        plan.Payout.Wallets = new Dictionary<string, string> { ["x" + text] = text };
        var read = Read(PlanWriter.Write(plan));
        read.Notes.ShouldBe(text);
        read.Markets.ShouldBe([text]);
        read.Payout.Wallets.ShouldBe([new("x" + text, text)]);
    }

    [Fact]
    public void WrittenPlan_ShowsPresetsAndLeavesOutDefaults()
    {
        var plan = Read(SamplePlans.Smallest + """

            decimals: 2
            volumes: { PV: , CV: PV * 28% }
            bonuses:
              - differential: Performance
                of: PV
                rate: { by: PV, from 300: 6% }
                clawback: proportional
              - differential: Everything
                of: PV
                less: nothing
                cap: { by: PV, from 1: 5 }
            """);
        PlanWriter.Write(plan).ShouldBe("""
            plan: Aurora
            version: 3
            effective: 2026-01-01
            currency: EUR
            zone: Europe/Berlin

            volumes:
              PV: {}
              CV: PV * 28%

            bonuses:
              - differential: Performance
                of: PV
                starts: self
                rate: { by: PV, from 300: 6% }
                less: rates below
              - differential: Everything
                of: PV
                starts: self
                less: nothing
                cap: { by: PV, from 1: 5 }

            """);
    }

    [Fact]
    public void Description_OfDifferentPlans_Differs() =>
        Described(Read(SamplePlans.Smallest)).ShouldNotBe(Described(Read(SamplePlans.Smallest + "\ndecimals: 3")));

    /// <summary>All of a plan but its places, as text: equal plans have equal descriptions.</summary>
    private static string Described(object? value)
    {
        var text = new StringBuilder();
        Describe(text, value, 0);
        return text.ToString();
    }

    private static void Describe(StringBuilder text, object? value, int indent)
    {
        var lead = new string(' ', indent);
        switch (value)
        {
            case Formula formula:
                text.AppendLine(CultureInfo.InvariantCulture, $"{lead}formula {formula.Text}");
                break;
            case null or string or ValueType:
                text.AppendLine(CultureInfo.InvariantCulture, $"{lead}{value ?? "nothing"}");
                break;
            case IEnumerable items:
                foreach (var item in items)
                    Describe(text, item, indent + 1);
                text.AppendLine(CultureInfo.InvariantCulture, $"{lead}end");
                break;
            default:
                text.AppendLine(CultureInfo.InvariantCulture, $"{lead}{value.GetType().Name}");
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    if (property.Name is "Place" or "Places")
                        continue;
                    text.AppendLine(CultureInfo.InvariantCulture, $"{lead} {property.Name}:");
                    Describe(text, property.GetValue(value), indent + 2);
                }

                break;
        }
    }
}
