using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>Places that a close gives to sellers who have none, where the volume of legs decides.</summary>
public class PlacingTests
{
    private const string Weak = "{ rule: weak side, by: PV }";
    private const string Power = "{ rule: power leg, by: PV }";

    // Top has L on the left and R on the right. N joins on the 10th, O on the 20th, both brought by Top.
    private static Newcomers Two(string placing) => new Newcomers(placing)
        .Stands("Top", "", "").Stands("L", "Top", "left").Stands("R", "Top", "right")
        .Joins("N", "Top", "2026-01-10").Joins("O", "Top", "2026-01-20");

    [Fact]
    public void WeakSide_OrdersBeforeJoining_DecideAndLaterOnesDoNot()
    {
        // On the 10th: left 100, right 60, so N goes to the end of the right leg, below R, on the right. R's 500 of the 11th come too late for that.
        // On the 20th: left 100, right 560 and N's 10: O goes left, below L, on the left.
        var company = Two(Weak).Order("L", "100", "2026-01-05").Order("R", "60", "2026-01-09").Order("R", "500", "2026-01-11").Order("N", "10", "2026-01-12");

        company.Places().ShouldBe(["N: R right", "O: L left"]);
        company.Why("N").ShouldBe(["in 'placement' below R on the right, when Top's legs had 100.00 and 60.00"]);
        company.Why("O").ShouldBe(["in 'placement' below L on the left, when Top's legs had 100.00 and 570.00"]);
        company.Why("N", "2026-02", company.Close().Carry).ShouldBe(["in 'placement' below R on the right, at an earlier close"]);
        company.Why("R").ShouldBeEmpty();
    }

    [Fact]
    public void WeakSide_OrderAtTheInstantOfJoining_IsNotBeforeIt()
    {
        // Right has 60 at the very instant at which N joins; before it both legs have nothing, and the left one is named first.
        Two(Weak).Order("R", "60", "2026-01-09").Order("L", "70", "2026-01-10").Places()[0].ShouldBe("N: L left");
    }

    [Fact]
    public void PowerLeg_TheSameOrders_GoesToTheStrongerSide()
    {
        // On the 10th left has 100 against 60: N below L. On the 20th left has 100 + 10 against 560: O below R.
        var company = Two(Power).Order("L", "100", "2026-01-05").Order("R", "60", "2026-01-09").Order("R", "500", "2026-01-11").Order("N", "10", "2026-01-12");

        company.Places().ShouldBe(["N: L left", "O: R right"]);
    }

    [Fact]
    public void WeakSide_VolumeOfOnePlacedBefore_CountsForTheLeg()
    {
        // N goes left (nothing anywhere) and brings 50 there: O goes right.
        Two(Weak).Order("N", "50", "2026-01-12").Places().ShouldBe(["N: L left", "O: R right"]);
    }

    [Fact]
    public void WeakSide_WhatWasBoughtBeforeJoining_CountsFromJoiningOn()
    {
        // An order of N dated before N joined counts for nobody while N stands nowhere: N goes left. On the 20th it is on the left: O goes right.
        Two(Weak).Order("N", "50", "2026-01-03").Places().ShouldBe(["N: L left", "O: R right"]);
    }

    [Fact]
    public void WeakSide_SponsorJoinsLater_LooksAtTheInstantOfTheSponsor()
    {
        // N is brought by S, who joins on the 15th. Before the 15th Top's left leg has 100: S goes right, below R. S's own legs are empty: N on S's left.
        // P is brought by Top on the 16th: left 100, right 40 of N, who stands below S by now.
        new Newcomers(Weak).Stands("Top", "", "").Stands("L", "Top", "left").Stands("R", "Top", "right")
            .Joins("N", "S", "2026-01-10").Joins("S", "Top", "2026-01-15").Joins("P", "Top", "2026-01-16")
            .Order("L", "100", "2026-01-05").Order("N", "40", "2026-01-12").Places().ShouldBe(["N: S left", "S: R right", "P: S right"]);
    }

    [Fact]
    public void WeakSide_PairOnTheSameVolume_CarriedLegsCount()
    {
        // January: left 300, right 100; 100 are matched, 200 are carried on the left. In February nobody has bought before Q joins: left 200, right 0.
        const string Pair = """

            bonuses:
              - binary: Team
                tree: placement
                of: PV
                percent: 10%
                unused: carried
            """;
        var company = new Newcomers(Weak, Pair).Stands("Top", "", "").Stands("L", "Top", "left").Stands("R", "Top", "right")
            .Joins("Q", "Top", "2026-02-02").Order("L", "300", "2026-01-05").Order("R", "100", "2026-01-05");

        company.Places("2026-02", company.Close("2026-01").Carry).ShouldBe(["Q: R right"]);
        company.Places("2026-02", Carry.None).ShouldBe(["Q: L left"]);
    }

