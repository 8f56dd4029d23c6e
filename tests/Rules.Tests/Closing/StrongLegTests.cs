using Compensation.Rules.Bonuses;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Tests.Numbers;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using Result = Compensation.Rules.Closing.Result;

namespace Compensation.Rules.Tests.Closing;

/// <summary>Cycles that take more of the strong leg than of the weak one.</summary>
public class StrongLegTests
{
    private const string Plan = """
        volumes:
          BV: { decimals: 0 }
        trees:
          placement: { legs: LEGS }
        bonuses:
          - binary: Cycles
            of: BV
            cycles: [{ takes: [200, 100], pays: 14.00 }]
            strong leg: JUDGED
        """;

    private static Company Legs(string judged, string more, params string[] volumes)
    {
        string[] names = ["left", "middle", "right"];
        var legs = string.Join(", ", volumes.Length == 3 ? names : ["left", "right"]);
        var plan = Plan.Replace("LEGS", $"[{legs}]", StringComparison.Ordinal).Replace("JUDGED", judged, StringComparison.Ordinal) + more;
        var company = new Company(plan, volumes.Length == 3 ? "A(B,C,D)" : "A(B,C)");
        for (var leg = 0; leg < volumes.Length; leg++)
        {
            company.Order($"{leg}", $"{(char)('B' + leg)}", volumes[leg]);
        }

        return company;
    }

    private static long Carried(Result result, string leg)
    {
        var item = result.Carry.Items.SingleOrDefault(item => item.Name == $"Cycles/{leg}");
        var at = item is null ? -1 : Array.IndexOf(item.Seller, result.Carry.Sellers.Find("A"));
        return at < 0 ? 0 : item!.Value[at];
    }

    [Theory]
    // The worked example of a published plan (Team Beachbody, 1/3-2/3): 260 and 200, a cycle takes 200 of the strong left leg and 100 of the right one;
    // then the right leg with 100 is the strong one, and 60 and 100 are no cycle.
    [InlineData("before each cycle", 260, 200, 1, 60, 100)]
    [InlineData("once", 260, 200, 1, 60, 100)]
    // 500/500: left is the strong leg (named first) 300/400, right 200/200, left 0/100. Judged once, left alone gives the 200: 300/400, 100/300.
    [InlineData("before each cycle", 500, 500, 3, 0, 100)]
    [InlineData("once", 500, 500, 2, 100, 300)]
    // 600/500: left 400/400, left again as the first of equals 200/300, right 100/100. Judged once: 400/400, 200/300, 0/200.
    [InlineData("before each cycle", 600, 500, 3, 100, 100)]
    [InlineData("once", 600, 500, 3, 0, 200)]
    // The same with the strong leg on the right: 500/600, right 400/400, left 200/300, right 100/100.
    [InlineData("before each cycle", 500, 600, 3, 100, 100)]
    // 1360/950 (the page on binaries): left five times 360/450, right 260/250, left 60/150.
    [InlineData("before each cycle", 1360, 950, 7, 60, 150)]
    [InlineData("once", 1360, 950, 6, 160, 350)]
    public void Cycles_OfTwoToOne_TakeFromTheStrongLeg(string judged, int left, int right, int cycles, long leftLeft, long rightLeft)
    {
        var result = Legs(judged, "", $"{left}", $"{right}").Close();

        Company.Pay(result, "A").ShouldBe(cycles * 14_00);
        Carried(result, "left").ShouldBe(leftLeft);
        Carried(result, "right").ShouldBe(rightLeft);
    }

    [Fact]
    public void Cycles_ThreeLegs_TheOthersGiveTheSmallerPart()
    {
        // 500/400/300: left 300/300/200, left again 100/200/100, middle 0/0/0.
        var result = Legs("before each cycle", "", "500", "400", "300").Close();

        Company.Pay(result, "A").ShouldBe(3 * 14_00);
        result.Carry.Items.ShouldNotContain(item => item.Name.StartsWith("Cycles/", StringComparison.Ordinal) && item.Seller.Contains(0));
    }

    [Fact]
    public void Cycles_ThirdLegShort_AreNone()
    {
        // A cycle takes 100 of each other leg, and the third has 90: nothing is paid, nothing taken.
        var result = Legs("before each cycle", "", "500", "400", "90").Close();

        Company.Pay(result, "A").ShouldBe(0);
        (Carried(result, "left"), Carried(result, "middle"), Carried(result, "right")).ShouldBe((500, 400, 90));
    }

    [Fact]
    public void Cycles_AtMostTwo_LeavesWhatTheNextOnesWouldHaveTaken()
    {
        // 500/500: left 300/400, right 200/200, and no third.
        var result = Legs("before each cycle", "\n    cycles at most: 2", "500", "500").Close();

        Company.Pay(result, "A").ShouldBe(2 * 14_00);
        Carried(result, "left").ShouldBe(200);
        Carried(result, "right").ShouldBe(200);
    }

    [Fact]
    public void Cycles_Billions_AreCountedAtOnce()
    {
        // Two cycles take 300 of each leg: 1,000,000,000,000 / 300 = 3,333,333,333 times two cycles, 100 and 100 left.
        var result = Legs("before each cycle", "", "1000000000000", "1000000000000").Close();

        Company.Pay(result, "A").ShouldBe(6_666_666_666 * 14_00);
        Carried(result, "left").ShouldBe(100);
        Carried(result, "right").ShouldBe(100);
    }

    [Fact]
    public void Cycles_LegsTakeTurns_IsExplained()
    {
        var text = ExplanationText.Render(Legs("before each cycle", "", "500", "500").Explain().Line(1));

        text.ShouldContain("left: 0 carried + 500 new, the strong leg in 2 of 3 cycles, 500 consumed, 0 left");
        text.ShouldContain("right: 0 carried + 500 new, the strong leg in 1 of 3 cycles, 400 consumed, 100 left");
    }

    [Fact]
    public void Count_AnyLegs_AgreesWithCyclesOneByOne()
    {
        var cases =
            from legs in Gen.Choose(2, 4).SelectMany(count => Gen.Choose(-60, 400).ListOf(count))
            from weaker in Gen.Choose(1, 30)
            from lead in Gen.Choose(1, 40)
            select (Legs: legs.Select(leg => (long)leg).ToArray(), Cycle: new CycleRule(weaker + lead, weaker, null!, null, false));
        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var turns = new long[drawn.Legs.Length];
            var left = (long[])drawn.Legs.Clone();
            var slow = new long[left.Length];
            var cycles = 0L;
            while (true)
            {
                PairCycles.Count(drawn.Legs, drawn.Cycle, cycles, turns);
                turns.ShouldBe(slow);
                var strongest = Array.IndexOf(left, left.Max());
                if (left[strongest] < drawn.Cycle.FromStronger || left.Where((leg, at) => at != strongest && leg < drawn.Cycle.FromWeaker).Any())
                {
                    break;
                }

                for (var leg = 0; leg < left.Length; leg++)
                {
                    left[leg] -= leg == strongest ? drawn.Cycle.FromStronger : drawn.Cycle.FromWeaker;
                }

                slow[strongest]++;
                cycles++;
            }

            PairCycles.Possible(drawn.Legs, drawn.Cycle, turns).ShouldBe(cycles);
        }).Check(2000);
    }
}
