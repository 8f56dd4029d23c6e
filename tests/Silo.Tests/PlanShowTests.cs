using System.Text.Json;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests;

public sealed class PlanShowTests : IDisposable
{
    private const string Plan = """
        plan: Aurora
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Europe/Berlin
        volumes: { CV: }   # commissionable
        bonuses:
          - retail: Margin
            amount: 1.00
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Show_APlan_FillsInWhatItsPresetsStandFor()
    {
        var answer = Answer.To("plan", "show", folder.Write("a.yaml", Plan));

        // A retail bonus is a grant for each order.
        answer.ExitCode.ShouldBe(ExitCode.Ok);
        answer.Output.ShouldContain("retail: Margin");
        answer.Output.ShouldContain("per: order");
        answer.Output.ShouldNotContain("commissionable");
    }

    [Fact]
    public void Show_MatchingWrittenBeforeWhatItMatches_SaysThatItIsComputedAfter()
    {
        const string text = """
            plan: Order
            version: 1
            effective: 2026-01-01
            currency: EUR
            zone: UTC
            volumes: { CV: {} }
            bonuses:
              - { matching: Match, of: earnings from Team, rate: [10%] }
              - { unilevel: Team, of: CV, rate: [5%] }
            """;

        Answer.To("plan", "show", folder.Write("order.yaml", text)).Output.ShouldStartWith("# Bonuses are computed in this order: Team, Match\n");
    }

    [Fact]
    public void Show_WhatItShows_IsAPlanThatShowsTheSame()
    {
        var once = Answer.To("plan", "show", folder.Write("a.yaml", Plan)).Output;

        Answer.To("plan", "show", folder.Write("b.yaml", once)).Output.ShouldBe(once);
    }

    [Fact]
    public void Show_ABrokenPlan_PrintsItsFindings()
    {
        var answer = Answer.To("plan", "show", folder.Write("a.yaml", Plan.Replace("currency", "curency")));

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("a.yaml:4:1: error unknown-key");
        answer.Output.ShouldContain("    4 | curency: EUR\n        ^~~~~~~");
    }

    [Fact]
    public void Show_ForPrograms_HasThePlanAndItsFindings()
    {
        var good = Answer.To("plan", "show", "--json", folder.Write("a.yaml", Plan)).Json();
        good.GetProperty("plan").GetString()!.ShouldStartWith("plan: Aurora");
        good.GetProperty("findings").GetArrayLength().ShouldBe(0);

        var broken = Answer.To("plan", "show", "--json", folder.Write("b.yaml", "[]")).Json();
        broken.GetProperty("plan").ValueKind.ShouldBe(JsonValueKind.Null);
        broken.GetProperty("findings").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Schema_IsThePublishedOne()
    {
        var schema = Answer.To("plan", "schema").Json();

        schema.GetProperty("properties").TryGetProperty("bonuses", out _).ShouldBeTrue();
    }
}
