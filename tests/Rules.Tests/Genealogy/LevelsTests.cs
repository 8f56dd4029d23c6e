using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Genealogy;

/// <summary>A pass over a tree, divided among threads by its levels.</summary>
public class LevelsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 7)]
    [InlineData(5, 1_000)]
    public void FromBelow_AnyTree_EverybodysTurnComesOnceAndAfterAllBelow(int threads, int smallest)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var parent = LevelByLevel(new Random(seed));
            var below = CountedOneByOne(parent);
            var (size, turns, rangeOf, ranges) = (new int[parent.Length], new int[parent.Length], new int[parent.Length], 0);
            Levels.Of(parent)!.FromBelow(new Workers(threads, smallest), (from, to) =>
            {
                Array.Fill(rangeOf, Interlocked.Increment(ref ranges), from, to - from);
                for (var at = to - 1; at >= from; at--)
                {
                    turns[at]++;
                    size[at]++;
                    if (parent[at] >= 0)
                    {
                        size[parent[at]] += size[at];
                    }
                }
            });
            turns.ShouldAllBe(count => count == 1);
            size.ShouldBe(below, $"seed {seed}");
            FamiliesAreWhole(parent, rangeOf);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void ByFamily_AnyTree_NoTwoRangesHaveChildrenOfOneParent(int threads)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var parent = LevelByLevel(new Random(seed));
            var (rangeOf, ranges) = (new int[parent.Length], 0);
            Levels.Of(parent)!.ByFamily(new Workers(threads, smallest: 1), (from, to) =>
                Array.Fill(rangeOf, Interlocked.Increment(ref ranges), from, to - from));
            rangeOf.ShouldAllBe(range => range > 0);
            FamiliesAreWhole(parent, rangeOf);
        }
    }

    [Fact]
    public void Of_ChildrenOfOneParentApart_IsNull() => Levels.Of([-1, 0, 1, 0]).ShouldBeNull();

    [Fact]
    public void FromBelow_Nobody_DoesNothing() =>
        Levels.Of([])!.FromBelow(new Workers(2, smallest: 1), (_, _) => throw new InvalidOperationException());

    private static void FamiliesAreWhole(int[] parent, int[] rangeOf) => rangeOf.Zip(parent).Where(seller => seller.Second >= 0)
        .GroupBy(seller => seller.Second, seller => seller.First).ShouldAllBe(family => family.Distinct().Count() == 1);

    /// <summary>Parents that ascend: some roots, wide levels and chains.</summary>
    private static int[] LevelByLevel(Random random)
    {
        var parent = new int[random.Next(1, 3_000)];
        var most = random.Next(1, 200);
        parent[0] = -1;
        for (var at = 1; at < parent.Length; at++)
        {
            var step = random.Next(3) == 0 ? random.Next(1, most) : 0;
            parent[at] = parent[at - 1] < 0 && random.Next(3) > 0 ? -1 : Math.Min(at - 1, Math.Max(0, parent[at - 1] + step));
        }

        return parent;
    }

    private static int[] CountedOneByOne(int[] parent)
    {
        var size = new int[parent.Length];
        for (var seller = 0; seller < parent.Length; seller++)
        {
            for (var at = seller; at >= 0; at = parent[at])
            {
                size[at]++;
            }
        }

        return size;
    }
}
