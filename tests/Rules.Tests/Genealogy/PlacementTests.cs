using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans.Documents;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Genealogy;

public class PlacementTests
{
    [Fact]
    public void LevelByLevel_ForcedMatrixThreeWide_FourthRecruitSpillsToTheFirstsFirstPosition()
    {
        // mlmforge's matrix guide: Root recruits A, B, C and then D; the first line is full, so D goes below A.
        Grown("Root", width: 3, depth: 3, PlacingRule.LevelByLevel, "Root>A", "Root>B", "Root>C", "Root>D")
            .ShouldBe("Root(A(D),B,C)");
    }

    [Fact]
    public void LevelByLevel_TwoWide_FillsEachLevelLeftToRight() =>
        Grown("R", 2, 0, PlacingRule.LevelByLevel, "R>A", "R>B", "R>C", "R>D", "R>E", "R>F", "R>G")
            .ShouldBe("R(A(C(G),D),B(E,F))");

    [Fact]
    public void LevelByLevel_RecruitOfSomebodyBelow_IsSoughtBelowThem() =>
        Grown("R(A,B)", 2, 0, PlacingRule.LevelByLevel, "B>C", "R>D", "B>E", "R>F", "R>G", "B>H")
            .ShouldBe("R(A(D(G),F),B(C(H),E))");

    [Fact]
    public void LevelByLevel_GapLeftByHand_IsFilledFirst() =>
        Grown("R(A(_,X),B)", 2, 0, PlacingRule.LevelByLevel, "R>C", "R>D").ShouldBe("R(A(C,X),B(D))");

    [Fact]
    public void LevelByLevel_OneWide_IsALine() =>
        Grown("R", 1, 0, PlacingRule.LevelByLevel, "R>A", "R>B", "A>C").ShouldBe("R(A(B(C)))");

    [Fact]
    public void LevelByLevel_DepthFilled_LeavesNoPlace()
    {
        // Two wide and two deep has 2 + 4 places.
        var (tree, drawn) = Load("R(A(C,D),B(E,F))", width: 2, depth: 2);
        tree.Find(PlacingRule.LevelByLevel, drawn["R"], PlacingTerms.None, out _).ShouldBe(PlacementOutcome.NoPlaceWithinDepth);
        // The depth counts from the sponsor: A has two levels of its own.
        tree.Find(PlacingRule.LevelByLevel, drawn["A"], PlacingTerms.None, out var place).ShouldBe(PlacementOutcome.Placed);
        place.ShouldBe(new Placement(drawn["C"], 0));
    }