    [Fact]
    public void WeakSide_PlaceOnceGiven_IsKeptByTheNextClose()
    {
        // In January N goes right, for left has 100. In February nothing has been bought by the 10th of January, and N would go left.
        var company = Two(Weak).Order("L", "100", "2026-01-05");
        var january = company.Close("2026-01");

        company.Places("2026-01").ShouldBe(["N: R right", "O: N right"]);
        company.Places("2026-02", january.Carry).ShouldBe(["N: R right", "O: N right"]);
        company.Places("2026-02", Carry.None).ShouldBe(["N: L left", "O: N left"]);
    }

    [Fact]
    public void WeakSide_GivenPlaceIsRecordedForAnother_GoesOnBelow()
    {
        // In January N stands on R's right. In February X is recorded there, so N is placed anew: both legs are empty before the month, N goes left.
        var company = Two(Weak).Order("L", "100", "2026-01-05");
        var january = company.Close("2026-01");
        company.Stands("X", "R", "right");

        company.Places("2026-02", january.Carry)[0].ShouldBe("N: L left");
    }

    [Fact]
    public void GivenPlace_RecordedForTheSameSellerLater_IsForgotten()
    {
        var company = Two(Weak).Order("L", "100", "2026-01-05");
        var january = company.Close("2026-01");
        company.Moves("N", "L", "left", "2026-02-01");

        company.Places("2026-02", january.Carry).ShouldNotContain(place => place.StartsWith("N:", StringComparison.Ordinal));
    }

    [Fact]
    public void HoldingTank_AtTheClose_StandsNowhereAndItsVolumeCountsForNoLeg()
    {
        // Sixteen days in the tank: N (10 January) is placed on the 26th, O (20 January) waits until 5 February, and so does U, whom O brought.
        const string Measure = """

            measures:
              below: { sum: PV, over: downline, tree: placement }
            """;
        var company = new Newcomers("{ rule: weak side, by: PV, holding days: 16 }", Measure)
            .Stands("Top", "", "").Stands("L", "Top", "left").Stands("R", "Top", "right")
            .Joins("N", "Top", "2026-01-10").Joins("O", "Top", "2026-01-20").Joins("U", "O", "2026-01-05")
            .Order("N", "10", "2026-01-12").Order("O", "500", "2026-01-21").Order("U", "7", "2026-01-06");

        var january = company.Close("2026-01");

        company.Places("2026-01").ShouldBe(["N: L left"]);
        Below(january).ShouldBe(1_000);

        // In February O is placed as of the 20th of January, before anything was bought in February: left. What O and U bought in January is over.
        company.Places("2026-02", january.Carry).ShouldBe(["N: L left", "O: N left", "U: O left"]);
        Below(company.Close("2026-02", january.Carry)).ShouldBe(0);

        static long Below(Result result) => Company.Measure(result, "Top", "below");
    }

    [Fact]
    public void Moves_TreeAsOfOrders_PlacesByTheTreeOfThatStretch()
    {
        // Until the 15th the left leg has L's 100, and N goes right. On the 15th L moves below R: O finds left empty and takes the very place. N stays.
        var company = new Newcomers(Weak, "", "order").Stands("Top", "", "").Stands("L", "Top", "left").Stands("R", "Top", "right")
            .Joins("N", "Top", "2026-01-10").Joins("O", "Top", "2026-01-20").Order("L", "100", "2026-01-05").Moves("L", "R", "left", "2026-01-15");

        company.Places().ShouldBe(["N: R right", "O: Top left"]);
    }

    [Theory]
    [InlineData("weak side", "does not say which volume")]
    [InlineData("{ rule: power leg }", "does not say which volume")]
    [InlineData("{ rule: weak side, by: organisation(PV) }", "no volume of the period's orders")]
    public void Check_RuleWithoutAVolume_IsAnError(string placing, string message) =>
        PlanChecker.Check(Newcomers.PlanText(placing), "plan.yaml").Findings.ShouldContain(finding => finding.Message.Contains(message));
}
