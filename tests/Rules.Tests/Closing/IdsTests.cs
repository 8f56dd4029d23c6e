using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class IdsTests
{
    private static readonly Ids Names = new(["delta", "alpha", "charlie", "bravo"]);

    [Fact]
    public void Of_SomePositions_HasTheirIdsInTheirOrder()
    {
        var some = Names.Of([3, 1]);

        some.Count.ShouldBe(2);
        new[] { some[0], some[1] }.ShouldBe(["bravo", "alpha"]);
        some.Compare(0, 1).ShouldBePositive("b comes after a");
        some.Find("delta").ShouldBe(-1);
    }

    [Fact]
    public void Of_AnOrderOfItsOwn_GoesByThatOrder()
    {
        // Sorted they are alpha, bravo, charlie, delta; the third and the first of those.
        var some = Names.Of([1, 3, 2, 0]).Of([2, 0]);

        new[] { some[0], some[1] }.ShouldBe(["charlie", "alpha"]);
        some.EightBytes(1, skip: 0).ShouldBe(0x616C706861_000000UL, "a l p h a, and nothing behind");
        some.SharedLength().ShouldBe(0);
    }
}