    [Theory]
    [InlineData(PlacingRule.Left, "R(A(C(N),X(Y)),B)")]
    [InlineData(PlacingRule.Right, "R(A(C,X(Y)),B(_,N))")]
    [InlineData(PlacingRule.WeakSide, "R(A(C,X(Y)),B(_,N))")]
    [InlineData(PlacingRule.PowerLeg, "R(A(C(N),X(Y)),B)")]
    public void OuterRules_SponsorWithTwoLegs_GoToTheEndOfTheOuterSide(PlacingRule rule, string expected)
    {
        // 900 on the left, 300 on the right; X and Y stand inside and don't matter.
        var (tree, drawn) = Load("R(A(C,X(Y)),B)", width: 2);
        tree.Find(rule, drawn["R"], new PlacingTerms([900, 300], 0), out var place).ShouldBe(PlacementOutcome.Placed);
        Drawn(tree, drawn, ("N", place)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(PlacingRule.WeakSide, new long[] { 5, 5 }, 0)]
    [InlineData(PlacingRule.PowerLeg, new long[] { 5, 5 }, 0)]
    [InlineData(PlacingRule.WeakSide, new long[0], 0)]
    [InlineData(PlacingRule.WeakSide, new long[] { 5 }, 1)] // the right leg has nothing yet
    [InlineData(PlacingRule.PowerLeg, new long[] { -1, 0 }, 1)]
    public void WeakSideAndPowerLeg_EqualOrMissingVolume_IsDecidedFromTheLeft(PlacingRule rule, long[] volumes, int leg)
    {
        var (tree, drawn) = Load("R", width: 2);
        tree.Find(rule, drawn["R"], new PlacingTerms(volumes, 0), out var place).ShouldBe(PlacementOutcome.Placed);
        place.ShouldBe(new Placement(drawn["R"], leg));
    }

    [Fact]
    public void Alternate_RecruitsInOrderOfJoining_TakeTurns()
    {
        var (tree, drawn) = Load("R", width: 2);
        for (var recruit = 0; recruit < 4; recruit++)
        {
            tree.Find(PlacingRule.Alternate, drawn["R"], new PlacingTerms([], recruit), out var place);
            tree.Place(1 + recruit, place).ShouldBe(PlacementOutcome.Placed);
        }

        // The 1st and 3rd to the left, the 2nd and 4th to the right.
        Drawn(tree, ["R", "A", "B", "C", "D"]).ShouldBe("R(A(C),B(_,D))");
    }

    [Fact]
    public void OuterRules_DepthReached_LeaveNoPlace()
    {
        var (tree, drawn) = Load("R(A(B))", width: 2, depth: 2);
        tree.Find(PlacingRule.Left, drawn["R"], PlacingTerms.None, out _).ShouldBe(PlacementOutcome.NoPlaceWithinDepth);
        tree.Find(PlacingRule.Right, drawn["R"], PlacingTerms.None, out _).ShouldBe(PlacementOutcome.Placed);
        tree.Find(PlacingRule.Left, drawn["A"], PlacingTerms.None, out _).ShouldBe(PlacementOutcome.Placed);
    }

    [Fact]
    public void Find_ByHandOrUnknownSponsor_SaysSo()
    {
        var (tree, drawn) = Load("R", width: 2);
        tree.Find(PlacingRule.ByHand, drawn["R"], PlacingTerms.None, out _).ShouldBe(PlacementOutcome.ByHand);
        tree.Find(PlacingRule.LevelByLevel, 7, PlacingTerms.None, out _).ShouldBe(PlacementOutcome.UnknownParent);
        tree.Find(PlacingRule.Left, -1, PlacingTerms.None, out _).ShouldBe(PlacementOutcome.UnknownParent);
    }

    [Fact]
    public void Place_WhatCannotBe_IsRefusedAndChangesNothing()
    {
        const string Text = "R(A(C),B),S(T(U))";
        var (tree, drawn) = Load(Text, width: 2);
        var newcomer = drawn.Count;
        tree.Place(drawn["C"], new(drawn["B"], 0)).ShouldBe(PlacementOutcome.AlreadyPlaced);
        tree.Place(newcomer, new(99, 0)).ShouldBe(PlacementOutcome.UnknownParent);
        tree.Place(newcomer, new(newcomer, 0)).ShouldBe(PlacementOutcome.UnknownParent);
        tree.Place(newcomer, new(drawn["A"], 2)).ShouldBe(PlacementOutcome.NoSuchLeg);
        tree.Place(newcomer, new(drawn["A"], -1)).ShouldBe(PlacementOutcome.NoSuchLeg);
        tree.Place(newcomer, new(drawn["A"], 0)).ShouldBe(PlacementOutcome.PositionTaken);
        tree.Place(drawn["S"], new(drawn["U"], 0)).ShouldBe(PlacementOutcome.BelowItself);
        tree.Place(drawn["S"], new(drawn["S"], 1)).ShouldBe(PlacementOutcome.BelowItself);
        tree.Holds(newcomer).ShouldBeFalse();
        Drawn(tree, drawn.Names).ShouldBe(Text);
    }

    [Fact]
    public void Place_RootWithATeam_BringsTheTeam()
    {
        var (tree, drawn) = Load("R(A),S(T(V),U)", width: 2);
        tree.Find(PlacingRule.Left, drawn["R"], PlacingTerms.None, out var before).ShouldBe(PlacementOutcome.Placed);
        before.ShouldBe(new Placement(drawn["A"], 0));
        tree.Place(drawn["S"], before).ShouldBe(PlacementOutcome.Placed);
        Drawn(tree, drawn.Names).ShouldBe("R(A(S(T(V),U)))");
        tree.IsBelow(drawn["U"], drawn["R"]).ShouldBeTrue();
        tree.IsBelow(drawn["R"], drawn["U"]).ShouldBeFalse();
        tree.IsBelow(drawn["R"], drawn["R"]).ShouldBeFalse();
        // R's outer left line now goes through the team: R, A, S, T, V.
        tree.Find(PlacingRule.Left, drawn["R"], PlacingTerms.None, out var after).ShouldBe(PlacementOutcome.Placed);
        after.ShouldBe(new Placement(drawn["V"], 0));
    }

    [Fact]
    public void Load_LegsNotRecorded_TakeWhatIsLeftInOrder()
    {
        // B's leg is recorded, A's and C's are not: A takes the first free one, C the next.
        var tree = PlacementTree.Load(3, 0, [-1, 0, 0, 0], new sbyte[] { -1, -1, 0, -1 }, out var refused);
        refused.ShouldBeEmpty();
        Drawn(tree, ["R", "A", "B", "C"]).ShouldBe("R(B,A,C)");
    }

    [Fact]
    public void Load_ImpossibleRows_AreRefusedWithTheReason()
    {
        // 1 and 2 both want R's left leg; 3 and 4 are below each other; 5's parent is nobody; 6's leg does not exist; 7 and
        // 8 find R full.
        int[] parent = [-1, 0, 0, 4, 3, 99, 0, 0, 0];
        sbyte[] leg = [-1, 0, 0, 0, 0, 0, 5, -1, -1];
        var tree = PlacementTree.Load(2, 0, parent, leg, out var refused);
        refused.ShouldBe(
        [
            (2, PlacementOutcome.PositionTaken),
            (4, PlacementOutcome.BelowItself),
            (5, PlacementOutcome.UnknownParent),
            (6, PlacementOutcome.NoSuchLeg),
            (8, PlacementOutcome.PositionTaken),
        ]);
        tree.ParentOf(7).ShouldBe(0);
        tree.ParentOf(2).ShouldBe(-1);
    }

    private static (PlacementTree Tree, TreeText Drawn) Load(string text, int width, int depth = 0)
    {
        var drawn = TreeText.Parse(text);
        var tree = PlacementTree.Load(width, depth, drawn.Parents, drawn.Legs, out var refused);
        refused.ShouldBeEmpty();
        return (tree, drawn);
    }

    /// <summary>Starts from a drawn tree and lets newcomers join (<c>sponsor&gt;newcomer</c>), each placed by the rule.</summary>
    private static string Grown(string start, int width, int depth, PlacingRule rule, params string[] joins)
    {
        var (tree, drawn) = Load(start, width, depth);
        var names = drawn.Names.ToList();
        foreach (var join in joins.Select(join => join.Split('>')))
        {
            tree.Find(rule, names.IndexOf(join[0]), PlacingTerms.None, out var place).ShouldBe(PlacementOutcome.Placed);
            tree.Place(names.Count, place).ShouldBe(PlacementOutcome.Placed);
            names.Add(join[1]);
        }

        return Drawn(tree, names);
    }

    private static string Drawn(PlacementTree tree, TreeText drawn, (string Name, Placement Place) newcomer)
    {
        tree.Place(drawn.Count, newcomer.Place).ShouldBe(PlacementOutcome.Placed);
        return Drawn(tree, [.. drawn.Names, newcomer.Name]);
    }

    private static string Drawn(PlacementTree tree, IReadOnlyList<string> names)
    {
        var parents = Enumerable.Range(0, names.Count).Select(tree.ParentOf).ToArray();
        return TreeText.Draw(names, parents, [.. parents.Select(LegOf)]);

        sbyte LegOf(int parent, int seller) =>
            (sbyte)(parent < 0 ? -1 : Enumerable.Range(0, tree.Width).Single(leg => tree.ChildAt(parent, leg) == seller));
    }
}
