using Shouldly;
using Xunit;

namespace Compensation.Oracle.Tests.Cases;

/// <summary>Measures on which the engine and the oracle once disagreed.</summary>
public sealed class MeasureCases
{
    [Fact]
    public void Lowest_WithFilter_LooksAtThoseWhoCountOnly()
    {
        var company = Drawn.Company("A - - 0", "B A - 10", "C A - 80", "D C - 60");
        Drawn.Close("""
            measures:
              lowest: { lowest: PV, over: downline, where: PV >= 50 }
            bonuses: []
            """, company)[0].Measure("lowest", "A").ShouldBe("60");
    }

    [Fact]
    public void Levels_OfOneLeg_AreTheLevelsOfOnesOwnLeg()
    {
        // A's left leg is B with D (right of B) below; E is a left child, but in A's right leg.
        var company = Drawn.Company("A - - 0", "B A left 0", "C A right 0", "D B right 100", "E C left 7");
        Drawn.Close("""
            measures:
              second level: { sum: PV, over: levels 2-2, tree: placement, leg: left }
            bonuses: []
            """, company)[0].Measure("second level", "A").ShouldBe("100");
    }

    [Fact]
    public void Frontline_Until_LeavesOutWhoEndsTheScope()
    {
        var company = Drawn.Company("A - - 0", "B A - 10", "C A - 500");
        Drawn.Close("""
            measures:
              front: { sum: PV, over: frontline, until: PV >= 300 }
            bonuses: []
            """, company)[0].Measure("front", "A").ShouldBe("10");
    }
}
