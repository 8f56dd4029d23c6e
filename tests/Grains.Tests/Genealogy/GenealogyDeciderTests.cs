using Compensation.Grains.Genealogy;
using Compensation.Rules.Plans.Documents;
using Shouldly;
using Xunit;
using static Compensation.Grains.Tests.Genealogy.Family;

namespace Compensation.Grains.Tests.Genealogy;

public sealed class GenealogyDeciderTests
{
    // A brought B and C; B brought D and E; D brought F.
    private readonly Family family = new Family().Of("A", "B<A", "C<A", "D<B", "E<B", "F<D");

    [Fact]
    public void Move_WithDownline_TakesEverybodyBelowAlong()
    {
        family.Do(family.Move("D", "C", "2026-03-10")).ShouldHaveSingleItem();

        family.Tree(at: "2026-03-09").ShouldBe("B<A C<A D<B E<B F<D");
        family.Tree(at: "2026-03-10").ShouldBe("B<A C<A D<C E<B F<D");
    }

    [Fact]
    public void Move_Alone_LeavesTheFrontLineToTheOldParent()
    {
        family.Do(family.Move("B", "C", scope: MoveScope.Alone)).Count.ShouldBe(3);

        family.Tree().ShouldBe("B<C C<A D<A E<A F<D");
    }

    [Fact]
    public void Move_AloneBelowTheOwnDownline_IsNoCircle()
    {
        family.Do(family.Move("B", "F", scope: MoveScope.Alone));

        family.Tree().ShouldBe("B<F C<A D<A E<A F<D");
    }

    [Fact]
    public void Move_BelowTheOwnDownline_NamesTheCircle() =>
        family.Decide(family.Move("B", "F")).ShouldBeRefused(RefusalCode.Cycle, "parent").Message.ShouldContain("B → F → D → B");

    [Fact]
    public void Move_BelowSomebodyWhoComesBelowLater_IsACircleFromThenOn()
    {
        family.Do(family.Move("C", "F", "2026-04-01"));

        family.Decide(family.Move("D", "C", "2026-03-10")).ShouldBeRefused(RefusalCode.Cycle, "parent").Message.ShouldContain("D → C → F → D");
    }

    [Fact]
    public void Move_BeforeALaterMove_IsRefused()
    {
        family.Do(family.Move("D", "C", "2026-04-01"));

        family.Decide(family.Move("D", "A", "2026-03-10")).ShouldBeRefused(RefusalCode.ChangedSince, "effective").Message.ShouldContain("2026-04-01");
    }

    [Fact]
    public void Move_ToWhereTheSellerStands_IsRefused() =>
        family.Decide(family.Move("D", "B")).ShouldBeRefused(RefusalCode.AlreadyPlaced, "parent");

    [Fact]
    public void Move_IntoAClosedPeriod_NeedsASecondPerson()
    {
        family.CloseFebruary();
        var move = family.Move("D", "C", "2026-01-15");

        family.Decide(move).ShouldBeRefused(RefusalCode.ApprovalMissing, "effective").Message.ShouldBe("The change touches 2 closed periods, from 2026-01 on.");
        family.Decide(move with { Effective = At("2026-02-15") }).ShouldBeRefused(RefusalCode.ApprovalMissing, "effective")
            .Remedy.ShouldContain("2026-03-01T00:00:00Z");
        family.Decide(move with { ApprovedBy = "Ida" }).ShouldBeRefused(RefusalCode.SamePerson, "approved by");
        family.Decide(move with { ApprovedBy = "eva" }).ShouldBeAccepted();
        family.LeavesClosedPay = true;
        family.Decide(move).ShouldBeAccepted();
    }

    [Fact]
    public void Merge_MovesTheFrontLine()
    {
        family.Do(family.Merge("B", "C"));

        family.Tree().ShouldBe("B<A C<A D<C E<C F<D");
        family.Genealogy.StandingAt(1, At("2026-03-10")).ShouldBe(SellerStanding.Merged);
        family.Genealogy.StandingAt(1, At("2026-03-09")).ShouldBe(SellerStanding.Active);
        family.Decide(family.Enrol("G", "B", "2026-03-10")).ShouldBeRefused(RefusalCode.SellerGone, "sponsor").Message.ShouldContain("'C'");
    }

    [Fact]
    public void Merge_IntoSomebodyBelow_LetsThatBranchGoUp()
    {
        family.Do(family.Merge("B", "F"));

        // F stands below D, so D goes up to A; E goes on below F.
        family.Tree().ShouldBe("B<A C<A D<A E<F F<D");
    }

