using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Tests.Numbers;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Genealogy;

public class PlacementPropertyTests
{
    private static readonly PlacingRule[] Rules = [.. Enum.GetValues<PlacingRule>().Where(rule => rule != PlacingRule.ByHand)];

    /// <summary>A newcomer: the rule, a number that picks the sponsor among those who stand in the tree, and the volume of
    /// the legs.</summary>
    private sealed record Join(PlacingRule Rule, int Sponsor, PlacingTerms Terms);

    private static Gen<(int Width, int Depth, Join[] Joins)> Companies { get; } =
        from width in Gen.Choose(1, 4)
        from depth in Gen.Choose(0, 5)
        from oneRule in Gen.Elements(Rules)
        from mixed in Gen.Elements(false, true)
        from joins in (from rule in mixed ? Gen.Elements(Rules) : Gen.Constant(oneRule)
                       from sponsor in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(0, 1000)))
                       from volumes in Gen.Choose(0, 3).ListOf(width)
                       from recruit in Gen.Choose(0, 3)
                       let terms = new PlacingTerms([.. volumes.Select(volume => (long)volume)], recruit)
                       select new Join(rule, sponsor, terms)).ListOf(60)
        select (width, depth, joins.ToArray());

    [Fact]
    public void Find_AnyCompany_AgreesWithASlowSearch()
    {
        Prop.ForAll(Companies.ToArbitrary(), company =>
        {
            var tree = new PlacementTree(company.Width, company.Depth);
            tree.AddRoot(0);
            var count = 1;
            foreach (var join in company.Joins)
            {
                var sponsor = join.Sponsor % count;
                var outcome = tree.Find(join.Rule, sponsor, join.Terms, out var place);
                var expected = Slowly(tree, sponsor, join);
                outcome.ShouldBe(expected is null ? PlacementOutcome.NoPlaceWithinDepth : PlacementOutcome.Placed);
                if (expected is null)
                {
                    continue;
                }

                place.ShouldBe(expected.Value);
                tree.Place(count, place).ShouldBe(PlacementOutcome.Placed);
                LevelsBetween(tree, count, sponsor).ShouldBeLessThanOrEqualTo(company.Depth == 0 ? int.MaxValue : company.Depth);
                count++;
            }

            EverybodyStandsOnceAndIsReachable(tree, count);
        }).Check(500);
    }

    [Fact]
    public void Find_WhatHappensInAnotherBranch_ChangesNothing()
    {
        Prop.ForAll(Companies.ToArbitrary(), company =>
        {
            // Two roots side by side: once only the first grows, once both do by turns. The first must look the same.
            var alone = GrowFirst(company, withNeighbour: false);
            GrowFirst(company, withNeighbour: true).ShouldBe(alone);
        }).Check(300);
    }

    [Fact]
    public void Find_LoadedAgain_GivesTheSamePlaces()
    {
        Prop.ForAll(Companies.ToArbitrary(), company =>
        {
            var tree = new PlacementTree(company.Width, company.Depth);
            tree.AddRoot(0);
            var count = 1;
            foreach (var join in company.Joins)
            {
                if (tree.Find(join.Rule, join.Sponsor % count, join.Terms, out var place) == PlacementOutcome.Placed)
                {
                    tree.Place(count++, place);
                }
            }

            var parents = Enumerable.Range(0, count).Select(tree.ParentOf).ToArray();
            var legs = parents.Select((parent, seller) => parent < 0 ? (sbyte)-1 : LegOf(tree, parent, seller)).ToArray();
            var again = PlacementTree.Load(company.Width, company.Depth, parents, legs, out var refused);
            refused.ShouldBeEmpty();
            foreach (var rule in Rules)
            {
                for (var sponsor = 0; sponsor < count; sponsor++)
                {
                    var outcome = tree.Find(rule, sponsor, PlacingTerms.None, out var first);
                    again.Find(rule, sponsor, PlacingTerms.None, out var second).ShouldBe(outcome);
                    second.ShouldBe(first);
                }
            }
        }).Check(100);
    }

    [Theory]
    [InlineData(PlacingRule.Left, 2)]
    [InlineData(PlacingRule.Right, 2)]
    [InlineData(PlacingRule.LevelByLevel, 1)]
    public void Find_LineOfAHundredThousand_IsNotWalkedForEachNewcomer(PlacingRule rule, int width)
    {
        // Walking the line from the top each time would take five thousand million steps.
        const int Length = 100_000;
        var tree = new PlacementTree(width);
        tree.AddRoot(0);
        for (var newcomer = 1; newcomer <= Length; newcomer++)
        {
            var sponsor = newcomer % 3 == 0 ? newcomer / 2 : 0;
            tree.Find(rule, sponsor, PlacingTerms.None, out var place).ShouldBe(PlacementOutcome.Placed);
            place.Parent.ShouldBe(newcomer - 1);
            tree.Place(newcomer, place);
        }
    }

    [Fact]
    public void LevelByLevel_BinaryHeap_PutsTheNthNewcomerBelowHalfOfN()
    {
        // Filled from one sponsor, n + 1 hangs below (n + 1) / 2 when counted from 1: a heap.
        var tree = new PlacementTree(2);
        tree.AddRoot(1);
        for (var newcomer = 2; newcomer < 50_000; newcomer++)
        {
            tree.Find(PlacingRule.LevelByLevel, 1, PlacingTerms.None, out var place);
            place.ShouldBe(new Placement(newcomer / 2, newcomer % 2));
            tree.Place(newcomer, place);
        }
    }

    /// <summary>Looks for the place from the sponsor down, position by position.</summary>
    private static Placement? Slowly(PlacementTree tree, int sponsor, Join join)
    {
        if (join.Rule == PlacingRule.LevelByLevel)
        {
            var level = new List<int> { sponsor };
            for (var depth = 1; level.Count > 0 && (tree.Depth == 0 || depth <= tree.Depth); depth++)
            {
                foreach (var position in level)
                {
                    for (var leg = 0; leg < tree.Width; leg++)
                    {
                        if (tree.ChildAt(position, leg) < 0)
                        {
                            return new Placement(position, leg);
                        }
                    }
                }

                level = [.. level.SelectMany(position => ChildrenOf(tree, position))];
            }

            return null;
        }

        var volumes = join.Terms.LegVolumes;
        var side = join.Rule switch
        {
            PlacingRule.Left => 0,
            PlacingRule.Right => tree.Width - 1,
            PlacingRule.Alternate => join.Terms.Recruit is 0 or 2 ? 0 : tree.Width - 1,
            PlacingRule.WeakSide => volumes.ToList().IndexOf(volumes.Min()),
            _ => volumes.ToList().IndexOf(volumes.Max()),
        };
        var (end, levels) = (sponsor, 1);
        for (; tree.ChildAt(end, side) >= 0; levels++)
        {
            end = tree.ChildAt(end, side);
        }

        return tree.Depth > 0 && levels > tree.Depth ? null : new Placement(end, side);
    }

    private static List<Placement> GrowFirst((int Width, int Depth, Join[] Joins) company, bool withNeighbour)
    {
        var tree = new PlacementTree(company.Width, company.Depth);
        tree.AddRoot(0);
        tree.AddRoot(1000);
        var places = new List<Placement>();
        for (var i = 0; i < company.Joins.Length; i++)
        {
            var join = company.Joins[i];
            if (tree.Find(join.Rule, join.Sponsor % (places.Count + 1), join.Terms, out var place) == PlacementOutcome.Placed)
            {
                places.Add(place);
                tree.Place(places.Count, place).ShouldBe(PlacementOutcome.Placed);
            }

            if (withNeighbour && tree.Find(join.Rule, 1000, join.Terms, out var neighbour) == PlacementOutcome.Placed)
            {
                tree.Place(1001 + i, neighbour).ShouldBe(PlacementOutcome.Placed);
            }
        }

        return places;
    }

    private static void EverybodyStandsOnceAndIsReachable(PlacementTree tree, int count)
    {
        var seen = new HashSet<int> { 0 };
        var open = new Queue<int>(seen);
        while (open.TryDequeue(out var seller))
        {
            foreach (var child in ChildrenOf(tree, seller).Where(child => child >= 0))
            {
                tree.ParentOf(child).ShouldBe(seller);
                seen.Add(child).ShouldBeTrue("nobody stands in two places");
                open.Enqueue(child);
            }
        }

        seen.Count.ShouldBe(count);
    }

    private static IEnumerable<int> ChildrenOf(PlacementTree tree, int seller) =>
        Enumerable.Range(0, tree.Width).Select(leg => tree.ChildAt(seller, leg));

    private static int LevelsBetween(PlacementTree tree, int seller, int above)
    {
        var levels = 0;
        for (; seller != above; seller = tree.ParentOf(seller))
        {
            levels++;
        }

        return levels;
    }

    private static sbyte LegOf(PlacementTree tree, int parent, int seller) =>
        (sbyte)Enumerable.Range(0, tree.Width).Single(leg => tree.ChildAt(parent, leg) == seller);
}
