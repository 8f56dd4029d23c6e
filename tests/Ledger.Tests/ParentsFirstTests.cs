using Compensation.Ledger.Importing;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests;

/// <summary>The order in which sellers get their numbers.</summary>
public sealed class ParentsFirstTests
{
    /// <summary>By the first tree alone 3 comes before 0: 0 stands below 1, 1 below 3; by the second 3 stands below 2.</summary>
    [Fact]
    public void InAll_TreesThatAgree_PutsParentsOfEachFirst() =>
        ParentsFirst.InAll([[1, 3, -1, -1], [-1, -1, -1, 2]], 4).ShouldBe([2, 3, 1, 0]);

    [Fact]
    public void InAll_AnyTreesWithoutContradiction_PutsParentsOfEachFirst()
    {
        var random = new Random(20261122);
        foreach (var rows in Enumerable.Range(1, 60))
        {
            // Who has a smaller rank may stand above: in three trees, whatever the rows.
            var ranks = Enumerable.Range(0, rows).ToArray();
            random.Shuffle(ranks);
            var rowOf = new int[rows];
            for (var row = 0; row < rows; row++)
            {
                rowOf[ranks[row]] = row;
            }

            var trees = Enumerable.Range(0, 3)
                .Select(_ => ranks.Select(rank => rank == 0 || random.Next(8) == 0 ? -1 : rowOf[random.Next(rank)]).ToArray()).ToList();

            var order = ParentsFirst.InAll(trees, rows).ShouldNotBeNull();

            order.Order().ShouldBe(Enumerable.Range(0, rows));
            var places = order.Select((row, place) => (row, place)).ToDictionary(at => at.row, at => at.place);
            trees.ShouldAllBe(tree => Enumerable.Range(0, rows).All(row => tree[row] < 0 || places[tree[row]] < places[row]));
        }
    }

    [Fact]
    public void InAll_WhoIsAboveInOneTreeAndBelowInAnother_IsNothing() =>
        ParentsFirst.InAll([[1, -1], [-1, 0]], 2).ShouldBeNull();

    [Fact]
    public void InAll_NoTree_IsTheRowsAsTheyAre() => ParentsFirst.InAll([], 3).ShouldBe([0, 1, 2]);
}