    [Fact]
    public void Undo_OfAMove_IsAnEntryTooAndCanBeUndone()
    {
        family.Do(family.Move("B", "C", scope: MoveScope.Alone));
        family.Do(family.Undo(family.Sequence));
        family.Tree().ShouldBe("B<A C<A D<B E<B F<D");

        family.Do(family.Undo(family.Sequence));
        family.Tree().ShouldBe("B<C C<A D<A E<A F<D");
    }

    [Fact]
    public void Undo_OfAnEarlierMove_WaitsForTheLaterOne()
    {
        family.Do(family.Move("D", "C"));
        var first = family.Sequence;
        family.Do(family.Move("D", "A"));

        family.Decide(family.Undo(first)).ShouldBeRefused(RefusalCode.ChangedSince, "sequence").Message.ShouldContain("'D'");
        family.Do(family.Undo(family.Sequence));
        family.Do(family.Undo(first)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Undo_WhoseOldPlaceLiesBelowBySince_IsACircle()
    {
        family.Do(family.Move("D", null));
        var first = family.Sequence;
        family.Do(family.Move("B", "F"));

        family.Decide(family.Undo(first)).ShouldBeRefused(RefusalCode.Cycle, "parent");
    }

    [Fact]
    public void Undo_OfATermination_LetsTheSellerBeOneAllAlong()
    {
        family.Do(family.Terminate("D", "2026-03-05"));
        family.Genealogy.StandingAt(3, At("2026-03-06")).ShouldBe(SellerStanding.Terminated);
        family.Do(family.Undo(family.Sequence));

        family.Genealogy.StandingAt(3, At("2026-03-06")).ShouldBe(SellerStanding.Active);
    }

    [Fact]
    public void Undo_OfAnEnrolment_IsRefused() => family.Decide(family.Undo(2)).ShouldBeRefused(RefusalCode.UnknownChange, "sequence");

    [Fact]
    public void Undo_IntoAClosedPeriod_NeedsASecondPerson()
    {
        family.Do(family.Move("D", "C", "2026-02-10"));
        family.CloseFebruary();

        family.Decide(family.Undo(family.Sequence)).ShouldBeRefused(RefusalCode.ApprovalMissing, "effective");
        family.Decide(family.Undo(family.Sequence) with { ApprovedBy = "eva" }).ShouldBeAccepted();
    }

    [Fact]
    public void Shift_AloneInATreeOfPositions_LetsOneTakeThePlace()
    {
        family.Do(family.Place("B", "A", "left"));
        family.Do(family.Place("D", "B", "left"));
        family.Do(family.Place("C", "A", "right"));
        family.Do(family.Shift("B", "C", "right", "2026-03-11", MoveScope.Alone));

        family.Tree(Placement, "2026-03-11").ShouldBe("B<C/right C<A/right D<A/left");
    }

    [Fact]
    public void Place_OutsideTheSponsorsDownline_IsRefused()
    {
        family.Do(family.Place("B", "A", "left"));
        family.Do(family.Place("C", "A", "right"));

        family.Decide(family.Place("D", "C", "left")).ShouldBeRefused(RefusalCode.NotInDownline, "parent");
        family.Decide(family.Place("D", "B", "middle")).ShouldBeRefused(RefusalCode.NoSuchLeg, "leg").Remedy.ShouldContain("left, right");
        family.Decide(family.Place("D", "B", null)).ShouldBeRefused(RefusalCode.NoSuchLeg, "leg");
        family.Do(family.Place("D", "B", "left", "2026-04-01"));
        family.Decide(family.Place("E", "B", "left", "2026-03-20")).ShouldBeRefused(RefusalCode.PlaceTaken, "leg").Message.ShouldContain("'D'");
        family.Decide(family.Enrol("G", "B", "2026-03-10", new ChosenPlace(Placement, "B", "right"))).ShouldBeAccepted().Count.ShouldBe(3);
    }

    [Fact]
    public void Undo_WhosePlaceWasTakenSince_IsRefused()
    {
        family.Do(family.Place("B", "A", "left"));
        family.Do(family.Shift("B", "A", "right", "2026-03-11"));
        var shift = family.Sequence;
        family.Do(family.Place("C", "A", "left", "2026-03-12"));

        family.Decide(family.Undo(shift)).ShouldBeRefused(RefusalCode.PlaceTaken, "leg").Message.ShouldContain("'C'");
    }

    [Fact]
    public void PlaceDue_AfterTheDaysOfWaiting_PlacesByTheRuleFromThenOn()
    {
        // All joined on 1 January and may wait two days: they are due on the 3rd, in order of joining, nobody before their sponsor. Level by level:
        // B left of A, C right of A; D left of B, E right of B; F left of D.
        family.Decide(family.PlaceDue("2026-01-02T23:59:59Z")).ShouldBeRefused(RefusalCode.NothingToPlace, "effective");
        family.Do(family.PlaceDue("2026-01-04T08:00:00Z"));

        family.Tree(Placement, "2026-01-02").ShouldBe("");
        family.Tree(Placement, "2026-01-03").ShouldBe("B<A/left C<A/right D<B/left E<B/right F<D/left");
    }

    [Fact]
    public void PlaceDue_OfADayInAClosedPeriod_CountsFromNow()
    {
        family.CloseFebruary();
        family.Do(family.PlaceDue("2026-03-10"));

        family.Tree(Placement, "2026-03-09").ShouldBe("");
        family.Tree(Placement, "2026-03-10").ShouldStartWith("B<A/left");
    }

    [Fact]
    public void PlaceDue_WhereAClosedHasGivenAPlace_KeepsIt()
    {
        family.Genealogy.AddGiven(1, 1, new(0, 1));
        family.Do(family.PlaceDue("2026-03-10"));

        family.Tree(Placement).ShouldStartWith("B<A/right C<A/left");
    }

    [Theory]
    [InlineData(PlacingRule.LevelByLevel, "B<A/left C<A/right D<B/left")]
    [InlineData(PlacingRule.Left, "B<A/left C<B/left D<C/left")]
    [InlineData(PlacingRule.Right, "B<A/right C<B/right D<C/right")]
    [InlineData(PlacingRule.Alternate, "B<A/left C<A/right D<B/left")]
    [InlineData(PlacingRule.WeakSide, "B<A/right C<B/right D<C/right")]
    [InlineData(PlacingRule.PowerLeg, "B<A/left C<B/left D<C/left")]
    [InlineData(PlacingRule.ByHand, "")]
    public void Enrol_WithoutDaysOfWaiting_PlacesByTheRule(PlacingRule rule, string tree)
    {
        // Legs of A: 100 on the left, 50 on the right, whoever stands there.
        var at = new Family(rule, holdingDays: 0) { LegVolumes = (_, _, _) => [100, 50] }.Of("A", "B<A", "C<A", "D<A");

        at.Tree(Placement).ShouldBe(tree);
    }

    [Fact]
    public void Enrol_WhereNoPlaceIsLeft_Waits()
    {
        // One level of two legs.
        var matrix = new Family(holdingDays: 0, depth: 1).Of("A", "B<A", "C<A", "D<A", "E<D");

        matrix.Tree(Placement).ShouldBe("B<A/left C<A/right");
        matrix.Genealogy.WaitingIn(1, At("2026-03-10"), NodaTime.DateTimeZone.Utc)
            .Select(newcomer => matrix.Genealogy.IdOf(newcomer.Seller)).ShouldBe(["D", "E"]);
        matrix.Decide(matrix.Place("D", null, null)).ShouldBeRefused(RefusalCode.NoPlace, "tree");
        matrix.Do(matrix.Place("D", "B", "left"));
    }

    [Fact]
    public void Enrol_Refusals()
    {
        family.Decide(family.Enrol("B", "A")).ShouldBeRefused(RefusalCode.SellerExists, "seller");
        family.Decide(family.Enrol("G", "Z")).ShouldBeRefused(RefusalCode.UnknownSeller, "sponsor");
        family.Decide(family.Enrol("G", "A", "2025-12-31")).ShouldBeRefused(RefusalCode.BeforeEnrolment, "sponsor");
        family.Decide(family.Enrol("G", "A", "2026-03-10T00:05:01Z")).ShouldBeRefused(RefusalCode.FarFuture, "effective");
        family.Decide(family.Enrol("G", "A", "2026-03-10T00:05:00Z")).ShouldBeAccepted();
        family.Decide(family.Enrol(" G", "A")).ShouldBeRefused(RefusalCode.InvalidId, "seller");
        family.Decide(family.Enrol("G", "A", "2026-01-01", new ChosenPlace("matrix", "A"))).ShouldBeRefused(RefusalCode.UnknownTree, "tree");
    }

    [Fact]
    public void Merge_IntoItself_IsRefused() => family.Decide(family.Merge("B", "B")).ShouldBeRefused(RefusalCode.InvalidValue, "into");

    [Fact]
    public void Move_WithoutAReason_IsRefused() =>
        family.Decide(family.Move("B", "C") with { Reason = " " }).ShouldBeRefused(RefusalCode.ReasonMissing, "reason");
}
