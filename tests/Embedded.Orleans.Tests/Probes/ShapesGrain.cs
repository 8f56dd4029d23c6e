using System.Globalization;
using Orleans;

namespace Compensation.Embedded.Orleans.Tests.Probes;

internal interface IInheritedGrain : IGrainWithIntegerKey
{
    Task<long> Inherited();
}

/// <summary>Methods of every shape, on an interface that only this assembly sees.</summary>
internal interface IShapesGrain : IInheritedGrain
{
    Task<string> None();

    Task<string> One(string a);

    Task<string> One(string a, int times);

    Task<string> Seven(int a, double b, string c, bool d, char e, object? f, int[] g);

    ValueTask<int> Value(int a);

    ValueTask NoAnswer();
}

internal sealed class ShapesGrain : Grain, IShapesGrain
{
    public Task<string> None() => Task.FromResult("");

    public Task<string> One(string a) => Task.FromResult(a);

    public Task<string> One(string a, int times) => Task.FromResult(string.Concat(Enumerable.Repeat(a, times)));

    public Task<string> Seven(int a, double b, string c, bool d, char e, object? f, int[] g) =>
        Task.FromResult(string.Create(CultureInfo.InvariantCulture, $"{a} {b} {c} {d} {e} {f} {g[0]}"));

    public async ValueTask<int> Value(int a)
    {
        await Task.Yield();
        return a + 1;
    }

    public ValueTask NoAnswer() => ValueTask.CompletedTask;

    public Task<long> Inherited() => Task.FromResult(this.GetPrimaryKeyLong());
}
