using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>Methods that no grain can have. Orleans refuses most of them when it compiles, the stand-in when it first meets one.</summary>
public sealed class OddMethodTests
{
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

    internal sealed class OddGrain : Grain, IReturnsAnswerGrain, IHasTypeParametersGrain, IHasEightParametersGrain, IHasRefParameterGrain
    {
        public int Answer() => 0;

        public Task Take<T>(T value) => Task.CompletedTask;

        public Task Take(int a, int b, int c, int d, int e, int f, int g, int h) => Task.CompletedTask;

        public Task Take(ref int a) => Task.CompletedTask;
    }
}
