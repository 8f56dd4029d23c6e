using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class PairTests
{
    private const string FirstPair = """
        cycles:
          - { takes: [200, 100], pays: 10.005, first only: yes }
          - { takes: [100, 100], pays: 5.005 }
        """;

    [Fact]
    public void Cycles_FirstOnlyOutOfReach_IsWaitedFor()
    {
        // 100 and 100 are no first pair of 200 and 100. With 100 more on the left it is paid, and 100 on both sides after it is an ordinary one.
        var months = Close(FirstPair, [100, 100], [100, 0], [100, 100]);

        months.Select(month => Pay(month)).ShouldBe([0, 10_01, 5_01]);
    }

    [Fact]
    public void Cycles_OfTwoKinds_AreOneLineRoundedOnce()
    {
        // 10.005 + 2 × 5.0025 = 20.01; rounded kind by kind, 10.01 + 10.01 would be a cent too much.
        var lines = Close(FirstPair.Replace("5.005", "5.0025", StringComparison.Ordinal), [400, 300])[0].Lines;

        lines.Amount.ShouldHaveSingleItem().ShouldBe(20_01);
    }

    [Fact]
    public void Cycles_FirstConsumedUnpaid_WasTheFirst()
    {
        // In January A may not receive; the first pair is matched and gone. In February 100 and 100 are an ordinary one.
        var months = Close(FirstPair + "\nreceives: PV >= 50\nnot received: consumed", [200, 100], [100, 100]);

        (Pay(months[0]), Pay(months[1])).ShouldBe((0, 5_01));
    }

    [Theory]
    // 100 and 60 at 0% in January. Where only what was paid for is consumed, February pays 10% of 60; where all that matched is, of nothing.
    [InlineData("paid", 6_00)]
    [InlineData("matched", 0)]
    public void Percent_OfZero_ConsumesWhatWasMatchedButNothingAsPaid(string consumes, long february)
    {
        var months = Close($"percent: {{ by: PV, from 0: 0%, from 10: 10% }}\nconsumes: {consumes}", [100, 60], [0, 0]);

        months.Select(month => Pay(month)).ShouldBe([0, february]);
    }

    [Fact]
    public void ThreeLegs_Percent_MatchesWhatIsInEveryLeg()
    {
        // The weakest has 40: 10% is 4.00, and 60, 20 and 0 are left. Then 30 more in the third: 20 are in every leg, 2.00.
        var months = Close("percent: 10%", [100, 60, 40], [0, 0, 30]);

        months.Select(month => Pay(month)).ShouldBe([4_00, 2_00]);
    }

    [Fact]
    public void ThreeLegs_AllButStrongest_PaysEveryUnitOnce()
    {
        // 60 and 40 are paid on, 10.00, and nothing is left of any leg; so 20, 0 and 30 pay on 20 alone, and leave 10 in the third.
        var months = Close("percent: 10%\non: all but strongest", [100, 60, 40], [20, 0, 30]);

        months.Select(month => Pay(month)).ShouldBe([10_00, 2_00]);
        months[1].Carry.Items.Where(item => item.Name.StartsWith("Pairs/", StringComparison.Ordinal)).SelectMany(item => item.Value).ShouldBe([10_00L]);
    }

    private static long Pay(Result result) => result.Lines.Amount.Sum();

    /// <summary>Closes one month after another for A, who buys 50 from the second month on and has one seller in each leg, who buy so much.</summary>
    private static List<Result> Close(string keys, params int[][] months)
    {
        var legs = months.Max(month => month.Length);
        var (plan, findings) = PlanChecker.Check($$"""
            plan: Pairs
            version: 1
            effective: 2026-01-01
            currency: EUR
            zone: UTC
            volumes: { PV: {} }
            trees:
              placement: { parent: placement, legs: [{{string.Join(", ", new[] { "left", "right", "middle" }.Take(legs))}}] }
            bonuses:
              - pair: Pairs
                of: PV
                {{keys.Replace("\n", "\n    ", StringComparison.Ordinal)}}
            """, "plan.yaml");
        findings.ShouldNotContain(finding => finding.Severity == Severity.Error);
        var results = new List<Result>();
        foreach (var (month, number) in months.Select((month, index) => (month, index + 1)))
        {
            var placed = Instant.FromUtc(2026, number, 10, 0, 0).ToUnixTimeMilliseconds();
            long[] volumes = [number > 1 ? 50_00 : 0, .. Enumerable.Range(0, legs).Select(leg => leg < month.Length ? month[leg] * 100L : 0)];
            results.Add(PeriodClose.Close(plan!, new Snapshot
            {
                Period = plan!.Calendar.Find($"2026-{number:D2}")!,
                Sellers = new SellerColumns
                {
                    Ids = new Ids(["A", .. Enumerable.Range(0, legs).Select(leg => $"L{leg}")]),
                    Enrolled = new long[legs + 1],
                    Trees = [new EdgeColumns([-1, .. new int[legs]], [-1, .. Enumerable.Range(0, legs).Select(leg => (sbyte)leg)])],
                    Attributes = [],
                },
                Orders = new OrderColumns
                {
                    Ids = new Ids(volumes.Select((_, row) => $"o{row}")),
                    Seller = [.. Enumerable.Range(0, volumes.Length)],
                    Customer = [.. volumes.Select(_ => -1)],
                    Customers = new Ids([]),
                    Placed = [.. volumes.Select(_ => placed)],
                    Volumes = [volumes],
                    Attributes = [],
                },
                Carry = results.Count == 0 ? Carry.None : results[^1].Carry,
            }));
        }

        return results;
    }
}
