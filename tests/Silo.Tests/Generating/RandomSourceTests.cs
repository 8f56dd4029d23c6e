using Compensation.Silo.Generating;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Generating;

public sealed class RandomSourceTests
{
    [Fact]
    public void Mix_IsSplitMix64_AsPublished()
    {
        // The first outputs of the reference splitmix64.c with the seed 1234567; its state grows by the golden gamma each time.
        const ulong gamma = 0x9E3779B97F4A7C15;

        RandomSource.Mix(1234567).ShouldBe(6457827717110365317UL);
        RandomSource.Mix(unchecked(1234567 + gamma)).ShouldBe(3203168211198807973UL);
        RandomSource.Mix(unchecked(1234567 + (2 * gamma))).ShouldBe(9817491932198370423UL);
    }

    [Fact]
    public void Streams_OfOneSeed_Differ()
    {
        var draws = Enumerable.Range(0, 50).Select(stream => new RandomSource(1, (ulong)stream).Next()).ToList();

        draws.Distinct().Count().ShouldBe(50);
    }

    [Fact]
    public void Below_OverManyDraws_IsEven()
    {
        var random = new RandomSource(7, 0);
        var counts = new int[10];
        for (var i = 0; i < 100_000; i++)
        {
            counts[random.Below(10)]++;
        }

        // 10,000 each, ± 6 standard deviations of 95.
        counts.ShouldAllBe(count => count > 9_430 && count < 10_570);
    }

    [Fact]
    public void WeightedDraw_OverManyDraws_FollowsTheWeights()
    {
        var draw = new WeightedDraw([0, 10, 20, 0, 70]);
        var random = new RandomSource(3, 0);
        var counts = new int[5];
        for (var i = 0; i < 100_000; i++)
        {
            counts[draw.Next(random)]++;
        }

        counts[0].ShouldBe(0);
        counts[3].ShouldBe(0);
        counts[1].ShouldBeInRange(9_430, 10_570);
        counts[2].ShouldBeInRange(19_240, 20_760);
        counts[4].ShouldBeInRange(69_130, 70_870);
    }

    [Fact]
    public void WeightedDraw_WithoutAnyWeight_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new WeightedDraw([0, 0]));
}
