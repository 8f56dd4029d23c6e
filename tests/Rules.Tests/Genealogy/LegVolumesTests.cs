using Compensation.Rules.Genealogy;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Genealogy;

public class LegVolumesTests
{
    /// <summary>What one pass gives for one seller is what the sums of the growing tree give, which placements within a close go by.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Before_InOnePass_IsWhatTheGrowingTreeHas(int seed)
    {
        const int count = 60;
        var dice = new Random(seed);
        var tree = new PlacementTree(2);
        for (var seller = 0; seller < count; seller++)
        {
            tree.AddRoot(seller);
            // Now and then somebody is the first of a tree of their own.
            if (seller > 0 && dice.Next(10) > 0)
            {
                while (tree.Place(seller, new Placement(dice.Next(seller), dice.Next(2))) != PlacementOutcome.Placed)
                {
                }
            }
        }

        var placed = Enumerable.Range(0, 200).Select(_ => (long)dice.Next(1000)).Order().ToArray();
        var carried = Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, count).Select(_ => (long)dice.Next(50)).ToArray()).ToArray();
        var orders = new OrderStream(placed, [.. placed.Select(_ => dice.Next(count))], [.. placed.Select(_ => (long)dice.Next(-20, 100))], carried);
        var shuffle = Enumerable.Range(0, placed.Length).OrderBy(_ => dice.Next()).ToArray();
        var shuffled = new OrderStream(
            [.. shuffle.Select(row => placed[row])], [.. shuffle.Select(row => orders.Seller[row])], [.. shuffle.Select(row => orders.Units[row])], carried);
        foreach (var instant in new long[] { 0, 250, 500, 2000 })
        {
            for (var seller = 0; seller < count; seller++)
            {
                LegVolumes.Before(tree, count, shuffled, instant, seller).ShouldBe(new LegVolumes(tree, count, orders).Before(instant, seller));
            }
        }
    }
}
