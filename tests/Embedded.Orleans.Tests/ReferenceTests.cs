using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>References carry every shape of method, and say what they stand for.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task Methods_OfEveryShape_ReachTheGrain()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<IShapesGrain>(-7);

        (await grain.None().Soon()).ShouldBe("");
        (await grain.One("a").Soon()).ShouldBe("a");
        (await grain.Seven(1, 2.5, "c", true, 'e', null, [7]).Soon()).ShouldBe("1 2.5 c True e  7");
        (await grain.Value(3).AsTask().Soon()).ShouldBe(4);
        (await grain.One("overloaded", 2).Soon()).ShouldBe("overloadedoverloaded");
        await grain.NoAnswer().AsTask().Soon();
        (await grain.Inherited().Soon()).ShouldBe(-7);
    }

    [Fact]
    public async Task Reference_IsEqualToAnotherOfTheSameGrain()
    {
        await using var silo = await TestSilo.StartAsync();

        silo.Probe("a").ShouldBe(silo.Probe("a"));
        silo.Probe("a").ShouldNotBe(silo.Probe("b"));
        silo.Probe("a").GetGrainId().ShouldBe(GrainId.Create("probe", "a"));
        silo.Probe("a").GetPrimaryKeyString().ShouldBe("a");
        silo.Grains.GetGrain<IProbeGrain>(GrainId.Create("probe", "a")).ShouldBe(silo.Probe("a"));
    }

    [Fact]
    public async Task AsReference_OfAGrainItself_ReachesItAgain()
    {
        await using var silo = await TestSilo.StartAsync();
        IProbeGrain? self = null;

        await silo.Probe("p").Run(probe =>
        {
            self = probe.AsReference<IProbeGrain>();
            return Task.CompletedTask;
        }).Soon();

        (await self!.Activation().Soon()).ShouldBe(1);
    }

    [EmbeddedFact("Orleans takes the class that is named like the interface.")]
    public async Task GetGrain_OfAnInterfaceWithSeveralClasses_NeedsTheClass()
    {
        await using var silo = await TestSilo.StartAsync();

        Should.Throw<ArgumentException>(() => silo.Grains.GetGrain<IProbeGrain>("p")).Message.ShouldContain(nameof(WorkerProbeGrain));
        Should.Throw<ArgumentException>(() => silo.Grains.GetGrain<INobodysGrain>("p")).Message.ShouldContain("Could not find an implementation");
        Should.Throw<ArgumentException>(() => silo.Grains.GetGrain<IShapesGrain>(GrainId.Create("probe", "a")));
    }

    internal interface INobodysGrain : IGrainWithStringKey
    {
        Task Touch();
    }
}
