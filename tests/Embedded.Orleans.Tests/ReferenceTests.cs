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
        silo.Probe("a").ToString().ShouldBe("IProbeGrain of probe/a");
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

    [Fact]
    public async Task GetGrain_OfAnInterfaceWithSeveralClasses_NeedsTheClass()
    {
        await using var silo = await TestSilo.StartAsync();

        Should.Throw<ArgumentException>(() => silo.Grains.GetGrain<IProbeGrain>("p")).Message.ShouldContain(nameof(WorkerProbeGrain));
        Should.Throw<ArgumentException>(() => silo.Grains.GetGrain<INobodysGrain>("p")).Message.ShouldContain("Could not find an implementation");
        Should.Throw<ArgumentException>(() => silo.Grains.GetGrain<IShapesGrain>(GrainId.Create("probe", "a")));
    }

    [Theory]
    [InlineData(typeof(IReturnsAnswerGrain), "returns Int32")]
    [InlineData(typeof(IHasTypeParametersGrain), "has type parameters")]
    [InlineData(typeof(IHasEightParametersGrain), "has 8 parameters")]
    [InlineData(typeof(IHasRefParameterGrain), "ref")]
    public async Task Method_ThatCannotBeAGrains_IsRefusedWithTheRemedy(Type type, string reason)
    {
        await using var silo = await TestSilo.StartAsync();
        var get = typeof(IGrainFactory).GetMethod(nameof(IGrainFactory.GetGrain), [typeof(string), typeof(string)])!.MakeGenericMethod(type);

        var error = Should.Throw<System.Reflection.TargetInvocationException>(() => get.Invoke(silo.Grains, ["p", null])).InnerException!;

        error.ShouldBeOfType<NotSupportedException>().Message.ShouldContain(reason);
    }

    internal interface IReturnsAnswerGrain : IGrainWithStringKey
    {
        int Answer();
    }

    internal interface IHasTypeParametersGrain : IGrainWithStringKey
    {
        Task Take<T>(T value);
    }

    internal interface IHasEightParametersGrain : IGrainWithStringKey
    {
        Task Take(int a, int b, int c, int d, int e, int f, int g, int h);
    }

    internal interface IHasRefParameterGrain : IGrainWithStringKey
    {
        Task Take(ref int a);
    }

    internal interface INobodysGrain : IGrainWithStringKey
    {
        Task Touch();
    }

    internal sealed class OddGrain : Grain, IReturnsAnswerGrain, IHasTypeParametersGrain, IHasEightParametersGrain, IHasRefParameterGrain
    {
        public int Answer() => 0;

        public Task Take<T>(T value) => Task.CompletedTask;

        public Task Take(int a, int b, int c, int d, int e, int f, int g, int h) => Task.CompletedTask;

        public Task Take(ref int a) => Task.CompletedTask;
    }
}
